/// Tries formats on log lines: what `weir parse` and `weir check` do.
@NullMarked
package dev.weir.cli.parse;

import org.jspecify.annotations.NullMarked;
