package dev.weir.benchmarks.bytes;

import dev.weir.cli.generate.GeneratorConfig;
import dev.weir.cli.generate.LogGenerator;
import dev.weir.collector.format.LineParser;
import dev.weir.collector.format.LogFormat;
import dev.weir.collector.format.ParseResult;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/// The lines of a log, cut into the batches that a collector makes of them.
///
/// @param name as it stands in the tables
/// @param batches in the order of the log
record LogSet(String name, List<Batch> batches) {
    /// What one batch holds.
    ///
    /// @param text the lines
    /// @param encoded the same as a batch
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Batch(byte[] text, EncodedBatch encoded) {}

    private static final long NOW = 1_790_000_000_000L;

    /// The log generator's.
    static LogSet generated(int lines, int requests) throws ConfigurationException {
        var generator = new LogGenerator(GeneratorConfig.DEFAULT);
        byte[] log = new byte[lines * LogGenerator.MAX_LINE_BYTES];
        int end = 0;
        for (int line = 0; line < lines; line++) {
            // As many a second as a busy host's.
            end = generator.next(NOW + line / 16, log, end);
        }
        return of("generator", LogGenerator.FORMAT, Arrays.copyOf(log, end), requests);
    }

    /// Lines of which hardly anything comes twice: a new query and a new address in each.
    static LogSet random(int lines, int requests) throws ConfigurationException {
        Random random = new Random(1);
        var log = new ByteArrayOutputStream();
        byte[] token = new byte[16];
        for (int line = 0; line < lines; line++) {
            random.nextBytes(token);
            String text =
                    "%d.%d.%d.%d - - [21/Nov/2026:02:12:%02d +0000] \"GET /search?token=%s HTTP/1.1\""
                                    .formatted(
                                            random.nextInt(1, 224),
                                            random.nextInt(256),
                                            random.nextInt(256),
                                            random.nextInt(1, 255),
                                            line / 16_384 % 60,
                                            HexFormat.of().formatHex(token))
                            + " 200 %d \"-\" \"Mozilla/5.0 (X11; Linux x86_64) Agent/%d\"%n"
                                    .formatted(random.nextInt(1_000_000), random.nextInt(50));
            log.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
        return of("random queries and addresses", "combined", log.toByteArray(), requests);
    }

    /// A file's.
    static LogSet of(Path file, String format, int requests)
            throws IOException, ConfigurationException {
        return of(String.valueOf(file.getFileName()), format, Files.readAllBytes(file), requests);
    }

    private static LogSet of(String name, String format, byte[] log, int requests)
            throws ConfigurationException {
        LineParser parser = LogFormat.of(format).newParser();
        var encoder = new BatchEncoder();
        var source = new BatchEncoder.Source("edge-1/fe01-18005f-9c44d1e2", "edge-1", name);
        List<Batch> batches = new ArrayList<>();
        encoder.begin(source, 0);
        int batchFrom = 0;
        int from = 0;
        for (int at = 0; at < log.length; at++) {
            if (log[at] != '\n') {
                continue;
            }
            ParseResult result = parser.parse(log, from, at, from, NOW, encoder);
            if (result == ParseResult.NEXT_BATCH || encoder.requestCount() == requests) {
                batches.add(batch(log, batchFrom, from, encoder));
                batchFrom = from;
                encoder.begin(source, from);
                result = parser.parse(log, from, at, from, NOW, encoder);
            }
            if (result == ParseResult.ACCEPTED) {
                encoder.endRequest();
            } else {
                encoder.reject(from);
            }
            from = at + 1;
        }
        batches.add(batch(log, batchFrom, from, encoder));
        return new LogSet(name, batches);
    }

    private static Batch batch(byte[] log, int from, int to, BatchEncoder encoder) {
        return new Batch(Arrays.copyOfRange(log, from, to), encoder.close(to, NOW));
    }

    long requests() {
        return batches.stream().mapToLong(batch -> batch.encoded().requestCount()).sum();
    }

    long textBytes() {
        return batches.stream().mapToLong(batch -> batch.text().length).sum();
    }
}
