/// Where rollups, signals and source statuses are kept, and how they get there.
@NullMarked
package dev.weir.storage;

import org.jspecify.annotations.NullMarked;
