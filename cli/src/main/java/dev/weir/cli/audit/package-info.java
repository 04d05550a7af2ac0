/// Compares what stands in log files with what the store has counted.
@NullMarked
package dev.weir.cli.audit;

import org.jspecify.annotations.NullMarked;
