/// Records that are none: kept with the reason, while the job goes on.
@NullMarked
package dev.weir.jobs.reject;

import org.jspecify.annotations.NullMarked;
