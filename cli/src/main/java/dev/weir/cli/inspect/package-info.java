/// Shows batches to people.
@NullMarked
package dev.weir.cli.inspect;

import org.jspecify.annotations.NullMarked;
