package dev.weir.schema.batch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import dev.weir.schema.frame.FrameFormat;
import dev.weir.schema.frame.FrameReader;
import dev.weir.schema.frame.FrameWriter;
import dev.weir.schema.frame.MalformedFrameException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a record of the requests topic holds: it is refused with its reason, or it reads within
/// itself, and in neither case takes more memory than its limits.
///
/// The first byte says how deep the rest goes: a frame, the payload of a frame whose checksum is
/// right, or a message.
class HostileFrameFuzzTest {
    private static final int FRAME = 0;
    private static final int LZ4_PAYLOAD = 1;
    private static final int MESSAGE = 2;

    /// The arrays that the columns of 65,535 requests unpack to, and what a copy of them takes.
    private static final long COLUMN_BYTES = 64L << 20;

    static Stream<byte[]> batches() {
        List<ModelRequest> requests = ModelRequest.random(new Random(1), 12, 10);
        EncodedBatch batch = ModelRequest.encode(new BatchEncoder(), requests, 1L << 41, 5);
        byte[] message = Arrays.copyOf(batch.message(), batch.messageLength());
        byte[] frame = new FrameWriter().frame(message, message.length, requests.size());
        long first = requests.getFirst().lineOffset();
        return Stream.of(
                with(FRAME, frame),
                with(
                        LZ4_PAYLOAD,
                        Arrays.copyOfRange(frame, FrameFormat.HEADER_BYTES, frame.length)),
                with(MESSAGE, message),
                with(MESSAGE, RuntimeBatch.write(requests, first, 1 << 12)),
                with(MESSAGE, RuntimeBatch.write(requests, first, 16)));
    }

    private static byte[] with(int depth, byte[] bytes) {
        byte[] input = new byte[bytes.length + 1];
        input[0] = (byte) depth;
        System.arraycopy(bytes, 0, input, 1, bytes.length);
        return input;
    }

    @MethodSource("batches")
    @FuzzTest(maxDuration = "5s")
    void aRecordIsRefusedOrReadsWithinItself(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        long limit = FrameFormat.MAX_RAW_BYTES + COLUMN_BYTES + 64L * bytes.length;
        long before = allocatedBytes();
        try {
            var frames = new FrameReader();
            switch (Math.floorMod(input[0], 3)) {
                case FRAME -> frames.read(bytes);
                case LZ4_PAYLOAD -> frames.read(frame(FrameFormat.CODEC_LZ4, bytes, 4096));
                default -> frames.read(frame(FrameFormat.CODEC_STORED, bytes, bytes.length));
            }
            readAll(frames);
        } catch (MalformedFrameException | MalformedBatchException e) {
            assertTrue(String.valueOf(e.getMessage()).contains(" malformed at byte "));
        }
        assertTrue(allocatedBytes() - before < limit, "memory is bounded");
    }

    /// A frame whose header is right, whatever its payload is.
    private static byte[] frame(int codec, byte[] payload, int rawSize) {
        long checksum =
                XXHashFactory.fastestInstance().hash64().hash(payload, 0, payload.length, 0);
        return ByteBuffer.allocate(FrameFormat.HEADER_BYTES + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, FrameFormat.MAGIC)
                .put(FrameFormat.VERSION_AT, (byte) FrameFormat.VERSION)
                .put(FrameFormat.CODEC_AT, (byte) codec)
                .putInt(FrameFormat.RAW_SIZE_AT, rawSize)
                .putInt(FrameFormat.PAYLOAD_SIZE_AT, payload.length)
                .putLong(FrameFormat.CHECKSUM_AT, checksum)
                .put(FrameFormat.HEADER_BYTES, payload)
                .array();
    }

    private static void readAll(FrameReader frames) throws MalformedBatchException {
        var reader = new BatchReader();
        reader.open(frames.message(), frames.messageLength());
        assertTrue(reader.requestCount() <= BatchLayout.MAX_REQUESTS);
        reader.sourceId();
        reader.host();
        reader.file();
        reader.catalogue();
        reader.rejectedFrom(0);
        // The first and the last: a fuzzer's input is small, what it claims may be large.
        for (int request = 0; request < Math.min(reader.requestCount(), 100); request++) {
            ModelRequest.read(reader, request);
        }
        if (reader.requestCount() > 0) {
            ModelRequest.read(reader, reader.requestCount() - 1);
        }
    }

    private static long allocatedBytes() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
