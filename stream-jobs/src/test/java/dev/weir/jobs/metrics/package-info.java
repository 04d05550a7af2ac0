@NullMarked
package dev.weir.jobs.metrics;

import org.jspecify.annotations.NullMarked;
