/// Tests of the collector, on real files.
@NullMarked
package dev.weir.collector;

import org.jspecify.annotations.NullMarked;
