package dev.weir.schema;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.capnproto.MessageBuilder;
import org.capnproto.MessageReader;
import org.capnproto.ReaderOptions;
import org.capnproto.Serialize;

/// Cap'n Proto messages as byte arrays, in the standard stream framing.
public final class CapnpBytes {
    /// How often each word of a message may be read, on average.
    public static final int READS_OF_A_WORD = 8;

    private static final int WORD = 8;
    private static final int ROOT_WORDS = 64;
    private static final int NESTING_LIMIT = 16;

    /// Returns the message's bytes.
    public static byte[] of(MessageBuilder message) {
        ByteBuffer[] segments = message.getSegmentsForOutput();
        int tableWords = (segments.length + 2) / 2;
        int size = tableWords * WORD;
        for (ByteBuffer segment : segments) {
            size += segment.remaining();
        }
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(segments.length - 1);
        for (ByteBuffer segment : segments) {
            bytes.putInt(segment.remaining() / WORD);
        }
        bytes.position(tableWords * WORD);
        for (ByteBuffer segment : segments) {
            bytes.put(segment.duplicate());
        }
        return bytes.array();
    }

    /// Reads a message. It may be walked about [#READS_OF_A_WORD] times; what a hostile message adds
    /// by pointing at the same words again and again, or by lists of elements without a size, ends
    /// in an exception there instead of filling memory.
    ///
    /// @throws IllegalArgumentException if the bytes are none
    public static MessageReader read(byte[] bytes) {
        long words = bytes.length / WORD;
        var options = new ReaderOptions(READS_OF_A_WORD * words + ROOT_WORDS, NESTING_LIMIT);
        try {
            return Serialize.read(ByteBuffer.wrap(bytes), options);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("no Cap'n Proto message: " + e.getMessage(), e);
        }
    }

    private CapnpBytes() {}
}
