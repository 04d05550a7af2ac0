/// First stage: batches are decoded, repeats dropped, requests aggregated by customer and second.
@NullMarked
package dev.weir.jobs.count;

import org.jspecify.annotations.NullMarked;
