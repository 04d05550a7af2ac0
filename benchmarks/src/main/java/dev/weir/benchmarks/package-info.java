/// Benchmarks: what each stage of the pipeline costs.
@NullMarked
package dev.weir.benchmarks;

import org.jspecify.annotations.NullMarked;
