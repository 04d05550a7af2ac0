package dev.weir.collector.format;

import dev.weir.schema.batch.BatchEncoder;
import java.util.List;
import java.util.function.BiConsumer;

/// Takes lines of a log that mixes several layouts, gives their fields to a batch encoder.
///
/// The layouts are tried in order on every line, for a plainer one behind a richer one would take
/// the richer one's lines as well.
final class AlternativesParser implements LineParser {
    private final LineParser[] parsers;

    /// The one that accepted the last accepted line.
    private LineParser last;

    /// @param parsers the richest layout first; that one also says why a line is no request
    AlternativesParser(List<LineParser> parsers) {
        this.parsers = parsers.toArray(LineParser[]::new);
        this.last = parsers.getFirst();
    }

    @Override
    public ParseResult parse(
            byte[] line,
            int from,
            int to,
            long lineOffset,
            long readAtMillis,
            BatchEncoder encoder) {
        ParseResult reason = ParseResult.EMPTY;
        for (int index = 0; index < parsers.length; index++) {
            LineParser parser = parsers[index];
            ParseResult result = parser.parse(line, from, to, lineOffset, readAtMillis, encoder);
            if (result == ParseResult.ACCEPTED || result == ParseResult.NEXT_BATCH) {
                last = parser;
                return result;
            }
            reason = index == 0 ? result : reason;
        }
        return reason;
    }

    @Override
    public void describe(byte[] line, BiConsumer<String, byte[]> shown) {
        last.describe(line, shown);
    }

    @Override
    public int hostIndex() {
        return last.hostIndex();
    }

    @Override
    public byte[] hostBytes() {
        return last.hostBytes();
    }

    @Override
    public int hostFrom() {
        return last.hostFrom();
    }

    @Override
    public int hostTo() {
        return last.hostTo();
    }
}
