/// How many bytes a request takes on the way, beside other ways of sending it.
@NullMarked
package dev.weir.benchmarks.bytes;

import org.jspecify.annotations.NullMarked;
