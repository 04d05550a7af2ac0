@NullMarked
package dev.weir.schema.partial;

import org.jspecify.annotations.NullMarked;
