@NullMarked
package dev.weir.schema.signal;

import org.jspecify.annotations.NullMarked;
