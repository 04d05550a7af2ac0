package dev.weir.cli.parse;

import dev.weir.collector.format.LineParser;
import dev.weir.collector.format.LogFormat;
import dev.weir.collector.format.ParseResult;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Takes one line after the other, gives what the pipeline makes of it: the line goes through the
/// collector's parser into a batch of its own, and is read from there as the stream jobs read it.
public final class ParsedLine {
    private static final BatchEncoder.Source SOURCE = new BatchEncoder.Source("", "", "");

    private final LineParser parser;
    private final BatchEncoder encoder = new BatchEncoder();
    private final BatchReader reader = new BatchReader();
    private final Map<String, byte[]> shown = new LinkedHashMap<>();
    private ParseResult result = ParseResult.EMPTY;

    /// Tries a format; keeps what its directives say from line to line.
    public ParsedLine(LogFormat format) {
        this.parser = format.newParser();
    }

    /// Reads the line in `[from, to)`.
    public ParseResult read(byte[] line, int from, int to) throws IOException {
        encoder.begin(SOURCE, 0);
        shown.clear();
        result = parser.parse(line, from, to, 0, 0, encoder);
        if (result == ParseResult.ACCEPTED) {
            encoder.endRequest();
            parser.describe(line, shown::putIfAbsent);
        }
        EncodedBatch batch = encoder.close(to - from + 1L, 0);
        try {
            reader.open(batch.message(), batch.messageLength());
        } catch (MalformedBatchException e) {
            throw new IOException("the batch of a line cannot be read back", e);
        }
        return result;
    }

    /// What became of the line.
    public ParseResult result() {
        return result;
    }

    /// The batch that holds the line's request, if it was accepted, as its only one.
    public BatchReader batch() {
        return reader;
    }

    /// What the line says beyond what a batch has room for, by name.
    public Map<String, byte[]> shown() {
        return shown;
    }
}
