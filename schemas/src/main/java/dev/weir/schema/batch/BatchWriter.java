package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;

import dev.weir.schema.wire.MessageWriter;
import dev.weir.schema.wire.WireFormat;

/// Takes the columns of a batch that is closed, gives its message.
final class BatchWriter {
    /// What a batch says of itself.
    ///
    /// @param baseTime the time from which the columns' times count
    record Header(
            BatchEncoder.Source source,
            CatalogueVersion catalogue,
            long firstOffset,
            long endOffset,
            long createdAt,
            long baseTime,
            int requestCount,
            int malformedCount) {}

    private final MessageWriter message = new MessageWriter();
    private final ColumnWriter column = new ColumnWriter();
    private final LineEstimate estimate = new LineEstimate();
    private long[] deltas = new long[32];

    byte[] write(
            Header header,
            StringDictionary[] dictionaries,
            RequestColumns columns,
            int[] rejectedOffsets,
            int rejectedCount) {
        message.begin(BATCH_DATA_WORDS, BATCH_POINTERS);
        write(header);
        message.putInt(WireFormat.ROOT + REJECTED_COUNT, rejectedCount);
        int requests = header.requestCount();
        estimate.clear(requests);
        writeStrings(dictionaries, columns, requests);
        writeNumbers(columns, requests);
        int at = message.ints(pointer(REJECTED_OFFSETS_POINTER), rejectedCount);
        for (int index = 0; index < rejectedCount; index++) {
            message.putInt(at + Integer.BYTES * index, rejectedOffsets[index]);
        }
        return message.finish();
    }

    /// Memory that is kept between batches, in bytes, without what is small.
    int heldBytes() {
        return message.bytes().length + Long.BYTES * deltas.length;
    }

    private void write(Header header) {
        int root = WireFormat.ROOT;
        message.putLong(root + FIRST_OFFSET, header.firstOffset());
        message.putLong(root + END_OFFSET, header.endOffset());
        message.putLong(root + CREATED_AT, header.createdAt());
        message.putLong(root + BASE_TIME, header.baseTime());
        message.putInt(root + MALFORMED_COUNT, header.malformedCount());
        message.putShort(root + VERSION, SCHEMA_VERSION);
        message.putInt(root + REQUEST_COUNT, header.requestCount());
        message.putInt(root + CATALOGUE_GENERATION, header.catalogue().generation());
        message.putLong(root + CATALOGUE_HASH, header.catalogue().hash());
        message.text(pointer(SOURCE_ID_POINTER), header.source().sourceId());
        message.text(pointer(HOST_POINTER), header.source().host());
        message.text(pointer(FILE_POINTER), header.source().file());
    }

    private void writeStrings(
            StringDictionary[] dictionaries, RequestColumns columns, int requests) {
        int count = 0;
        for (StringDictionary dictionary : dictionaries) {
            count += dictionary.count() > 0 ? 1 : 0;
        }
        int at =
                message.structs(
                        pointer(STRINGS_POINTER), count, COLUMN_DATA_WORDS, STRING_COLUMN_POINTERS);
        for (StringField field : StringField.ALL) {
            StringDictionary dictionary = dictionaries[field.ordinal()];
            if (dictionary.count() == 0) {
                continue;
            }
            char[] indexes = columns.strings(field, requests);
            column.strings(message, at, field, dictionary, indexes, requests);
            at += (COLUMN_DATA_WORDS + STRING_COLUMN_POINTERS) * WireFormat.WORD;
            if (LineEstimate.counts(field)) {
                for (int request = 0; request < requests; request++) {
                    int index = indexes[request];
                    estimate.add(request, index == 0 ? 0 : dictionary.length(index));
                }
            }
        }
    }

    private void writeNumbers(RequestColumns columns, int requests) {
        int count = 0;
        for (NumberField field : NumberField.ALL) {
            boolean isThere = columns.has(field, requests);
            count += isThere ? 1 : 0;
            if (isThere && LineEstimate.counts(field)) {
                addDigits(columns.numbers(field, requests), requests);
            }
        }
        int at =
                message.structs(
                        pointer(NUMBERS_POINTER), count, COLUMN_DATA_WORDS, NUMBER_COLUMN_POINTERS);
        for (NumberField field : NumberField.ALL) {
            if (!columns.has(field, requests)) {
                continue;
            }
            long[] numbers = columns.numbers(field, requests);
            long[] written =
                    switch (field) {
                        case TIME -> timeDeltas(numbers, requests);
                        case LINE -> lineDeltas(numbers, requests);
                        default -> numbers;
                    };
            column.numbers(message, at, field, written, requests);
            at += (COLUMN_DATA_WORDS + NUMBER_COLUMN_POINTERS) * WireFormat.WORD;
        }
    }

    private void addDigits(long[] numbers, int requests) {
        for (int request = 0; request < requests; request++) {
            if (numbers[request] != 0) {
                estimate.addDigits(request, numbers[request] - 1);
            }
        }
    }

    private long[] timeDeltas(long[] times, int requests) {
        long[] result = room(requests);
        long before = 1;
        for (int request = 0; request < requests; request++) {
            result[request] = Varint.zigzag(times[request] - before) + 1;
            before = times[request];
        }
        return result;
    }

    private long[] lineDeltas(long[] lines, int requests) {
        long[] result = room(requests);
        long expected = 1;
        for (int request = 0; request < requests; request++) {
            result[request] = Varint.zigzag(lines[request] - expected) + 1;
            expected = lines[request] + estimate.length(request);
        }
        return result;
    }

    private long[] room(int requests) {
        if (deltas.length < requests) {
            deltas = new long[Math.max(requests, deltas.length * 2)];
        }
        return deltas;
    }

    private static int pointer(int index) {
        return WireFormat.ROOT + (BATCH_DATA_WORDS + index) * WireFormat.WORD;
    }
}
