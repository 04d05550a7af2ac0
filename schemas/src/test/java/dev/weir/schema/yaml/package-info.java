@NullMarked
package dev.weir.schema.yaml;

import org.jspecify.annotations.NullMarked;
