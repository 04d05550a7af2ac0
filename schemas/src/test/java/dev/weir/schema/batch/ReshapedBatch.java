package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;
import static dev.weir.schema.wire.WireFormat.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Rewrites a batch of one segment as another version of the schema would have written it: with
/// shorter or longer data sections and more pointers. What is new is filled with ones, so that a
/// reader that strays into it is found out.
final class ReshapedBatch {
    private final ByteBuffer source;
    private final ByteBuffer target;
    private final int columnWords;
    private final int morePointers;
    private int end;

    private ReshapedBatch(byte[] message, int columnWords, int morePointers) {
        source = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        target = ByteBuffer.allocate(2 * message.length + 8192).order(ByteOrder.LITTLE_ENDIAN);
        this.columnWords = columnWords;
        this.morePointers = morePointers;
    }

    /// Returns the message with data sections of the given numbers of words and `morePointers`
    /// more pointers in the batch and in each column.
    static byte[] of(byte[] message, int batchWords, int columnWords, int morePointers) {
        return new ReshapedBatch(message, columnWords, morePointers).reshape(batchWords);
    }

    private byte[] reshape(int batchWords) {
        int pointers = BATCH_POINTERS + morePointers;
        target.putLong(SEGMENT_TABLE, (long) batchWords << 32 | (long) pointers << 48);
        end = ROOT + (batchWords + pointers) * WORD;
        copyData(ROOT, BATCH_DATA_WORDS, ROOT, batchWords);
        for (int i = 0; i < BATCH_POINTERS; i++) {
            copyList(ROOT + (BATCH_DATA_WORDS + i) * WORD, ROOT + (batchWords + i) * WORD);
        }
        target.putInt(4, (end - SEGMENT_TABLE) / WORD);
        byte[] reshaped = new byte[end];
        target.get(0, reshaped);
        return reshaped;
    }

    private void copyData(int from, int words, int to, int targetWords) {
        for (int i = 0; i < targetWords; i++) {
            target.putLong(to + i * WORD, i < words ? source.getLong(from + i * WORD) : -1);
        }
    }

    private void copyList(int sourcePointer, int targetPointer) {
        long pointer = source.getLong(sourcePointer);
        if (pointer == 0) {
            return;
        }
        int from = sourcePointer + WORD + ((int) pointer >> 2) * WORD;
        int elements = (int) (pointer >>> 32) & 7;
        if (elements == ELEMENTS_COMPOSITE) {
            copyColumns(from, targetPointer);
            return;
        }
        int bytes = (int) (pointer >>> 35) * (elements == ELEMENTS_OF_BYTE ? 1 : Integer.BYTES);
        putPointer(targetPointer, pointer >>> 32);
        target.put(end, source, from, bytes);
        end += (bytes + WORD - 1) & -WORD;
    }

    private void copyColumns(int tagAt, int targetPointer) {
        int count = source.getInt(tagAt) >>> 2;
        int words = source.getShort(tagAt + 4);
        int pointers = source.getShort(tagAt + 6);
        int targetPointers = pointers + morePointers;
        int stride = (columnWords + targetPointers) * WORD;
        putPointer(
                targetPointer,
                ELEMENTS_COMPOSITE | ((long) count * (columnWords + targetPointers)) << 3);
        target.putLong(
                end, (long) count << 2 | (long) columnWords << 32 | (long) targetPointers << 48);
        int first = end + WORD;
        end = first + count * stride;
        for (int i = 0; i < count; i++) {
            int from = tagAt + WORD + i * (words + pointers) * WORD;
            int to = first + i * stride;
            copyData(from, words, to, columnWords);
            for (int p = 0; p < pointers; p++) {
                copyList(from + (words + p) * WORD, to + (columnWords + p) * WORD);
            }
            for (int p = pointers; p < targetPointers; p++) {
                target.putLong(to + (columnWords + p) * WORD, -1);
            }
        }
    }

    /// Writes a pointer to where the next list goes.
    private void putPointer(int at, long upperHalf) {
        int offset = (end - at - WORD) / WORD;
        target.putLong(at, LIST_POINTER | (long) offset << 2 | upperHalf << 32);
    }
}
