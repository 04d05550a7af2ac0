@NullMarked
package dev.weir.schema.source;

import org.jspecify.annotations.NullMarked;
