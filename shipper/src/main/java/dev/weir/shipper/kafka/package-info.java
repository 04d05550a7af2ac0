/// The edge to Kafka: the only package of this module that knows Kafka's types.
@NullMarked
package dev.weir.shipper.kafka;

import org.jspecify.annotations.NullMarked;
