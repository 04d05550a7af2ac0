package dev.weir.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.CatalogueVersion;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.partial.EntryKind;
import dev.weir.schema.partial.PartialBlockWriter;
import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.ThreatSample;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.signal.Signal;
import dev.weir.schema.signal.SignalCodec;
import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceLinesCodec;
import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.SourceStatusCodec;
import dev.weir.schema.source.Timeliness;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What we write, the `capnp` tool reads; what it writes, we read.
class CapnpToolIT {
    private static final long NOW = 1_790_000_000_000L;

    @TempDir Path directory;

    @BeforeEach
    void theToolIsInstalled() {
        CapnpTool.require();
    }

    private static void string(BatchEncoder encoder, StringField field, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        encoder.string(field, bytes, 0, bytes.length);
    }

    @Test
    void aBatchDecodesToItsFields() throws Exception {
        var encoder = new BatchEncoder();
        encoder.begin(new BatchEncoder.Source("edge-1/8-42", "edge-1", "/a.log"), 100);
        encoder.catalogue(new CatalogueVersion(3, 4));
        encoder.beginRequest(100, NOW);
        encoder.time(NOW);
        encoder.status(200);
        encoder.bytesSent(5);
        string(encoder, StringField.METHOD, "GET");
        string(encoder, StringField.PATH, "/");
        string(encoder, StringField.QUERY, "");
        encoder.endRequest();
        encoder.reject(140);
        encoder.beginRequest(180, NOW + 3);
        encoder.malformed();
        encoder.duration(0xFFFFFFFFL);
        string(encoder, StringField.REQUEST_LINE, "GET");
        encoder.endRequest();
        EncodedBatch batch = encoder.close(220, NOW + 9);

        assertEquals(
                "(firstOffset = 100, endOffset = 220, createdAt = 1790000000009,"
                        + " baseTime = 1790000000000, malformedCount = 1, rejectedCount = 1,"
                        + " schemaVersion = 2, sourceId = \"edge-1/8-42\", host = \"edge-1\","
                        + " file = \"/a.log\", requestCount = 2, strings = ["
                        + "(field = method, width = 1, count = 1,"
                        + " indexes = \"\\001\", lengths = \"\\003\", bytes = \"GET\"), "
                        + "(field = path, width = 1, count = 1,"
                        + " indexes = \"\\001\", lengths = \"\\001\", bytes = \"/\"), "
                        + "(field = query, width = 1, count = 1,"
                        + " indexes = \"\\001\", lengths = \"\\000\", bytes = \"\"), "
                        + "(field = requestLine, width = 1, count = 1,"
                        + " indexes = \"\\002\", lengths = \"\\003\", bytes = \"GET\")],"
                        + " numbers = ["
                        + "(field = time, width = 0, count = 0, values = \"\\001\\a\"), "
                        // 80 bytes, of which the values explain 5: zigzag of 75, plus 1.
                        + "(field = line, width = 0, count = 0, values = \"\\001\\227\\001\"), "
                        + "(field = flags, width = 0, count = 0, values = \"\\002\\003\"), "
                        + "(field = status, width = 1, count = 1,"
                        + " indexes = \"\\001\", values = \"\\310\\001\"), "
                        + "(field = bytesSent, width = 1, count = 1,"
                        + " indexes = \"\\001\", values = \"\\005\"), "
                        + "(field = duration, width = 1, count = 1,"
                        + " indexes = \"\\002\", values = \"\\377\\377\\377\\377\\017\")"
                        + "], rejectedOffsets = [40], catalogueGeneration = 3, catalogueHash = 4)",
                new CapnpTool(directory)
                        .decodeShort("request_batch.capnp", "RequestBatch", message(batch)));
    }

    private static byte[] message(EncodedBatch batch) {
        return Arrays.copyOf(batch.message(), batch.messageLength());
    }

    @Test
    void aBatchThatTheToolWritesAgainReadsTheSame() throws Exception {
        var tool = new CapnpTool(directory);
        var encoder = new BatchEncoder();
        for (int count : new int[] {0, 1, 700}) {
            EncodedBatch batch = randomBatch(encoder, count);
            String text = tool.decode("request_batch.capnp", "RequestBatch", message(batch));
            byte[] rewritten = tool.encode("request_batch.capnp", "RequestBatch", text);

            assertEquals(fields(message(batch)), fields(rewritten));
        }
    }

    private static EncodedBatch randomBatch(BatchEncoder encoder, int count) {
        Random random = new Random(count);
        encoder.begin(new BatchEncoder.Source("source", "host", "file"), 1L << 50);
        for (int i = 0; i < count; i++) {
            encoder.beginRequest((1L << 50) + 10L * i, NOW);
            encoder.time(NOW + random.nextInt());
            encoder.status(random.nextInt(65536));
            if (random.nextBoolean()) {
                encoder.bytesSent(random.nextLong() >>> 1);
            }
            encoder.duration(random.nextLong());
            byte[] bytes = new byte[random.nextInt(40)];
            for (StringField field : StringField.values()) {
                random.nextBytes(bytes);
                withoutParentheses(bytes);
                encoder.string(field, bytes, random.nextInt(bytes.length + 1), bytes.length);
            }
            encoder.endRequest();
        }
        return encoder.close((1L << 50) + 10L * count, NOW);
    }

    /// In a list of structs the tool takes a closing parenthesis in a string for the struct's.
    private static void withoutParentheses(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == ')' ? 0 : bytes[i];
        }
    }

    private static List<Object> fields(byte[] message) throws MalformedBatchException {
        var reader = new BatchReader();
        reader.open(message, message.length);
        List<Object> fields = new ArrayList<>();
        fields.add(List.of(reader.sourceId(), reader.firstOffset(), reader.endOffset()));
        for (int i = 0; i < reader.requestCount(); i++) {
            fields.add(
                    List.of(
                            reader.lineOffset(i),
                            reader.time(i),
                            reader.status(i),
                            reader.bytesSent(i),
                            reader.duration(i)));
            for (StringField field : StringField.values()) {
                int index = reader.stringIndex(i, field);
                int from = reader.stringStart(index);
                fields.add(
                        Arrays.toString(
                                Arrays.copyOfRange(reader.bytes(), from, reader.stringEnd(index))));
            }
        }
        return fields;
    }

    @Test
    void aRollupDecodesToItsFields() throws Exception {
        Rollup rollup = new Rollup();
        rollup.add(Counter.REQUESTS, 2);
        rollup.add(Counter.BYTES_SENT, 3000);
        rollup.breakdown(Breakdown.STATUS).add("200", 2);
        rollup.breakdown(Breakdown.METHOD).addOther(1);
        rollup.latency().record(1500);
        rollup.latency().record(2500);
        rollup.heaviest(Dimension.PATH).add("/a", 9);
        rollup.heaviest(Dimension.PATH).add("/b", 5);
        rollup.addThreatSample(new ThreatSample(NOW, "sqli", "192.0.2.1", "/?q=1"));
        byte[] message =
                RollupCodec.encode(
                        new KeyedRollup(new RollupKey("shop", Tier.MINUTE, NOW, 7), rollup));

        assertEquals(
                "(windowStart = 1790000000000, part = 7, tierSeconds = 60, schemaVersion = 1,"
                        + " customer = \"shop\","
                        + " counters = [2, 3000],"
                        + " breakdowns = [(other = 0, entries = [(count = 2, key = \"200\")]),"
                        + " (other = 1)],"
                        + " latency = (few = [1500, 2500]), originLatency = (),"
                        + " heaviest = [(takenOff = 0, counts = [9, 5], lengths = [2, 2],"
                        + " values = \"/a/b\")],"
                        + " threatSamples = [(time = 1790000000000, threat = \"sqli\","
                        + " client = \"192.0.2.1\", target = \"/?q=1\")])",
                new CapnpTool(directory).decodeShort("rollup.capnp", "Rollup", message));
    }

    @Test
    void aBlockOfPartialsDecodesToItsFields() throws Exception {
        var block = new PartialBlockWriter(Tier.MINUTE);
        int acme = block.string("acme".getBytes(StandardCharsets.UTF_8), 0, 4);
        int get = block.string("GET".getBytes(StandardCharsets.UTF_8), 0, 3);
        int cell = block.cell(acme, NOW);
        block.entry(cell, EntryKind.METHOD, get, 7);
        block.threatSample(cell, NOW + 1, get, 0, acme);

        assertEquals(
                "(schemaVersion = 1, counterCount = "
                        + Counter.COUNT
                        + ", tierSeconds = 60,"
                        + " stringLengths = \"\\003\\000\\000\\000\\004\\000\\000\\000\","
                        + " stringBytes = \"GETacme\","
                        + " cells = [(windowStart = 1790000000000, customer = 2, entryCount = 1)],"
                        + " counters = \""
                        + "\\000".repeat(Counter.COUNT * Long.BYTES)
                        + "\", kinds = \"\\001\", values = \"\\001\\000\\000\\000\","
                        + " counts = \"\\a\\000\\000\\000\","
                        + " threatSamples = [(time = 1790000000001, cell = 0, threat = 1,"
                        + " client = 0, target = 2)])",
                new CapnpTool(directory)
                        .decodeShort("partial_block.capnp", "PartialBlock", block.write()));
    }

    @Test
    void aSignalDecodesToItsFields() throws Exception {
        var signal =
                new Signal(
                        "shop/flood/1",
                        "shop",
                        "flood",
                        1,
                        2,
                        0,
                        3,
                        4.5,
                        0.5,
                        List.of("/a"),
                        List.of(new Signal.Share("192.0.2.1", 3)),
                        List.of());

        assertEquals(
                "(openedAt = 1, updatedAt = 2, closedAt = 0, requests = 3, peakPerSecond = 4.5,"
                        + " baselinePerSecond = 0.5, schemaVersion = 1, id = \"shop/flood/1\","
                        + " customer = \"shop\", kind = \"flood\", samples = [\"/a\"],"
                        + " heaviestClients = [(requests = 3, value = \"192.0.2.1\")],"
                        + " heaviestPaths = [])",
                new CapnpTool(directory)
                        .decodeShort("signal.capnp", "Signal", SignalCodec.encode(signal)));
    }

    @Test
    void aSourceStatusDecodesToItsFields() throws Exception {
        var status =
                new SourceStatus(
                        "id",
                        "host",
                        "file",
                        1,
                        2,
                        3,
                        4,
                        5,
                        6,
                        7,
                        8,
                        new CatalogueVersion(9, 10),
                        new Timeliness(11, 12, 13, -14));

        assertEquals(
                "(countedTo = 1, requests = 2, malformed = 3, rejectedLines = 4,"
                        + " repeatedRequests = 5, gapBytes = 6, lastEventTime = 7,"
                        + " lastBatchAt = 8, schemaVersion = 1, sourceId = \"id\","
                        + " host = \"host\", file = \"file\", catalogueGeneration = 9, catalogueHash = 10,"
                        + " requestsAhead = 11, retimedRequests = 12, lateRequests = 13,"
                        + " latenessMillis = -14)",
                new CapnpTool(directory)
                        .decodeShort(
                                "source_status.capnp",
                                "SourceStatus",
                                SourceStatusCodec.encode(status)));
    }

    @Test
    void linesOfASourceDecodeToTheirFields() throws Exception {
        var lines = new SourceLines("id", "host", "file", 1, 2, 3, 4, 5, Map.of("nul", 6L));

        assertEquals(
                "(saidAt = 1, acknowledgedTo = 2, read = 3, shipped = 4, waiting = 5,"
                        + " schemaVersion = 1, sourceId = \"id\", host = \"host\", file = \"file\","
                        + " rejected = [(lines = 6, name = \"nul\")])",
                new CapnpTool(directory)
                        .decodeShort(
                                "source_lines.capnp",
                                "SourceLines",
                                SourceLinesCodec.encode(lines)));
    }
}
