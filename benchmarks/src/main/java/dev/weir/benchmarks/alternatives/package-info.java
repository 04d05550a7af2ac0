/// Ways of doing it that were measured and not taken, kept so that the choice can be made again.
@NullMarked
package dev.weir.benchmarks.alternatives;

import org.jspecify.annotations.NullMarked;
