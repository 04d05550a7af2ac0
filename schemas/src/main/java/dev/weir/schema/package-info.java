/// What travels between the modules of Weir.
@NullMarked
package dev.weir.schema;

import org.jspecify.annotations.NullMarked;
