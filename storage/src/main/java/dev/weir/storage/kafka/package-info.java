/// How rollups, signals and source statuses come from Kafka into a store.
@NullMarked
package dev.weir.storage.kafka;

import org.jspecify.annotations.NullMarked;
