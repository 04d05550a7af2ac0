/// The whole pipeline in one process, from the log to the API: how much it carries, and how soon.
@NullMarked
package dev.weir.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
