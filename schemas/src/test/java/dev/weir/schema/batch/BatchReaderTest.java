package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.RequestBatchSchema;
import dev.weir.schema.RequestBatchSchema.RequestBatch;
import dev.weir.schema.wire.WireFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.capnproto.MessageBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The reader reads what other writers write, of its own version and of its neighbours.
class BatchReaderTest {
    private static final long FIRST = 5_000_000_000L;

    private final BatchReader reader = new BatchReader();

    private static List<ModelRequest> requests(int count) {
        return ModelRequest.random(new Random(count), count, 40).stream()
                .map(BatchReaderTest::nearFirst)
                .toList();
    }

    private static ModelRequest nearFirst(ModelRequest request) {
        return new ModelRequest(
                FIRST + request.lineOffset() % 0xFFFFFFFFL,
                request.time(),
                request.ownTime(),
                request.status(),
                request.upstreamStatus(),
                request.bytesSent(),
                request.bytesReceived(),
                request.duration(),
                request.upstreamDuration(),
                request.malformed(),
                request.strings());
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 64, 1 << 20})
    void whatTheRuntimeWritesReadsTheSame(int firstSegmentWords) throws Exception {
        List<ModelRequest> requests = requests(200);
        byte[] message = RuntimeBatch.write(requests, FIRST, firstSegmentWords);
        boolean several = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getInt(0) > 0;
        assertEquals(firstSegmentWords < 1000, several, "several segments");

        reader.open(message, message.length);

        assertEquals(requests, ModelRequest.readAll(reader));
        assertEquals(FIRST, reader.firstOffset());
        assertEquals("source", reader.sourceId());
        assertEquals("host", reader.host());
        assertEquals("file", reader.file());
    }

    @Test
    void aBatchThatWasNeverFilledIsEmpty() throws Exception {
        var message = new MessageBuilder();
        message.initRoot(RequestBatch.factory).setSchemaVersion((short) 2);
        byte[] bytes = CapnpBytes.of(message);
        reader.open(bytes, bytes.length);

        assertEquals(0, reader.requestCount());
        assertEquals(1, reader.stringCount());
        assertEquals("", reader.sourceId());
        assertEquals("", reader.string(0));
    }

    @Test
    void aBatchOfAnOlderWriterLacksTheNewestFields() throws Exception {
        List<ModelRequest> requests = requests(20);
        byte[] message = RuntimeBatch.write(requests, FIRST, 1 << 20);
        // The last two words hold the catalogue.
        byte[] older = ReshapedBatch.of(message, BATCH_DATA_WORDS - 2, COLUMN_DATA_WORDS, 0);
        reader.open(older, older.length);

        assertEquals(requests, ModelRequest.readAll(reader));
        assertEquals(CatalogueVersion.NONE, reader.catalogue());
    }

    @Test
    void aBatchOfRowsIsRefusedByItsVersion() {
        byte[] message = RuntimeBatch.write(requests(3), FIRST, 1 << 20);
        ByteBuffer.wrap(message)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(WireFormat.ROOT + VERSION, (short) 1);

        assertComplaint(message, "batch is malformed at byte 56: schema version 1 is older than 2");
    }

    @Test
    void whatANewerVersionAddsIsPassedOver() throws Exception {
        List<ModelRequest> requests = requests(33);
        byte[] message = RuntimeBatch.write(requests, FIRST, 1 << 20);
        byte[] newer = ReshapedBatch.of(message, BATCH_DATA_WORDS + 3, COLUMN_DATA_WORDS + 2, 2);
        reader.open(newer, newer.length);

        assertEquals(requests, ModelRequest.readAll(reader));
        assertEquals("source", reader.sourceId());
        assertEquals(FIRST + 1000, reader.endOffset());
    }

    @Test
    void aLongerArrayThanTheMessageIsFine() throws Exception {
        EncodedBatch batch =
                ModelRequest.encode(new BatchEncoder(), requests(10).subList(0, 1), FIRST + 1, 5);
        byte[] longer = Arrays.copyOf(batch.message(), batch.messageLength() + 100);
        Arrays.fill(longer, batch.messageLength(), longer.length, (byte) -1);
        reader.open(longer, batch.messageLength());

        assertEquals(1, reader.requestCount());
    }

    @Test
    void complaintsSayWhatAndWhere() {
        assertComplaint(
                new byte[3], "batch is malformed at byte 0: message of 3 bytes is too short");
        byte[] cut = RuntimeBatch.write(requests(3), FIRST, 1 << 20);
        assertComplaint(
                Arrays.copyOf(cut, cut.length - 8),
                "batch is malformed at byte 4: segment of "
                        + (cut.length / 8 - 1)
                        + " words is cut off");
        byte[] noRoot = cut.clone();
        Arrays.fill(noRoot, 8, 16, (byte) 0);
        assertComplaint(noRoot, "batch is malformed at byte 8: root is no struct");
    }

    /// One column of one field, made by hand.
    private static byte[] batchOf(int requests, Consumer<RequestBatch.Builder> columns) {
        var message = new MessageBuilder();
        var root = message.initRoot(RequestBatch.factory);
        root.setSchemaVersion((short) 2);
        root.setRequestCount(requests);
        columns.accept(root);
        return CapnpBytes.of(message);
    }

    private static byte[] paths(int requests, int width, int count, byte[] indexes) {
        return batchOf(
                requests,
                root -> {
                    var column = root.initStrings(1).get(0);
                    column.setField(RequestBatchSchema.StringField.PATH);
                    column.setWidth((byte) width);
                    column.setCount(count);
                    column.setIndexes(indexes);
                    column.setLengths(new byte[] {1, 1});
                    column.setBytes("ab".getBytes(StandardCharsets.UTF_8));
                });
    }

    @Test
    void aWidthOfNothingSaysTheFirstValueOfEachRequest() throws Exception {
        byte[] message = paths(3, 0, 1, new byte[0]);
        reader.open(message, message.length);

        for (int request = 0; request < 3; request++) {
            assertEquals("a", reader.string(reader.stringIndex(request, StringField.PATH)));
        }
    }

    @Test
    void aColumnThatSaysTooMuchIsRefused() {
        assertRefused(paths(5, 2, 2, new byte[] {1}), "5 indexes of 2 bits in 1 bytes");
        assertRefused(paths(1, 2, 2, new byte[] {3}), "value 3 of a column of 2");
        assertRefused(paths(1, 17, 2, new byte[3]), "column of 2 values in 17 bits");
        assertRefused(paths(1, 2, -1, new byte[1]), "column of 4294967295 values in 2 bits");
        assertRefused(paths(1, 16, 65_535, new byte[2]), "65535 strings with 2 bytes of lengths");
        assertRefused(batchOf(70_000, root -> {}), "70000 requests, more than 65535");
    }

    @Test
    void aFieldWithTwoColumnsIsRefused() {
        byte[] message =
                batchOf(
                        0,
                        root -> {
                            var columns = root.initNumbers(2);
                            columns.get(0).setField(RequestBatchSchema.NumberField.STATUS);
                            columns.get(1).setField(RequestBatchSchema.NumberField.STATUS);
                        });
        assertRefused(message, "a second column of STATUS");
    }

    @Test
    void numbersThatAreCutOffOrTooLargeAreRefused() {
        assertRefused(durations(new byte[] {1}), "a number is cut off");
        assertRefused(durations(new byte[] {1, -1}), "a number is cut off");
        byte[] long64 = new byte[11];
        Arrays.fill(long64, (byte) -1);
        assertRefused(durations(long64), "a number has more than 64 bits");
        long64[9] = 1;
        assertRefused(durations(long64), "a number has more than 63 bits");
    }

    private static byte[] durations(byte[] values) {
        return batchOf(
                2,
                root -> {
                    var column = root.initNumbers(1).get(0);
                    column.setField(RequestBatchSchema.NumberField.DURATION);
                    column.setValues(values);
                });
    }

    private void assertRefused(byte[] message, String reason) {
        var complaint =
                assertThrows(
                        MalformedBatchException.class, () -> reader.open(message, message.length));
        assertTrue(
                String.valueOf(complaint.getMessage()).endsWith(": " + reason),
                complaint.getMessage());
        assertEquals(0, reader.requestCount());
    }

    private void assertComplaint(byte[] message, String sentence) {
        var complaint =
                assertThrows(
                        MalformedBatchException.class, () -> reader.open(message, message.length));
        assertEquals(sentence, complaint.getMessage());
    }
}
