package dev.weir.schema.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weir.schema.CapnpBytes;
import dev.weir.schema.RequestBatchSchema.RequestBatch;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.capnproto.MessageBuilder;
import org.junit.jupiter.api.Test;

/// Whatever bytes come, the reader complains with its own exception or reads within the message.
class HostileBatchTest {
    private static final int ROUNDS = 20_000;

    private final BatchReader reader = new BatchReader();
    private int opened;

    @Test
    void flippedBitsNeverLeadTheReaderAstray() {
        for (byte[] original : originals()) {
            Random random = new Random(7);
            for (int round = 0; round < ROUNDS; round++) {
                byte[] message = original.clone();
                for (int flips = random.nextInt(1, 8); flips > 0; flips--) {
                    // Mostly where the pointers and columns are: the values hold little structure.
                    boolean anywhere = random.nextInt(4) == 0;
                    int reach = anywhere ? message.length : Math.min(message.length, 1200);
                    message[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
                }
                readAll(message, message.length, round);
            }
        }
        assertTrue(opened > 1000, "many a damaged batch still opens: " + opened);
    }

    @Test
    void hostileWordsNeverLeadTheReaderAstray() {
        int[] interesting = {0, 1, -1, 2, 4, 1 << 29, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xFF};
        for (byte[] original : originals()) {
            Random random = new Random(8);
            for (int round = 0; round < ROUNDS; round++) {
                ByteBuffer message = ByteBuffer.wrap(original.clone());
                message.order(ByteOrder.LITTLE_ENDIAN);
                for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                    int value = interesting[random.nextInt(interesting.length)];
                    message.putInt(
                            random.nextInt(Math.min(message.capacity() / 4, 300)) * 4,
                            value ^ (random.nextInt(4) << 1));
                }
                readAll(message.array(), original.length, round);
            }
        }
    }

    @Test
    void cutMessagesNeverLeadTheReaderAstray() {
        for (byte[] original : originals()) {
            for (int length = 0; length < original.length; length++) {
                readAll(Arrays.copyOf(original, length), length, length);
                readAll(original, length, length);
            }
        }
    }

    @Test
    void noiseIsNoBatch() {
        Random random = new Random(9);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            if (random.nextBoolean() && noise.length >= 8) {
                ByteBuffer.wrap(noise)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(0, random.nextInt(3))
                        .putInt(4, (noise.length - 8) / 8);
            }
            readAll(noise, noise.length, round);
        }
    }

    private static List<byte[]> originals() {
        List<ModelRequest> requests = ModelRequest.random(new Random(1), 12, 10);
        EncodedBatch batch = ModelRequest.encode(new BatchEncoder(), requests, 1L << 41, 5);
        long first = requests.getFirst().lineOffset();
        var empty = new MessageBuilder();
        var root = empty.initRoot(RequestBatch.factory);
        root.setSchemaVersion((short) 2);
        root.initStrings(0);
        return List.of(
                batch.message(),
                RuntimeBatch.write(requests, first, 1 << 12),
                RuntimeBatch.write(requests, first, 16),
                CapnpBytes.of(empty));
    }

    /// Reads everything that a batch offers.
    private void readAll(byte[] message, int length, int round) {
        try {
            reader.open(message, length);
            opened++;
            read();
        } catch (MalformedBatchException e) {
            assertTrue(String.valueOf(e.getMessage()).startsWith("batch is malformed at byte "));
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            throw new AssertionError("round " + round, e);
        }
    }

    private void read() throws MalformedBatchException {
        reader.firstOffset();
        reader.string(0);
        for (int i = 0; i < reader.stringCount(); i++) {
            reader.string(i);
        }
        assertTrue(reader.requestCount() <= BatchLayout.MAX_REQUESTS);
        for (int i = 0; i < reader.requestCount(); i++) {
            ModelRequest.read(reader, i);
        }
        reader.rejectedFrom(0);
        reader.sourceId();
        reader.host();
        reader.file();
    }

    @Test
    void aMessageThatPointsAtItselfIsNotUnfolded() {
        // A second segment, and in the first a batch whose pointers all name the same long list of
        // lists of lists: copied naively, 32 KB would become gigabytes.
        int words = 4096;
        ByteBuffer message = ByteBuffer.allocate(16 + (words + 1) * 8);
        message.order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(0, 1).putInt(4, words).putInt(8, 1);
        int segment = 16;
        message.putLong(segment, 6L << 48);
        for (int level = 0; level < 6; level++) {
            int start = segment + 8 + level * 600 * 8;
            int next = start + 600 * 8;
            int pointers = level == 0 ? 6 : 500;
            for (int i = 0; i < pointers; i++) {
                int at = start + i * 8;
                int offset = (next - at - 8) / 8;
                message.putLong(at, 1 | (long) offset << 2 | 6L << 32 | 500L << 35);
            }
        }
        byte[] bytes = message.array();

        long allocated = allocatedBytes();
        assertThrows(MalformedBatchException.class, () -> reader.open(bytes, bytes.length));
        assertTrue(allocatedBytes() - allocated < 4 << 20, "a small message takes little memory");
    }

    @Test
    void aClaimOfManyColumnsIsCheckedAgainstTheBytes() {
        var message = new MessageBuilder();
        var root = message.initRoot(RequestBatch.factory);
        root.setSchemaVersion((short) 2);
        root.initStrings(1);
        ByteBuffer bytes = ByteBuffer.wrap(CapnpBytes.of(message)).order(ByteOrder.LITTLE_ENDIAN);
        int words = BatchLayout.COLUMN_DATA_WORDS + BatchLayout.STRING_COLUMN_POINTERS;
        int tag = bytes.capacity() - words * 8 - 8;
        assertEquals(1 << 2, bytes.getInt(tag));
        bytes.putInt(tag, 1_000_000 << 2);
        assertThrows(
                MalformedBatchException.class, () -> reader.open(bytes.array(), bytes.capacity()));
        bytes.putInt(tag + 4, 0);
        assertThrows(
                MalformedBatchException.class,
                () -> reader.open(bytes.array(), bytes.capacity()),
                "columns without a size");
    }

    @Test
    void manyRequestsInNoSpaceTakeABoundedAmountOfMemory() throws Exception {
        var message = new MessageBuilder();
        var root = message.initRoot(RequestBatch.factory);
        root.setSchemaVersion((short) 2);
        root.setRequestCount(BatchLayout.MAX_REQUESTS);
        byte[] bytes = CapnpBytes.of(message);

        long allocated = allocatedBytes();
        reader.open(bytes, bytes.length);
        assertTrue(
                allocatedBytes() - allocated < 4 << 20, "the columns that are not there are one");
        assertEquals(BatchLayout.MAX_REQUESTS, reader.requestCount());
        assertEquals(-1, reader.duration(BatchLayout.MAX_REQUESTS - 1));
    }

    private static long allocatedBytes() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
