/// What the stream jobs do a second: without Kafka, and beside the same job in its DSL.
@NullMarked
package dev.weir.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
