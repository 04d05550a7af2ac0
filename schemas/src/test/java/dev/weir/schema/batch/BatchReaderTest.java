package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.RequestBatchSchema.RequestBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
        message.initRoot(RequestBatch.factory);
        byte[] bytes = CapnpBytes.of(message);
        reader.open(bytes, bytes.length);

        assertEquals(0, reader.requestCount());
        assertEquals(0, reader.stringCount());
        assertEquals("", reader.sourceId());
        assertEquals("", reader.string(0));
    }

    @Test
    void aRowOfAnOlderVersionLacksItsNewestFields() throws Exception {
        List<ModelRequest> requests = requests(20);
        byte[] message = RuntimeBatch.write(requests, FIRST, 1 << 20);
        byte[] older = ReshapedBatch.of(message, BATCH_DATA_WORDS, REQUEST_DATA_WORDS - 1, 0);
        reader.open(older, older.length);

        for (int i = 0; i < requests.size(); i++) {
            ModelRequest request = ModelRequest.read(reader, i);
            assertEquals(requests.get(i).lineOffset(), request.lineOffset());
            assertEquals(requests.get(i).time(), request.time());
            assertEquals(requests.get(i).strings(), request.strings());
            // The last word holds status, upstreamStatus, present and kind.
            assertEquals(0, request.status());
            assertEquals(-1, request.bytesSent());
            assertEquals(false, request.malformed());
        }
    }

    @Test
    void aRowOfAnOlderVersionMayHaveHardlyAnything() throws Exception {
        byte[] message = RuntimeBatch.write(requests(7), FIRST, 1 << 20);
        byte[] older = ReshapedBatch.of(message, 1, 1, 0);
        reader.open(older, older.length);

        assertEquals(7, reader.requestCount());
        assertEquals(FIRST, reader.firstOffset());
        assertEquals(0, reader.endOffset());
        assertEquals(0, reader.createdAt());
        for (int i = 0; i < 7; i++) {
            assertEquals(
                    new ModelRequest(FIRST, 0, false, 0, 0, -1, -1, -1, -1, false, Map.of()),
                    ModelRequest.read(reader, i));
        }
    }

    @Test
    void whatANewerVersionAddsIsPassedOver() throws Exception {
        List<ModelRequest> requests = requests(33);
        byte[] message = RuntimeBatch.write(requests, FIRST, 1 << 20);
        byte[] newer = ReshapedBatch.of(message, BATCH_DATA_WORDS + 3, REQUEST_DATA_WORDS + 2, 2);
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
                        + " words is cut short");
        byte[] noRoot = cut.clone();
        Arrays.fill(noRoot, 8, 16, (byte) 0);
        assertComplaint(noRoot, "batch is malformed at byte 8: root is no struct");
    }

    @Test
    void aStringThatDoesNotExistIsRefusedWhereItIsAskedFor() throws Exception {
        List<ModelRequest> requests = requests(1);
        EncodedBatch batch = ModelRequest.encode(new BatchEncoder(), requests, FIRST + 1, 5);
        ByteBuffer message = ByteBuffer.wrap(batch.message()).order(ByteOrder.LITTLE_ENDIAN);
        int row = batch.messageLength() - REQUEST_BYTES;
        message.putInt(row + StringField.PATH.wireOffset, 4711);
        reader.open(batch.message(), batch.messageLength());

        var complaint =
                assertThrows(
                        MalformedBatchException.class,
                        () -> reader.stringIndex(0, StringField.PATH));
        assertEquals(row + StringField.PATH.wireOffset, complaint.byteOffset());
        assertTrue(String.valueOf(complaint.getMessage()).endsWith("request 0 names string 4711"));
    }

    private void assertComplaint(byte[] message, String sentence) {
        var complaint =
                assertThrows(
                        MalformedBatchException.class, () -> reader.open(message, message.length));
        assertEquals(sentence, complaint.getMessage());
    }
}
