package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;

import java.util.Arrays;

/// Takes the number columns of a message, gives each request's numbers.
final class NumberColumns {
    /// Of a number that a request does not have.
    static final long ABSENT = -1;

    private final MessageReader message;
    private final MessageReader.Structs columns = new MessageReader.Structs();
    private final MessageReader.Struct column = new MessageReader.Struct();
    private final MessageReader.Plain list = new MessageReader.Plain();
    private final VarintReader varints = new VarintReader();

    /// By the ordinal of [NumberField]: a number per request; [#absent] where there is no column.
    private final long[][] numbers = new long[NumberField.ALL.length][];

    private final long[][] rooms = new long[NumberField.ALL.length][];
    private long[] absent = new long[0];
    private int[] indexes = new int[256];

    /// A bit for each field that has a column.
    private int fields;

    private long[] values = new long[256];

    NumberColumns(MessageReader message) {
        this.message = message;
        Arrays.fill(numbers, absent);
        Arrays.fill(rooms, absent);
    }

    void open(MessageReader.Struct root, int requests) throws MalformedBatchException {
        if (absent.length < requests) {
            absent = new long[Math.max(requests, absent.length * 2)];
            Arrays.fill(absent, ABSENT);
            indexes = new int[absent.length];
        }
        Arrays.fill(numbers, absent);
        fields = 0;
        message.structs(root, NUMBERS_POINTER, columns);
        for (int i = 0; i < columns.count; i++) {
            message.element(columns, i, column);
            int field = message.shortOf(column, FIELD);
            if (field >= NumberField.ALL.length) {
                continue; // of a newer writer
            }
            if (((fields >>> field) & 1) != 0) {
                throw new MalformedBatchException(
                        column.dataAt(), "a second column of " + NumberField.ALL[field]);
            }
            fields |= 1 << field;
            if (rooms[field].length < requests) {
                rooms[field] = new long[Math.max(requests, rooms[field].length * 2)];
            }
            numbers[field] = rooms[field];
            read(numbers[field], requests);
        }
    }

    private void read(long[] result, int requests) throws MalformedBatchException {
        int count = message.intOf(column, COUNT);
        message.data(column, VALUES_POINTER, list);
        varints.open(message.bytes(), list.at, list.count);
        if (count == 0) {
            for (int request = 0; request < requests; request++) {
                result[request] = notNegative(varints.next() - 1, ABSENT);
            }
            return;
        }
        if (Integer.toUnsignedLong(count) > list.count) {
            throw new MalformedBatchException(
                    column.pointerAt(VALUES_POINTER),
                    Integer.toUnsignedString(count) + " numbers in " + list.count + " bytes");
        }
        if (values.length <= count) {
            values = new long[Math.max(count + 1, values.length * 2)];
        }
        values[0] = ABSENT;
        for (int index = 1; index <= count; index++) {
            values[index] = notNegative(varints.next(), 0);
        }
        ColumnIndexes.read(message, column, list, count, requests, indexes);
        for (int request = 0; request < requests; request++) {
            result[request] = values[indexes[request]];
        }
    }

    private long notNegative(long number, long least) throws MalformedBatchException {
        if (number < least) {
            throw new MalformedBatchException(varints.position(), "a number has more than 63 bits");
        }
        return number;
    }

    /// A request's number; [#ABSENT] if it has none.
    long number(int request, NumberField field) {
        return numbers[field.ordinal()][request];
    }

    long[] numbers(NumberField field) {
        return numbers[field.ordinal()];
    }

    boolean has(NumberField field) {
        return ((fields >>> field.ordinal()) & 1) != 0;
    }
}
