package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;

import dev.weir.schema.wire.MessageWriter;
import dev.weir.schema.wire.WireFormat;

/// Takes the values of a field of a batch's requests, writes them as a column of the message.
final class ColumnWriter {
    private final NumberDictionary dictionary = new NumberDictionary();
    private char[] indexes = new char[256];

    /// Writes a column of strings.
    ///
    /// @param columnAt the column's struct
    /// @param requestIndexes the dictionary's index of each request, 0 where it has none
    void strings(
            MessageWriter message,
            int columnAt,
            StringField field,
            StringDictionary strings,
            char[] requestIndexes,
            int requests) {
        int count = strings.count();
        indexes(message, columnAt, field.ordinal(), count, requestIndexes, requests);
        int size = 0;
        for (int index = 1; index <= count; index++) {
            size += Varint.size(strings.length(index));
        }
        int at = message.data(pointer(columnAt, LENGTHS_POINTER), size);
        for (int index = 1; index <= count; index++) {
            at = Varint.put(strings.length(index), message.bytes(), at);
        }
        int bytesAt = message.data(pointer(columnAt, BYTES_POINTER), strings.byteCount());
        strings.copyBytes(message.bytes(), bytesAt);
    }

    /// Writes a column of numbers: each distinct one once, or as they come, whichever takes less.
    ///
    /// @param numbers each request's number plus 1, 0 where it has none
    void numbers(
            MessageWriter message, int columnAt, NumberField field, long[] numbers, int requests) {
        long plainSize = intern(numbers, requests);
        int count = dictionary.count();
        int size = 0;
        for (int index = 1; index <= count; index++) {
            size += Varint.size(dictionary.number(index) - 1);
        }
        if (plainSize < size + BitPacking.bytes(requests, BitPacking.width(count))) {
            message.putShort(columnAt + FIELD, field.ordinal());
            int at = message.data(pointer(columnAt, VALUES_POINTER), (int) plainSize);
            for (int request = 0; request < requests; request++) {
                at = Varint.put(numbers[request], message.bytes(), at);
            }
            return;
        }
        indexes(message, columnAt, field.ordinal(), count, indexes, requests);
        int at = message.data(pointer(columnAt, VALUES_POINTER), size);
        for (int index = 1; index <= count; index++) {
            at = Varint.put(dictionary.number(index) - 1, message.bytes(), at);
        }
    }

    /// Gives each request the index of its number; the result is how many bytes they would take as
    /// they come.
    private long intern(long[] numbers, int requests) {
        if (indexes.length < requests) {
            indexes = new char[Math.max(requests, indexes.length * 2)];
        }
        dictionary.clear();
        long plainSize = 0;
        long last = 0;
        int lastIndex = 0;
        int lastSize = 1;
        for (int request = 0; request < requests; request++) {
            long number = numbers[request];
            if (number != last) {
                last = number;
                lastIndex = number == 0 ? 0 : dictionary.intern(number);
                lastSize = Varint.size(number);
            }
            indexes[request] = (char) lastIndex;
            plainSize += lastSize;
        }
        return plainSize;
    }

    private static void indexes(
            MessageWriter message,
            int columnAt,
            int field,
            int count,
            char[] indexes,
            int requests) {
        boolean isOne = count == 1 && allAre(1, indexes, requests);
        int width = isOne ? 0 : BitPacking.width(count);
        message.putShort(columnAt + FIELD, field);
        message.putByte(columnAt + WIDTH, width);
        message.putInt(columnAt + COUNT, count);
        int at =
                message.data(pointer(columnAt, INDEXES_POINTER), BitPacking.bytes(requests, width));
        BitPacking.pack(indexes, isOne ? 0 : requests, width, message.bytes(), at);
    }

    private static boolean allAre(int index, char[] indexes, int requests) {
        for (int request = 0; request < requests; request++) {
            if (indexes[request] != index) {
                return false;
            }
        }
        return true;
    }

    private static int pointer(int columnAt, int index) {
        return columnAt + (COLUMN_DATA_WORDS + index) * WireFormat.WORD;
    }
}
