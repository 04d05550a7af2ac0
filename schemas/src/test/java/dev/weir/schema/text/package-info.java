@NullMarked
package dev.weir.schema.text;

import org.jspecify.annotations.NullMarked;
