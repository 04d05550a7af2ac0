/// What the stream jobs tell of themselves.
@NullMarked
package dev.weir.jobs.metrics;

import org.jspecify.annotations.NullMarked;
