package dev.weir.schema.frame;

import static dev.weir.schema.frame.FrameFormat.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/// Takes a frame, gives the message in it. Not for several threads at once: it reuses its buffer.
///
/// Every size is checked before anything is allocated for it.
public final class FrameReader {
    private final LZ4SafeDecompressor decompressor =
            LZ4Factory.fastestInstance().safeDecompressor();
    private final XXHash64 hash = XXHashFactory.fastestInstance().hash64();
    private byte[] message = new byte[1 << 16];
    private int messageLength;
    private int requestCount;

    /// Unpacks a frame into [#message].
    ///
    /// @throws MalformedFrameException if it is none, or not whole
    public void read(byte[] frame) throws MalformedFrameException {
        if (frame.length < HEADER_BYTES) {
            throw new MalformedFrameException(0, "only " + frame.length + " bytes");
        }
        ByteBuffer header = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        int magic = header.getInt(0);
        if (magic != MAGIC) {
            throw new MalformedFrameException(0, "magic is " + Integer.toHexString(magic));
        }
        int version = frame[VERSION_AT];
        if (version != VERSION) {
            throw new MalformedFrameException(VERSION_AT, "version " + version + " is not known");
        }
        int rawSize = header.getInt(RAW_SIZE_AT);
        if (rawSize < 0 || rawSize > MAX_RAW_BYTES) {
            throw new MalformedFrameException(
                    RAW_SIZE_AT,
                    "raw size " + Integer.toUnsignedString(rawSize) + " > " + MAX_RAW_BYTES);
        }
        int payloadSize = header.getInt(PAYLOAD_SIZE_AT);
        if (payloadSize != frame.length - HEADER_BYTES) {
            throw new MalformedFrameException(
                    PAYLOAD_SIZE_AT,
                    "payload size " + payloadSize + " in a frame of " + frame.length + " bytes");
        }
        int requests = header.getInt(REQUEST_COUNT_AT);
        if (requests < 0) {
            throw new MalformedFrameException(REQUEST_COUNT_AT, "request count " + requests);
        }
        if (header.getLong(CHECKSUM_AT) != hash.hash(frame, HEADER_BYTES, payloadSize, 0)) {
            throw new MalformedFrameException(CHECKSUM_AT, "checksum does not match");
        }
        unpack(frame, payloadSize, rawSize);
        messageLength = rawSize;
        requestCount = requests;
    }

    private void unpack(byte[] frame, int payloadSize, int rawSize) throws MalformedFrameException {
        int codec = frame[CODEC_AT];
        switch (codec) {
            case CODEC_STORED -> {
                if (payloadSize != rawSize) {
                    throw new MalformedFrameException(
                            RAW_SIZE_AT, "stored " + payloadSize + " bytes, said " + rawSize);
                }
                System.arraycopy(frame, HEADER_BYTES, room(rawSize), 0, rawSize);
            }
            case CODEC_LZ4 -> unpackLz4(frame, payloadSize, rawSize);
            default ->
                    throw new MalformedFrameException(CODEC_AT, "codec " + codec + " is not known");
        }
    }

    private void unpackLz4(byte[] frame, int payloadSize, int rawSize)
            throws MalformedFrameException {
        if (rawSize > (long) payloadSize * MAX_LZ4_RATIO) {
            throw new MalformedFrameException(
                    RAW_SIZE_AT, payloadSize + " bytes of LZ4 cannot hold " + rawSize);
        }
        int unpacked;
        try {
            unpacked =
                    decompressor.decompress(
                            frame, HEADER_BYTES, payloadSize, room(rawSize), 0, rawSize);
        } catch (LZ4Exception e) {
            throw new MalformedFrameException(HEADER_BYTES, "LZ4: " + e.getMessage());
        }
        if (unpacked != rawSize) {
            throw new MalformedFrameException(
                    RAW_SIZE_AT, "unpacked " + unpacked + " bytes, said " + rawSize);
        }
    }

    private byte[] room(int size) {
        if (message.length < size) {
            message = new byte[size];
        }
        return message;
    }

    /// The message, in the first [#messageLength] bytes; valid until the next read.
    public byte[] message() {
        return message;
    }

    /// Length of the message in bytes.
    public int messageLength() {
        return messageLength;
    }

    /// How many requests the frame says it holds.
    public int requestCount() {
        return requestCount;
    }
}
