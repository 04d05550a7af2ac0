/// Batches from the collector to Kafka: framed, sent in order, acknowledged, never given up.
@NullMarked
package dev.weir.shipper;

import org.jspecify.annotations.NullMarked;
