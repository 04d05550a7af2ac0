package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Rewrites a batch of one segment as another version of the schema would have written it: with
/// shorter or longer data sections and more pointers. What is new is filled with ones, so that a
/// reader that strays into it is found out.
final class ReshapedBatch {
    /// Returns the message with data sections of the given numbers of words and `morePointers`
    /// more pointers in the batch and in each row.
    static byte[] of(byte[] message, int batchWords, int rowWords, int morePointers) {
        ByteBuffer source = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer target = ByteBuffer.allocate(2 * message.length + 4096);
        target.order(ByteOrder.LITTLE_ENDIAN);
        int pointers = BATCH_POINTERS + morePointers;
        target.putLong(SEGMENT_TABLE, (long) batchWords << 32 | (long) pointers << 48);
        copyData(source, ROOT, BATCH_DATA_WORDS, target, ROOT, batchWords);
        int at = ROOT + (batchWords + pointers) * WORD;
        for (int i = 0; i < REQUESTS_POINTER; i++) {
            at = copyPlainList(source, i, target, batchWords, at);
        }
        int end = copyRows(source, target, batchWords, at, rowWords, morePointers);
        target.putInt(4, (end - SEGMENT_TABLE) / WORD);
        byte[] reshaped = new byte[end];
        target.get(0, reshaped);
        return reshaped;
    }

    private static void copyData(
            ByteBuffer source, int from, int words, ByteBuffer target, int to, int targetWords) {
        for (int i = 0; i < targetWords; i++) {
            target.putLong(to + i * WORD, i < words ? source.getLong(from + i * WORD) : -1);
        }
    }

    private static int copyPlainList(
            ByteBuffer source, int pointer, ByteBuffer target, int batchWords, int at) {
        int sourceAt = ROOT + (BATCH_DATA_WORDS + pointer) * WORD;
        long value = source.getLong(sourceAt);
        int bytes = (int) (value >>> 35) * ((value >>> 32 & 7) == ELEMENTS_OF_BYTE ? 1 : 4);
        int from = sourceAt + WORD + ((int) value >> 2) * WORD;
        int targetAt = ROOT + (batchWords + pointer) * WORD;
        putPointer(target, targetAt, at, value >>> 32);
        target.put(at, source, from, bytes);
        return at + ((bytes + WORD - 1) & -WORD);
    }

    private static int copyRows(
            ByteBuffer source,
            ByteBuffer target,
            int batchWords,
            int at,
            int rowWords,
            int pointers) {
        int sourceAt = ROOT + (BATCH_DATA_WORDS + REQUESTS_POINTER) * WORD;
        long value = source.getLong(sourceAt);
        int tagAt = sourceAt + WORD + ((int) value >> 2) * WORD;
        int count = source.getInt(tagAt) >>> 2;
        int stride = rowWords + pointers;
        putPointer(
                target,
                ROOT + (batchWords + REQUESTS_POINTER) * WORD,
                at,
                ELEMENTS_COMPOSITE | (((long) count * stride) << 3));
        target.putLong(at, (long) count << 2 | (long) rowWords << 32 | (long) pointers << 48);
        for (int i = 0; i < count; i++) {
            copyData(
                    source,
                    tagAt + WORD + i * REQUEST_BYTES,
                    REQUEST_DATA_WORDS,
                    target,
                    at + WORD + i * stride * WORD,
                    rowWords);
        }
        return at + WORD + count * stride * WORD;
    }

    private static void putPointer(ByteBuffer target, int at, int to, long upperHalf) {
        int offset = (to - at - WORD) / WORD;
        target.putLong(at, LIST_POINTER | (long) offset << 2 | upperHalf << 32);
    }

    private ReshapedBatch() {}
}
