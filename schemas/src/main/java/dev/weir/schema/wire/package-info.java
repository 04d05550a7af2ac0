/// Cap'n Proto messages as they lie in memory: for what is written so often that the runtime's builder
/// would take most of the time.
@NullMarked
package dev.weir.schema.wire;

import org.jspecify.annotations.NullMarked;
