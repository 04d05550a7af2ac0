package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;

import dev.weir.schema.wire.MessageWriter;
import dev.weir.schema.wire.WireFormat;

/// Takes the values of a field of a batch's requests, writes them as a column of the message.
final class ColumnWriter {
    /// How many of a column's first numbers say whether a dictionary can pay.
    private static final int SAMPLE = 512;

    private static final int MOST_OF_SAMPLE = SAMPLE * 7 / 8;

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
        long plainSize = plainSize(numbers, requests);
        if (!intern(numbers, requests)) {
            plain(message, columnAt, field, numbers, requests, plainSize);
            return;
        }
        int count = dictionary.count();
        int size = 0;
        for (int index = 1; index <= count; index++) {
            size += Varint.size(dictionary.number(index) - 1);
        }
        if (plainSize < size + BitPacking.bytes(requests, BitPacking.width(count))) {
            plain(message, columnAt, field, numbers, requests, plainSize);
            return;
        }
        indexes(message, columnAt, field.ordinal(), count, indexes, requests);
        int at = message.data(pointer(columnAt, VALUES_POINTER), size);
        for (int index = 1; index <= count; index++) {
            at = Varint.put(dictionary.number(index) - 1, message.bytes(), at);
        }
    }

    private static void plain(
            MessageWriter message,
            int columnAt,
            NumberField field,
            long[] numbers,
            int requests,
            long size) {
        message.putShort(columnAt + FIELD, field.ordinal());
        int at = message.data(pointer(columnAt, VALUES_POINTER), (int) size);
        for (int request = 0; request < requests; request++) {
            at = Varint.put(numbers[request], message.bytes(), at);
        }
    }

    private static long plainSize(long[] numbers, int requests) {
        long size = 0;
        for (int request = 0; request < requests; request++) {
            size += Varint.size(numbers[request]);
        }
        return size;
    }

    /// Gives each request the index of its number; or gives up, because too many of the first ones
    /// are different: sizes and durations nearly all are, and to look each of them up takes most of
    /// the time that a column takes.
    private boolean intern(long[] numbers, int requests) {
        if (indexes.length < requests) {
            indexes = new char[Math.max(requests, indexes.length * 2)];
        }
        dictionary.clear();
        intern(numbers, 0, Math.min(SAMPLE, requests));
        if (requests > SAMPLE && dictionary.count() > MOST_OF_SAMPLE) {
            return false;
        }
        intern(numbers, SAMPLE, requests);
        return true;
    }

    private void intern(long[] numbers, int from, int to) {
        long last = 0;
        int lastIndex = 0;
        for (int request = from; request < to; request++) {
            long number = numbers[request];
            if (number != last) {
                last = number;
                lastIndex = number == 0 ? 0 : dictionary.intern(number);
            }
            indexes[request] = (char) lastIndex;
        }
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
