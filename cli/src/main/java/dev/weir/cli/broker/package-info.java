/// Kafka: the broker that runs inside the process, and the topics that Weir needs of any broker.
@NullMarked
package dev.weir.cli.broker;

import org.jspecify.annotations.NullMarked;
