package dev.weir.shipper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.CatalogueVersion;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.frame.FrameWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchSplitterTest {
    private static final long FIRST = 10_000_000_000L;
    private static final long NOW = 1_700_000_000_000L;
    private static final long WEEK = Duration.ofDays(7).toMillis();

    private final BatchSplitter splitter = new BatchSplitter();

    @Test
    void theHalvesCoverTheRangeWithoutAGapAndSayTheSameOfTheirSource() throws Exception {
        EncodedBatch whole = batch(1, 100, 20, 0);

        List<EncodedBatch> halves = splitter.halves(frame(whole));

        assertEquals(2, halves.size());
        assertEquals(whole.firstOffset(), halves.get(0).firstOffset());
        assertEquals(halves.get(0).endOffset(), halves.get(1).firstOffset());
        assertEquals(whole.endOffset(), halves.get(1).endOffset());
        BatchReader original = read(whole);
        for (EncodedBatch half : halves) {
            BatchReader reader = read(half);
            assertEquals(original.sourceId(), reader.sourceId());
            assertEquals(original.host(), reader.host());
            assertEquals(original.file(), reader.file());
            assertEquals(original.createdAt(), reader.createdAt());
            assertEquals(original.catalogue(), reader.catalogue());
            assertEquals(half.requestCount(), reader.requestCount());
        }
    }

    @Test
    void theHalvesHoldEveryRequestAndRejectedLineOnce() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            EncodedBatch whole = batch(seed, 2 + seed * 7 % 90, seed * 5 % 40, 0);
            BatchReader original = read(whole);
            List<EncodedBatch> parts = splitter.halves(frame(whole));

            assertEquals(requests(original), requestsOf(parts));
            assertEquals(rejected(original), rejectedOf(parts));
            int rejected = 0;
            int malformed = 0;
            for (EncodedBatch part : parts) {
                rejected += read(part).rejectedCount();
                malformed += read(part).malformedCount();
            }
            assertEquals(original.rejectedCount(), rejected);
            assertEquals(original.malformedCount(), malformed);
        }
    }

    @Test
    void aRejectedLineGoesToTheHalfInWhichItLies() throws Exception {
        for (EncodedBatch half : splitter.halves(frame(batch(7, 60, 30, 0)))) {
            for (long offset : rejected(read(half))) {
                assertTrue(offset >= half.firstOffset() && offset < half.endOffset());
            }
        }
    }

    @Test
    void requestsWhoseTimesLieFarApartAreSplitToo() throws Exception {
        EncodedBatch whole = batch(3, 40, 5, 3 * WEEK);

        List<EncodedBatch> parts = splitter.halves(frame(whole));

        assertEquals(requests(read(whole)), requestsOf(parts));
        assertEquals(rejected(read(whole)), rejectedOf(parts));
        for (int i = 1; i < parts.size(); i++) {
            assertEquals(parts.get(i - 1).endOffset(), parts.get(i).firstOffset());
        }
    }

    @Test
    void aBatchOfRejectedLinesIsHalvedByThem() throws Exception {
        EncodedBatch whole = batch(5, 0, 3000, 0);

        List<EncodedBatch> halves = splitter.halves(frame(whole));

        assertEquals(2, halves.size());
        assertEquals(1500, read(halves.get(0)).rejectedCount());
        assertEquals(rejected(read(whole)), rejectedOf(halves));
    }

    @Test
    void aSingleLineHasNoHalves() throws Exception {
        assertEquals(List.of(), splitter.halves(frame(batch(1, 1, 0, 0))));
        assertEquals(List.of(), splitter.halves(frame(batch(1, 0, 1, 0))));
        assertEquals(List.of(), splitter.halves(frame(batch(1, 0, 0, 0))));
    }

    @Test
    void aSingleRequestBecomesARejectedLineOfTheSameRange() throws Exception {
        EncodedBatch whole = batch(1, 1, 0, 0);
        long line = read(whole).lineOffset(0);

        List<EncodedBatch> rest = splitter.withoutRequest(frame(whole));

        assertEquals(1, rest.size());
        assertEquals(whole.firstOffset(), rest.getFirst().firstOffset());
        assertEquals(whole.endOffset(), rest.getFirst().endOffset());
        assertEquals(0, rest.getFirst().requestCount());
        assertEquals(List.of(line), rejected(read(rest.getFirst())));
        assertEquals(List.of(), splitter.withoutRequest(frame(batch(1, 2, 0, 0))));
    }

    @Test
    void theSampleShowsTheBeginningOfTheRequest() throws Exception {
        BatchEncoder encoder = new BatchEncoder();
        encoder.begin(new BatchEncoder.Source("s", "h", "f"), 0);
        encoder.beginRequest(7, NOW);
        string(encoder, StringField.METHOD, "GET");
        string(encoder, StringField.PATH, "/" + "x".repeat(5000));
        encoder.endRequest();

        RejectedLine sample = splitter.sample(frame(encoder.close(6000, NOW)), "too_large");

        String text = new String(sample.line(), StandardCharsets.UTF_8);
        assertTrue(text.startsWith("GET /xxx"), text);
        assertEquals(1024, text.length());
        assertEquals(7, sample.offset());
        assertEquals("s", sample.sourceId());
    }

    /// Requests with every field now there and now absent, and rejected lines, in a random order.
    private static EncodedBatch batch(int seed, int requests, int rejected, long timeSpread) {
        Random random = new Random(seed);
        BatchEncoder encoder = new BatchEncoder();
        encoder.begin(new BatchEncoder.Source("edge/1-2-3", "edge", "/var/log/a.log"), FIRST);
        encoder.catalogue(new CatalogueVersion(7, 0x1234_5678_9abcL));
        long offset = FIRST;
        int left = requests;
        int leftRejected = rejected;
        while (left + leftRejected > 0) {
            offset += random.nextInt(5);
            if (random.nextInt(left + leftRejected) < left) {
                left--;
                request(encoder, random, offset, timeSpread);
            } else {
                leftRejected--;
                encoder.reject(offset);
            }
            offset += 1 + random.nextInt(300);
        }
        return encoder.close(offset, NOW + 5);
    }

    private static void request(BatchEncoder encoder, Random random, long at, long timeSpread) {
        encoder.beginRequest(at, NOW);
        if (random.nextBoolean()) {
            encoder.time(NOW + (timeSpread == 0 ? 0 : random.nextLong(-timeSpread, timeSpread)));
        }
        for (StringField field : StringField.values()) {
            int kind = random.nextInt(4);
            if (kind > 0) {
                string(encoder, field, kind == 1 ? "" : field + "-" + random.nextInt(20));
            }
        }
        encoder.status(random.nextInt(600));
        encoder.upstreamStatus(random.nextInt(600));
        if (random.nextBoolean()) {
            encoder.bytesSent(random.nextLong(1L << 40));
        }
        if (random.nextBoolean()) {
            encoder.bytesReceived(random.nextLong(1L << 40));
        }
        if (random.nextBoolean()) {
            encoder.duration(random.nextLong(1L << 32));
        }
        if (random.nextBoolean()) {
            encoder.upstreamDuration(random.nextLong(1L << 32));
        }
        if (random.nextInt(5) == 0) {
            encoder.malformed();
        }
        if (random.nextInt(5) == 0) {
            encoder.cut();
        }
        encoder.endRequest();
    }

    private static void string(BatchEncoder encoder, StringField field, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        encoder.string(field, bytes, 0, bytes.length);
    }

    private static byte[] frame(EncodedBatch batch) {
        return new FrameWriter()
                .frame(batch.message(), batch.messageLength(), batch.requestCount());
    }

    private static BatchReader read(EncodedBatch batch) throws Exception {
        BatchReader reader = new BatchReader();
        reader.open(batch.message(), batch.messageLength());
        return reader;
    }

    private static List<String> requestsOf(List<EncodedBatch> parts) throws Exception {
        List<String> all = new ArrayList<>();
        for (EncodedBatch part : parts) {
            all.addAll(requests(read(part)));
        }
        return all;
    }

    private static List<Long> rejectedOf(List<EncodedBatch> parts) throws Exception {
        List<Long> all = new ArrayList<>();
        for (EncodedBatch part : parts) {
            all.addAll(rejected(read(part)));
        }
        return all;
    }

    private static List<Long> rejected(BatchReader batch) {
        return Arrays.stream(RejectedOffsets.of(batch)).boxed().toList();
    }

    /// Everything that the reader tells of each request, whatever methods it has for that: a field
    /// that is forgotten in copying does not go unnoticed.
    private static List<String> requests(BatchReader batch) throws Exception {
        List<Method> fields =
                Arrays.stream(BatchReader.class.getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .filter(method ->
                                Arrays.equals(
                                        method.getParameterTypes(), new Class<?>[] {int.class}))
                        .filter(method -> !method.getName().startsWith("string"))
                        .filter(method -> method.getDeclaringClass() == BatchReader.class)
                        .sorted((a, b) -> a.getName().compareTo(b.getName()))
                        .toList();
        assertTrue(fields.size() >= 11, fields.toString());
        List<String> texts = new ArrayList<>();
        for (int request = 0; request < batch.requestCount(); request++) {
            StringBuilder text = new StringBuilder();
            for (Method field : fields) {
                text.append(field.getName()).append('=').append(field.invoke(batch, request));
                text.append(' ');
            }
            for (StringField field : StringField.values()) {
                int index = batch.stringIndex(request, field);
                text.append(field).append('=');
                text.append(index == 0 ? "-" : "'" + batch.string(index) + "'").append(' ');
            }
            texts.add(text.toString());
        }
        return texts;
    }
}
