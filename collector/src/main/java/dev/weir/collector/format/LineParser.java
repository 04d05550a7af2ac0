package dev.weir.collector.format;

import dev.weir.schema.batch.BatchEncoder;
import java.util.function.BiConsumer;

/// Takes lines of one format, gives their fields to a batch encoder. Belongs to one thread and
/// allocates nothing per line.
public interface LineParser {
    /// Reads the line in `[from, to)`, without its line feed.
    ///
    /// After [ParseResult#ACCEPTED] the encoder holds a begun request with every field but the
    /// customer; the caller ends it. After any other result the encoder is as it was.
    ///
    /// @param lineOffset position in the source of the line's first byte
    /// @param readAtMillis when the line was read
    ParseResult parse(
            byte[] line,
            int from,
            int to,
            long lineOffset,
            long readAtMillis,
            BatchEncoder encoder);

    /// Takes a line that says how those below it read, and that was counted before: a reader who
    /// begins in the middle of a log begins with these.
    default void directive(byte[] line, int from, int to) {
        // Most formats have none.
    }

    /// Says what the last accepted line holds beyond what a batch has room for, each value under
    /// its name: for people who try out a format. A name that comes twice counts the first time.
    ///
    /// @param line the bytes of that line, unchanged
    void describe(byte[] line, BiConsumer<String, byte[]> shown);

    /// The host of the last accepted line: its index among the batch's hosts; 0 if absent.
    int hostIndex();

    /// The bytes of which the host is the range from [#hostFrom] to [#hostTo]; valid until the next
    /// line, and only if [#hostIndex] is not 0.
    byte[] hostBytes();

    /// Where the host starts in [#hostBytes].
    int hostFrom();

    /// Where the host ends in [#hostBytes].
    int hostTo();
}
