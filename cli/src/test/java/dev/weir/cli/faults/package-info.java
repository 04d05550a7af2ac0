/// The whole pipeline as processes that are killed, cut off and starved, and an exact count of what
/// came through.
@NullMarked
package dev.weir.cli.faults;

import org.jspecify.annotations.NullMarked;
