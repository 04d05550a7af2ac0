package dev.weir.collector.format;

import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.batch.StringField;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One line through a parser, the encoder and the reader.
record ParsedLine(ParseResult result, BatchReader reader) {
    static ParsedLine of(LineParser parser, String line) throws MalformedBatchException {
        return of(parser, line.getBytes(StandardCharsets.UTF_8));
    }

    static ParsedLine of(LineParser parser, byte[] line) throws MalformedBatchException {
        // In the middle of a larger buffer, whose other bytes must not matter.
        byte[] buffer = new byte[line.length + 20];
        Arrays.fill(buffer, (byte) '"');
        System.arraycopy(line, 0, buffer, 10, line.length);
        BatchEncoder encoder = new BatchEncoder();
        encoder.begin(new BatchEncoder.Source("s", "h", "f"), 0);
        ParseResult result = parser.parse(buffer, 10, 10 + line.length, 0, 1_000, encoder);
        if (result == ParseResult.ACCEPTED) {
            encoder.endRequest();
        }
        EncodedBatch batch = encoder.close(line.length + 1L, 1_000);
        BatchReader reader = new BatchReader();
        reader.open(batch.message(), batch.messageLength());
        return new ParsedLine(result, reader);
    }

    /// The field's text; null if absent.
    @Nullable String text(StringField field) throws MalformedBatchException {
        int index = reader.stringIndex(0, field);
        return index == 0 ? null : reader.string(index);
    }

    byte[] bytes(StringField field) throws MalformedBatchException {
        int index = reader.stringIndex(0, field);
        return Arrays.copyOfRange(
                reader.bytes(), reader.stringStart(index), reader.stringEnd(index));
    }
}
