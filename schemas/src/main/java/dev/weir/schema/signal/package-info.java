/// Attack signals: the value and its wire form.
@NullMarked
package dev.weir.schema.signal;

import org.jspecify.annotations.NullMarked;
