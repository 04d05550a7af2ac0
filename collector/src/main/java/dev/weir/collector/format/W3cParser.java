package dev.weir.collector.format;

import dev.weir.collector.address.AddressPolicy;
import dev.weir.schema.batch.BatchEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.function.BiConsumer;

/// Takes lines of a W3C extended log, gives their fields to a batch encoder; lines that begin with
/// `#Fields:` change how it reads those below them.
final class W3cParser implements LineParser {
    private static final byte[] FIELDS = "#Fields:".getBytes(StandardCharsets.US_ASCII);

    /// Longer lists of names are none.
    private static final int MAX_DIRECTIVE_BYTES = 16 << 10;

    private static final byte[] DATE = "#Date:".getBytes(StandardCharsets.US_ASCII);
    private static final long DAY_MILLIS = 86_400_000;

    // Both IIS and CloudFront write UTC.
    private final LogTime times = new LogTime(ZoneOffset.UTC);
    private final W3cFormats format;
    private final AddressPolicy addresses;
    private String fields;
    private RequestParser parser;

    W3cParser(W3cFormats format, AddressPolicy addresses) {
        this.format = format;
        this.addresses = addresses;
        this.fields = format.usualFields;
        this.parser = newParser();
    }

    private RequestParser newParser() {
        return new RequestParser(format.layout(fields), times, addresses);
    }

    @Override
    public ParseResult parse(
            byte[] line,
            int from,
            int to,
            long lineOffset,
            long readAtMillis,
            BatchEncoder encoder) {
        if (from < to && line[from] == '#') {
            directive(line, from, to);
            return ParseResult.DIRECTIVE;
        }
        return parser.parse(line, from, to, lineOffset, readAtMillis, encoder);
    }

    @Override
    public void directive(byte[] line, int from, int to) {
        if (ByteScan.startsWith(line, from, to, DATE)) {
            date(
                    new String(
                                    line,
                                    from + DATE.length,
                                    Math.min(to - from - DATE.length, 64),
                                    StandardCharsets.UTF_8)
                            .strip());
        }
        if (!ByteScan.startsWith(line, from, to, FIELDS) || to - from > MAX_DIRECTIVE_BYTES) {
            return;
        }
        int start = from + FIELDS.length;
        String named = new String(line, start, to - start, StandardCharsets.UTF_8).strip();
        if (!named.isEmpty() && !named.equals(fields)) {
            fields = named;
            parser = newParser();
        }
    }

    /// Logs that begin a new file each day write the time alone in their lines.
    private void date(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long millis = times.read(bytes, 0, bytes.length);
        if (millis != LogTime.NONE) {
            times.day(Math.floorDiv(millis, DAY_MILLIS) * DAY_MILLIS);
        }
    }

    @Override
    public void describe(byte[] line, BiConsumer<String, byte[]> shown) {
        parser.describe(line, shown);
    }

    @Override
    public int hostIndex() {
        return parser.hostIndex();
    }

    @Override
    public byte[] hostBytes() {
        return parser.hostBytes();
    }

    @Override
    public int hostFrom() {
        return parser.hostFrom();
    }

    @Override
    public int hostTo() {
        return parser.hostTo();
    }
}
