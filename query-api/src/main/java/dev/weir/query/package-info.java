/// The HTTP API over the store, and the dashboard.
@NullMarked
package dev.weir.query;

import org.jspecify.annotations.NullMarked;
