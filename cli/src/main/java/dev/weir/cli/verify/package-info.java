/// What `weir store verify` does: recounts what the store has written from Kafka.
@NullMarked
package dev.weir.cli.verify;

import org.jspecify.annotations.NullMarked;
