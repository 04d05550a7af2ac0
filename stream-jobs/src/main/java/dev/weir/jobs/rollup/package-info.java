/// Second stage: the aggregates of batches merge into windows of every tier.
@NullMarked
package dev.weir.jobs.rollup;

import org.jspecify.annotations.NullMarked;
