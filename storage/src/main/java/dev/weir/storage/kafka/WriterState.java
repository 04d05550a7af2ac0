package dev.weir.storage.kafka;

import java.util.List;

/// What a [RollupWriter] is doing.
public sealed interface WriterState {
    /// It was made and not started.
    record New() implements WriterState {}

    /// It reads the topics that are there, and waits for others.
    ///
    /// @param missing those that are not there yet; the stream jobs make them
    record Waiting(List<String> missing) implements WriterState {
        /// Copies the list.
        public Waiting {
            missing = List.copyOf(missing);
        }
    }

    /// It writes what comes.
    record Running() implements WriterState {}

    /// An attempt failed and is made again, with what it was to write; nothing is lost.
    ///
    /// @param reason what the store or Kafka said
    /// @param attempts that failed, one after the other
    record Retrying(String reason, int attempts) implements WriterState {}

    /// It ended by itself, which only a bug or a lack of memory makes it do.
    ///
    /// @param reason what was thrown
    record Failed(String reason) implements WriterState {}

    /// It was closed.
    record Closed() implements WriterState {}
}
