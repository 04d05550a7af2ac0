/// Follows access logs and turns their lines into batches.
@NullMarked
package dev.weir.collector;

import org.jspecify.annotations.NullMarked;
