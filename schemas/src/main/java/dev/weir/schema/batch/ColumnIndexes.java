package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;

import java.util.Arrays;

/// Takes a column, gives which of its values each request has.
final class ColumnIndexes {
    /// Reads a column's indexes into `result`: 0 is absent, else at most `count`.
    ///
    /// @param count how many values the column says it has
    static void read(
            MessageReader message,
            MessageReader.Struct column,
            MessageReader.Plain scratch,
            int count,
            int requests,
            int[] result)
            throws MalformedBatchException {
        int width = message.byteOf(column, WIDTH);
        if (width > MAX_WIDTH || count < 0 || count > MAX_REQUESTS) {
            throw new MalformedBatchException(
                    column.dataAt(),
                    "column of "
                            + Integer.toUnsignedString(count)
                            + " values in "
                            + width
                            + " bits");
        }
        if (width == 0) {
            Arrays.fill(result, 0, requests, Math.min(count, 1));
            return;
        }
        message.data(column, INDEXES_POINTER, scratch);
        if (scratch.count < BitPacking.bytes(requests, width)) {
            throw new MalformedBatchException(
                    column.pointerAt(INDEXES_POINTER),
                    requests + " indexes of " + width + " bits in " + scratch.count + " bytes");
        }
        int largest = BitPacking.unpack(message.bytes(), scratch.at, requests, width, result);
        if (largest > count) {
            throw new MalformedBatchException(
                    scratch.at, "value " + largest + " of a column of " + count);
        }
    }

    private ColumnIndexes() {}
}
