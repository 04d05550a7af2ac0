package dev.weir.benchmarks;

import dev.weir.cli.generate.GeneratorConfig;
import dev.weir.cli.generate.LogGenerator;
import dev.weir.collector.format.LineParser;
import dev.weir.collector.format.LogFormat;
import dev.weir.collector.format.ParseResult;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.yaml.ConfigurationException;
import java.util.Arrays;

/// Generated log lines, and the collector's inner loop over them: parse, encode, close the batch.
final class ParsedLines {
    static final int LINES = 10_000;
    private static final long NOW = 1_790_000_000_000L;
    private static final int MILLIS_PER_LINE = 1;

    private final byte[] log;
    private final LineParser parser;
    private final BatchEncoder encoder = new BatchEncoder();

    ParsedLines() throws ConfigurationException {
        var generator = new LogGenerator(GeneratorConfig.DEFAULT);
        byte[] buffer = new byte[LINES * LogGenerator.MAX_LINE_BYTES];
        int end = 0;
        for (int line = 0; line < LINES; line++) {
            end = generator.next(NOW + (long) line * MILLIS_PER_LINE, buffer, end);
        }
        log = Arrays.copyOf(buffer, end);
        parser = LogFormat.of(LogGenerator.FORMAT).newParser();
    }

    /// Parses every line into one batch; the host stands for the customer.
    EncodedBatch batch() {
        encoder.begin(new BatchEncoder.Source("edge-1/1", "edge-1", "/access.log"), 0);
        int from = 0;
        for (int at = 0; at < log.length; at++) {
            if (log[at] == '\n') {
                if (parser.parse(log, from, at, from, NOW, encoder) == ParseResult.ACCEPTED) {
                    encoder.string(
                            StringField.CUSTOMER,
                            parser.hostBytes(),
                            parser.hostFrom(),
                            parser.hostTo());
                    encoder.endRequest();
                } else {
                    encoder.reject(from);
                }
                from = at + 1;
            }
        }
        return encoder.close(log.length, NOW);
    }
}
