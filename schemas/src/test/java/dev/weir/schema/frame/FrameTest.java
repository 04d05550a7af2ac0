package dev.weir.schema.frame;

import static dev.weir.schema.frame.FrameFormat.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {
    private final FrameWriter writer = new FrameWriter();
    private final FrameReader reader = new FrameReader();

    private static byte[] compressible(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % 13);
        }
        return bytes;
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private byte[] unframed(byte[] frame) throws MalformedFrameException {
        reader.read(frame);
        return Arrays.copyOf(reader.message(), reader.messageLength());
    }

    private static ByteBuffer fields(byte[] frame) {
        return ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 13, 100, 65536, 65537, 3_000_000})
    void aMessageComesBack(int length) throws Exception {
        for (byte[] message : new byte[][] {compressible(length), noise(length)}) {
            byte[] frame = writer.frame(message, length, 42);
            assertArrayEquals(message, unframed(frame));
            assertEquals(42, reader.requestCount());
            assertTrue(frame.length <= HEADER_BYTES + length, "never larger than stored");
        }
    }

    @Test
    void onlyTheMessagesPartOfTheArrayIsFramed() throws Exception {
        byte[] array = compressible(1000);
        assertArrayEquals(Arrays.copyOf(array, 700), unframed(writer.frame(array, 700, 1)));
    }

    @Test
    void theLayoutIsTheDocumentedOne() {
        byte[] message = compressible(5000);
        byte[] frame = writer.frame(message, message.length, 7);
        ByteBuffer fields = fields(frame);

        assertEquals("WEIR", new String(frame, 0, 4, StandardCharsets.US_ASCII));
        assertEquals(1, frame[4]);
        assertEquals(CODEC_LZ4, frame[5]);
        assertEquals(0, fields.getShort(6));
        assertEquals(5000, fields.getInt(8));
        assertEquals(frame.length - 28, fields.getInt(12));
        assertEquals(7, fields.getInt(16));
    }

    @Test
    void theLz4LibraryAloneReadsThePayload() {
        byte[] message = compressible(5000);
        byte[] frame = writer.frame(message, message.length, 7);
        byte[] unpacked =
                LZ4Factory.safeInstance()
                        .safeDecompressor()
                        .decompress(frame, HEADER_BYTES, frame.length - HEADER_BYTES, 5000);

        assertArrayEquals(message, unpacked);
        assertEquals(
                XXHashFactory.safeInstance()
                        .hash64()
                        .hash(frame, HEADER_BYTES, frame.length - HEADER_BYTES, 0),
                fields(frame).getLong(CHECKSUM_AT));
    }

    @Test
    void whatDoesNotShrinkIsStored() {
        byte[] message = noise(1000);
        byte[] frame = writer.frame(message, message.length, 7);

        assertEquals(CODEC_STORED, frame[CODEC_AT]);
        assertArrayEquals(message, Arrays.copyOfRange(frame, HEADER_BYTES, frame.length));
    }

    @Test
    void everyFlippedBitIsFound() {
        for (byte[] message : new byte[][] {compressible(300), noise(60)}) {
            byte[] frame = writer.frame(message, message.length, 7);
            for (int bit = 0; bit < frame.length * 8; bit++) {
                boolean checked = bit / 8 != 6 && bit / 8 != 7 && (bit / 8 < 16 || bit / 8 >= 20);
                byte[] damaged = frame.clone();
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                if (checked) {
                    assertThrows(
                            MalformedFrameException.class,
                            () -> reader.read(damaged),
                            "bit " + bit);
                }
            }
        }
    }

    @Test
    void everyCutIsFound() {
        byte[] message = compressible(3000);
        byte[] frame = writer.frame(message, message.length, 7);
        for (int length = 0; length < frame.length; length++) {
            byte[] cut = Arrays.copyOf(frame, length);
            assertThrows(MalformedFrameException.class, () -> reader.read(cut));
        }
        byte[] longer = Arrays.copyOf(frame, frame.length + 1);
        assertThrows(MalformedFrameException.class, () -> reader.read(longer));
    }

    /// A payload whose checksum is right, as an attacker would send it.
    private static byte[] signed(byte[] frame) {
        long hash =
                XXHashFactory.safeInstance()
                        .hash64()
                        .hash(frame, HEADER_BYTES, frame.length - HEADER_BYTES, 0);
        fields(frame).putLong(CHECKSUM_AT, hash);
        return frame;
    }

    @Test
    void hostilePayloadsWithTheRightChecksumAreRefusedOrRead() throws Exception {
        byte[] message = compressible(3000);
        byte[] original = writer.frame(message, message.length, 7);
        Random random = new Random(11);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] frame = original.clone();
            for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
                frame[random.nextInt(HEADER_BYTES, frame.length)] ^=
                        (byte) (1 << random.nextInt(8));
            }
            if (random.nextInt(4) == 0) {
                fields(frame).putInt(RAW_SIZE_AT, random.nextInt(20_000));
            }
            try {
                reader.read(signed(frame));
                assertTrue(reader.messageLength() <= 20_000);
            } catch (MalformedFrameException e) {
                refused++;
            }
        }
        assertTrue(refused > 1000, "most are refused: " + refused);
    }

    @Test
    void hostileSizesDoNotAllocate() {
        byte[] frame = writer.frame(compressible(3000), 3000, 7);
        long before = allocatedBytes();
        for (int claimed : new int[] {MAX_RAW_BYTES, MAX_RAW_BYTES + 1, -1, Integer.MAX_VALUE}) {
            byte[] hostile = frame.clone();
            fields(hostile).putInt(RAW_SIZE_AT, claimed);
            assertThrows(MalformedFrameException.class, () -> reader.read(hostile));
            hostile[CODEC_AT] = CODEC_STORED;
            assertThrows(MalformedFrameException.class, () -> reader.read(hostile));
            hostile[CODEC_AT] = 9;
            assertThrows(MalformedFrameException.class, () -> reader.read(hostile));
        }
        assertTrue(allocatedBytes() - before < 1 << 20);
    }

    @Test
    void theBestCompressibleMessageStaysBelowTheRatio() throws Exception {
        byte[] zeros = new byte[MAX_RAW_BYTES];
        byte[] frame = writer.frame(zeros, zeros.length, 1);
        reader.read(frame);

        assertEquals(MAX_RAW_BYTES, reader.messageLength());
        assertThrows(
                IllegalArgumentException.class,
                () -> writer.frame(new byte[MAX_RAW_BYTES + 1], MAX_RAW_BYTES + 1, 1));
    }

    @Test
    void complaintsSayWhatAndWhere() {
        byte[] frame = writer.frame(compressible(300), 300, 7);
        assertComplaint(new byte[5], "frame is malformed at byte 0: only 5 bytes");
        byte[] other = frame.clone();
        other[VERSION_AT] = 2;
        assertComplaint(other, "frame is malformed at byte 4: version 2 is not known");
        byte[] negative = frame.clone();
        fields(negative).putInt(REQUEST_COUNT_AT, -3);
        assertComplaint(negative, "frame is malformed at byte 16: request count -3");
        byte[] damaged = frame.clone();
        damaged[HEADER_BYTES] ^= 1;
        assertComplaint(damaged, "frame is malformed at byte 20: checksum does not match");
    }

    private void assertComplaint(byte[] frame, String sentence) {
        var complaint = assertThrows(MalformedFrameException.class, () -> reader.read(frame));
        assertEquals(sentence, complaint.getMessage());
    }

    private static long allocatedBytes() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
