/// The backends of the store beside each other: the same rollups, the same queries.
@NullMarked
package dev.weir.benchmarks.stores;

import org.jspecify.annotations.NullMarked;
