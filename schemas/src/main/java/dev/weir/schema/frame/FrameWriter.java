package dev.weir.schema.frame;

import static dev.weir.schema.frame.FrameFormat.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/// Takes a message, gives its frame. Not for several threads at once: it reuses its buffer.
public final class FrameWriter {
    private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
    private final XXHash64 hash = XXHashFactory.fastestInstance().hash64();
    private byte[] buffer = new byte[1 << 16];

    /// Frames the first `length` bytes of `message`: compressed, or stored where that is shorter.
    ///
    /// @throws IllegalArgumentException if the message is larger than [FrameFormat#MAX_RAW_BYTES]
    public byte[] frame(byte[] message, int length, int requestCount) {
        if (length > MAX_RAW_BYTES) {
            throw new IllegalArgumentException(
                    "message of " + length + " bytes is larger than " + MAX_RAW_BYTES);
        }
        int worst = HEADER_BYTES + compressor.maxCompressedLength(length);
        if (buffer.length < worst) {
            buffer = new byte[worst];
        }
        int codec = CODEC_LZ4;
        int payload =
                compressor.compress(
                        message, 0, length, buffer, HEADER_BYTES, buffer.length - HEADER_BYTES);
        if (payload >= length) {
            codec = CODEC_STORED;
            payload = length;
            System.arraycopy(message, 0, buffer, HEADER_BYTES, length);
        }
        ByteBuffer.wrap(buffer)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC)
                .put((byte) VERSION)
                .put((byte) codec)
                .putShort((short) 0)
                .putInt(length)
                .putInt(payload)
                .putInt(requestCount)
                .putLong(hash.hash(buffer, HEADER_BYTES, payload, 0));
        return Arrays.copyOf(buffer, HEADER_BYTES + payload);
    }
}
