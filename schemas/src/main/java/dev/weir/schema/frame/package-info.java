/// The frame: the value of one Kafka record, a small header around an LZ4 block.
@NullMarked
package dev.weir.schema.frame;

import org.jspecify.annotations.NullMarked;
