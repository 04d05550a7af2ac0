/// The rollup: everything that is kept of a customer's requests in a window, in a form that merges.
@NullMarked
package dev.weir.schema.rollup;

import org.jspecify.annotations.NullMarked;
