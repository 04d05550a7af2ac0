@NullMarked
package dev.weir.schema.rollup;

import org.jspecify.annotations.NullMarked;
