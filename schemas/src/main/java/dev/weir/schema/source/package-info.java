/// What collectors and stream jobs say of each source: the columns of the ledger.
@NullMarked
package dev.weir.schema.source;

import org.jspecify.annotations.NullMarked;
