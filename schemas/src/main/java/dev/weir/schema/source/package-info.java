/// What has been counted of each source: the ledger's last column.
@NullMarked
package dev.weir.schema.source;

import org.jspecify.annotations.NullMarked;
