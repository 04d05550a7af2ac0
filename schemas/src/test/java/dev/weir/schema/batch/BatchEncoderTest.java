package dev.weir.schema.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.RequestBatchSchema.RequestBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the encoder writes, the Cap'n Proto runtime and the reader both read.
class BatchEncoderTest {
    private static final long NOW = ModelRequest.NOW;

    private final BatchEncoder encoder = new BatchEncoder();
    private final BatchReader reader = new BatchReader();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 255, 256, 257, 3000})
    void randomRequestsReadAsTheyWereWritten(int count) throws Exception {
        for (long seed = 0; seed < 5; seed++) {
            List<ModelRequest> requests = ModelRequest.random(new Random(seed), count, 50);
            long end = requests.isEmpty() ? 0 : requests.getLast().lineOffset() + 17;
            EncodedBatch batch = ModelRequest.encode(encoder, requests, end, NOW + 1);
            RequestBatch.Reader runtime = RuntimeBatch.root(batch);
            reader.open(batch.message(), batch.messageLength());

            assertEquals(requests, RuntimeBatch.read(runtime), "the runtime, seed " + seed);
            assertEquals(requests, ModelRequest.readAll(reader), "the reader, seed " + seed);
            assertHeader(requests, end, runtime);
        }
    }

    private void assertHeader(List<ModelRequest> requests, long end, RequestBatch.Reader runtime)
            throws MalformedBatchException {
        long first = requests.isEmpty() ? 0 : requests.getFirst().lineOffset();
        int malformed = (int) requests.stream().filter(ModelRequest::malformed).count();
        assertEquals(first, runtime.getFirstOffset());
        assertEquals(first, reader.firstOffset());
        assertEquals(end, runtime.getEndOffset());
        assertEquals(end, reader.endOffset());
        assertEquals(NOW + 1, runtime.getCreatedAt());
        assertEquals(NOW + 1, reader.createdAt());
        assertEquals(malformed, runtime.getMalformedCount());
        assertEquals(malformed, reader.malformedCount());
        assertEquals(2, runtime.getSchemaVersion());
        assertEquals(2, reader.schemaVersion());
        assertEquals(ModelRequest.SOURCE.sourceId(), runtime.getSourceId().toString());
        assertEquals(ModelRequest.SOURCE.sourceId(), reader.sourceId());
        assertEquals(ModelRequest.SOURCE.host(), runtime.getHost().toString());
        assertEquals(ModelRequest.SOURCE.host(), reader.host());
        assertEquals(ModelRequest.SOURCE.file(), runtime.getFile().toString());
        assertEquals(ModelRequest.SOURCE.file(), reader.file());
    }

    @Test
    void aBatchNamesItsCatalogueAndTheNextOneOnlyItsOwn() throws Exception {
        encoder.begin(ModelRequest.SOURCE, 0);
        encoder.catalogue(new CatalogueVersion(7, -70));
        EncodedBatch named = encoder.close(1, NOW);
        reader.open(named.message(), named.messageLength());
        assertEquals(new CatalogueVersion(7, -70), reader.catalogue());
        assertEquals(7, RuntimeBatch.root(named).getCatalogueGeneration());
        assertEquals(-70, RuntimeBatch.root(named).getCatalogueHash());

        encoder.begin(ModelRequest.SOURCE, 1);
        EncodedBatch unnamed = encoder.close(2, NOW);
        reader.open(unnamed.message(), unnamed.messageLength());
        assertEquals(CatalogueVersion.NONE, reader.catalogue());
    }

    @Test
    void manyDistinctStringsStandOnceEach() throws Exception {
        encoder.begin(ModelRequest.SOURCE, 0);
        int distinct = 20_000;
        for (int i = 0; i < 2 * distinct; i++) {
            byte[] path = ("/path/" + i % distinct).getBytes(StandardCharsets.UTF_8);
            encoder.beginRequest(i, NOW);
            encoder.string(StringField.PATH, path, 0, path.length);
            encoder.endRequest();
        }
        EncodedBatch batch = encoder.close(2L * distinct, NOW);
        reader.open(batch.message(), batch.messageLength());

        assertEquals(distinct + 1, reader.stringCount());
        Set<String> strings = new HashSet<>();
        for (int i = 0; i < 2 * distinct; i++) {
            int index = reader.stringIndex(i, StringField.PATH);
            assertEquals("/path/" + i % distinct, reader.string(index));
            strings.add(reader.string(index));
        }
        assertEquals(distinct, strings.size());
    }

    @Test
    void aStringLargerThanTheTableFits() throws Exception {
        byte[] huge = new byte[1 << 20];
        new Random(1).nextBytes(huge);
        encoder.begin(ModelRequest.SOURCE, 0);
        encoder.beginRequest(0, NOW);
        encoder.string(StringField.QUERY, huge, 0, huge.length);
        encoder.endRequest();
        EncodedBatch batch = encoder.close(1, NOW);
        reader.open(batch.message(), batch.messageLength());

        int index = reader.stringIndex(0, StringField.QUERY);
        byte[] read = new byte[reader.stringEnd(index) - reader.stringStart(index)];
        System.arraycopy(reader.bytes(), reader.stringStart(index), read, 0, read.length);
        assertArrayEquals(huge, read);
    }

    @Test
    void absentIsNotZeroAndNotEmpty() throws Exception {
        encoder.begin(ModelRequest.SOURCE, 0);
        encoder.beginRequest(0, NOW);
        encoder.endRequest();
        encoder.beginRequest(10, NOW);
        encoder.bytesSent(0);
        encoder.bytesReceived(0);
        encoder.duration(0);
        encoder.upstreamDuration(0);
        encoder.string(StringField.REFERER, new byte[0], 0, 0);
        encoder.endRequest();
        EncodedBatch batch = encoder.close(20, NOW);
        reader.open(batch.message(), batch.messageLength());

        ModelRequest absent = ModelRequest.read(reader, 0);
        assertEquals(List.of(-1L, -1L, -1L, -1L), numbers(absent));
        assertEquals(Map.of(), absent.strings());
        assertFalse(absent.ownTime());
        ModelRequest zero = ModelRequest.read(reader, 1);
        assertEquals(List.of(0L, 0L, 0L, 0L), numbers(zero));
        assertEquals(Map.of(StringField.REFERER, ""), zero.strings());
    }

    private static List<Long> numbers(ModelRequest request) {
        return List.of(
                request.bytesSent(),
                request.bytesReceived(),
                request.duration(),
                request.upstreamDuration());
    }

    @Test
    void extremeValuesSurvive() throws Exception {
        encoder.begin(ModelRequest.SOURCE, Long.MAX_VALUE - 0xFFFFFFFFL);
        encoder.beginRequest(Long.MAX_VALUE - 0xFFFFFFFFL, NOW);
        encoder.time(-5);
        encoder.bytesSent(Long.MAX_VALUE);
        encoder.duration(Long.MAX_VALUE);
        encoder.upstreamDuration(-1);
        encoder.status(65535);
        encoder.endRequest();
        encoder.beginRequest(Long.MAX_VALUE, -5);
        encoder.time(-5L + Integer.MAX_VALUE);
        encoder.endRequest();
        encoder.beginRequest(Long.MAX_VALUE, -5);
        encoder.time(-5L + Integer.MIN_VALUE);
        encoder.endRequest();
        EncodedBatch batch = encoder.close(Long.MAX_VALUE, Long.MIN_VALUE);
        reader.open(batch.message(), batch.messageLength());

        assertEquals(Long.MAX_VALUE, reader.bytesSent(0));
        assertEquals(0xFFFFFFFFL, reader.duration(0), "capped at what 32 bits hold");
        assertEquals(0, reader.upstreamDuration(0), "a negative time is none");
        assertEquals(65535, reader.status(0));
        assertEquals(Long.MAX_VALUE - 0xFFFFFFFFL, reader.lineOffset(0));
        assertEquals(Long.MAX_VALUE, reader.lineOffset(1));
        assertEquals(-5, reader.time(0));
        assertEquals(-5L + Integer.MAX_VALUE, reader.time(1));
        assertEquals(-5L + Integer.MIN_VALUE, reader.time(2));
        assertEquals(Long.MIN_VALUE, reader.createdAt());
    }

    @Test
    void aRejectedRequestLeavesNothingBehind() throws Exception {
        byte[] text = "POST".getBytes(StandardCharsets.UTF_8);
        encoder.begin(ModelRequest.SOURCE, 100);
        assertTrue(encoder.fits(100, 17));
        encoder.beginRequest(100, NOW);
        encoder.time(17);
        encoder.malformed();
        encoder.bytesSent(99);
        encoder.status(500);
        encoder.string(StringField.METHOD, text, 0, 4);
        encoder.reject(100);
        encoder.reject(150);
        encoder.beginRequest(200, NOW);
        encoder.endRequest();
        assertEquals(3, encoder.lineCount());
        assertEquals(1, encoder.requestCount());
        EncodedBatch batch = encoder.close(300, NOW);
        reader.open(batch.message(), batch.messageLength());

        assertEquals(2, reader.rejectedCount());
        assertEquals(2, reader.rejectedFrom(100));
        assertEquals(1, reader.rejectedFrom(101));
        assertEquals(0, reader.rejectedFrom(151));
        assertEquals(0, reader.malformedCount());
        assertEquals(
                List.of(new ModelRequest(200, NOW, false, 0, 0, -1, -1, -1, -1, false, Map.of())),
                ModelRequest.readAll(reader));
    }

    @Test
    void aCutLineIsMarkedAndTheNextIsNot() throws Exception {
        encoder.begin(ModelRequest.SOURCE, 0);
        encoder.beginRequest(0, NOW);
        encoder.cut();
        encoder.bytesSent(7);
        encoder.endRequest();
        encoder.beginRequest(100, NOW);
        encoder.endRequest();
        EncodedBatch batch = encoder.close(200, NOW);
        reader.open(batch.message(), batch.messageLength());

        assertTrue(reader.isCut(0));
        assertEquals(7, reader.bytesSent(0));
        assertFalse(reader.isCut(1));
    }

    @Test
    void theFirstRequestsOwnTimeIsTheBase() throws Exception {
        long nineteenNinetyFive = 804_571_201_000L;
        encoder.begin(ModelRequest.SOURCE, 0);
        for (int i = 0; i < 3; i++) {
            encoder.beginRequest(i, NOW);
            encoder.time(nineteenNinetyFive + i);
            encoder.endRequest();
        }
        EncodedBatch batch = encoder.close(3, NOW);
        reader.open(batch.message(), batch.messageLength());

        assertEquals(nineteenNinetyFive, RuntimeBatch.root(batch).getBaseTime());
        assertEquals(nineteenNinetyFive + 2, reader.time(2));
    }

    @Test
    void whatDoesNotFitTheOffsetsSaysSo() {
        encoder.begin(ModelRequest.SOURCE, 1000);
        assertTrue(encoder.fits(1000 + 0xFFFFFFFFL, 0), "the first request brings its base");
        assertFalse(encoder.fits(1001 + 0xFFFFFFFFL, 0));
        encoder.beginRequest(1000, NOW);
        encoder.endRequest();
        assertTrue(encoder.fits(2000, NOW + Integer.MAX_VALUE));
        assertFalse(encoder.fits(2000, NOW + Integer.MAX_VALUE + 1));
        assertTrue(encoder.fits(2000, NOW + Integer.MIN_VALUE));
        assertFalse(encoder.fits(2000, NOW + Integer.MIN_VALUE - 1));
    }

    @Test
    void aBatchIsFullWithTheLastRequestThatAnIndexCanName() throws Exception {
        encoder.begin(ModelRequest.SOURCE, 0);
        for (int i = 0; i < 65_535; i++) {
            assertTrue(encoder.fits(i, NOW));
            byte[] path = ("/" + i).getBytes(StandardCharsets.UTF_8);
            encoder.beginRequest(i, NOW);
            encoder.string(StringField.PATH, path, 0, path.length);
            encoder.duration(i * 1_000_003L);
            encoder.endRequest();
        }
        assertFalse(encoder.fits(65_535, NOW));
        EncodedBatch batch = encoder.close(65_535, NOW);
        reader.open(batch.message(), batch.messageLength());

        assertEquals(65_535, reader.requestCount());
        for (int i = 0; i < 65_535; i++) {
            assertEquals("/" + i, reader.string(reader.stringIndex(i, StringField.PATH)));
            assertEquals(Math.min(i * 1_000_003L, 0xFFFFFFFFL), reader.duration(i));
            assertEquals(i, reader.lineOffset(i));
        }
    }

    @Test
    void aFieldThatNoRequestHasTakesNoSpace() {
        encoder.begin(ModelRequest.SOURCE, 0);
        for (int i = 0; i < 1000; i++) {
            encoder.beginRequest(100L * i, NOW);
            encoder.status(200);
            encoder.endRequest();
        }
        EncodedBatch batch = encoder.close(100_000, NOW);
        RequestBatch.Reader runtime = RuntimeBatch.root(batch);

        assertEquals(0, runtime.getStrings().size());
        assertEquals(4, runtime.getNumbers().size(), "time, line, flags, status");
        // One line takes a bit more than what they have in common: the first.
        assertTrue(batch.messageLength() < 600, "bytes: " + batch.messageLength());
    }

    @Test
    void theNextBatchKnowsNothingOfTheLast() throws Exception {
        List<ModelRequest> requests = ModelRequest.random(new Random(3), 500, 400);
        var fresh = new BatchEncoder();
        ModelRequest.encode(encoder, ModelRequest.random(new Random(4), 800, 500), 1, NOW);
        EncodedBatch after = ModelRequest.encode(encoder, requests, 9, NOW);
        EncodedBatch first = ModelRequest.encode(fresh, requests, 9, NOW);
        assertArrayEquals(first.message(), after.message());

        reader.open(after.message(), after.messageLength());
        assertEquals(requests, ModelRequest.readAll(reader));
    }

    @Test
    void anEmptyBatchHasNoBaseTime() {
        ModelRequest.encode(encoder, ModelRequest.random(new Random(4), 8, 5), 1, NOW);
        encoder.begin(ModelRequest.SOURCE, 5);
        assertTrue(encoder.isOpen());
        encoder.reject(5);
        EncodedBatch batch = encoder.close(50, NOW);

        assertFalse(encoder.isOpen());
        RequestBatch.Reader runtime = RuntimeBatch.root(batch);
        assertEquals(0, runtime.getBaseTime());
        assertEquals(1, runtime.getRejectedCount());
        assertEquals(0, runtime.getRequestCount());
    }

    @Test
    void theSizeIsAboutTheMessages() {
        List<ModelRequest> requests = new ArrayList<>(ModelRequest.random(new Random(5), 900, 90));
        encoder.begin(ModelRequest.SOURCE, requests.getFirst().lineOffset());
        requests.forEach(request -> request.encode(encoder));
        int said = encoder.size();
        EncodedBatch batch = encoder.close(1, NOW);

        assertEquals(batch.messageLength(), said, 0.2 * batch.messageLength());
    }
}
