@NullMarked
package dev.weir.schema.frame;

import org.jspecify.annotations.NullMarked;
