@NullMarked
package dev.weir.schema.batch;

import org.jspecify.annotations.NullMarked;
