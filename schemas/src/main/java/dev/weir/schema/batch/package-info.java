/// The batch of requests: how a collector writes it and a stream job reads it.
///
/// [dev.weir.schema.batch.BatchEncoder] stores requests straight into the Cap'n Proto wire layout
/// that `request_batch.capnp` describes; [dev.weir.schema.batch.BatchReader] reads them in place.
@NullMarked
package dev.weir.schema.batch;

import org.jspecify.annotations.NullMarked;
