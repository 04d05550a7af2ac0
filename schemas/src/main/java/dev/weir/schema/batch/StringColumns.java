package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;

import java.util.Arrays;

/// Takes the string columns of a message, gives each request's strings as indexes into one table of
/// the whole batch: index 0 is absent, then the strings of one column after those of another.
final class StringColumns {
    private final MessageReader message;
    private final MessageReader.Structs columns = new MessageReader.Structs();
    private final MessageReader.Struct column = new MessageReader.Struct();
    private final MessageReader.Plain indexes = new MessageReader.Plain();
    private final MessageReader.Plain lengths = new MessageReader.Plain();
    private final MessageReader.Plain bytes = new MessageReader.Plain();
    private final VarintReader varints = new VarintReader();

    /// By the ordinal of [StringField]: an index per request; [#absent] where there is no column.
    private final int[][] requestIndexes = new int[StringField.ALL.length][];

    private final int[][] rooms = new int[StringField.ALL.length][];
    private int[] absent = new int[0];
    private int[] starts = new int[256];
    private int[] ends = new int[256];
    private int count;

    /// By the ordinal of [StringField]: the index of its first string, and that after its last one.
    private final int[] firsts = new int[StringField.ALL.length];

    private final int[] fieldEnds = new int[StringField.ALL.length];

    /// A bit for each field that has a column.
    private int fields;

    StringColumns(MessageReader message) {
        this.message = message;
        Arrays.fill(requestIndexes, absent);
        Arrays.fill(rooms, absent);
    }

    void open(MessageReader.Struct root, int requests) throws MalformedBatchException {
        if (absent.length < requests) {
            absent = new int[Math.max(requests, absent.length * 2)];
        }
        Arrays.fill(requestIndexes, absent);
        Arrays.fill(firsts, 0);
        Arrays.fill(fieldEnds, 0);
        fields = 0;
        count = 1;
        starts[0] = 0;
        ends[0] = 0;
        message.structs(root, STRINGS_POINTER, columns);
        for (int i = 0; i < columns.count; i++) {
            message.element(columns, i, column);
            int field = message.shortOf(column, FIELD);
            if (field >= StringField.ALL.length) {
                continue; // of a newer writer
            }
            if (((fields >>> field) & 1) != 0) {
                throw new MalformedBatchException(
                        column.dataAt(), "a second column of " + StringField.ALL[field]);
            }
            fields |= 1 << field;
            requestIndexes[field] = read(field, requests);
        }
    }

    private int[] read(int field, int requests) throws MalformedBatchException {
        if (rooms[field].length < requests) {
            rooms[field] = new int[Math.max(requests, rooms[field].length * 2)];
        }
        int[] result = rooms[field];
        int distinct = message.intOf(column, COUNT);
        ColumnIndexes.read(message, column, indexes, distinct, requests, result);
        int before = count - 1;
        if (before > 0) {
            for (int request = 0; request < requests; request++) {
                int index = result[request];
                result[request] = index == 0 ? 0 : before + index;
            }
        }
        firsts[field] = count;
        readStrings(distinct);
        fieldEnds[field] = count;
        return result;
    }

    private void readStrings(int distinct) throws MalformedBatchException {
        message.data(column, LENGTHS_POINTER, lengths);
        message.data(column, BYTES_POINTER, bytes);
        if (distinct > lengths.count) {
            throw new MalformedBatchException(
                    column.pointerAt(LENGTHS_POINTER),
                    distinct + " strings with " + lengths.count + " bytes of lengths");
        }
        if (starts.length < count + distinct) {
            int size = Math.max(count + distinct, starts.length * 2);
            starts = Arrays.copyOf(starts, size);
            ends = Arrays.copyOf(ends, size);
        }
        varints.open(message.bytes(), lengths.at, lengths.count);
        int at = bytes.at;
        int end = bytes.at + bytes.count;
        for (int i = 0; i < distinct; i++) {
            long size = varints.next();
            if (size < 0 || size > end - at) {
                throw new MalformedBatchException(
                        varints.position(), "string " + i + " ends beyond the column's bytes");
            }
            starts[count] = at;
            at += (int) size;
            ends[count++] = at;
        }
    }

    /// Number of strings, the absent one included.
    int count() {
        return count;
    }

    int start(int index) {
        return starts[index];
    }

    int end(int index) {
        return ends[index];
    }

    int index(int request, StringField field) {
        return requestIndexes[field.ordinal()][request];
    }

    int[] indexes(StringField field) {
        return requestIndexes[field.ordinal()];
    }

    int first(StringField field) {
        return firsts[field.ordinal()];
    }

    int end(StringField field) {
        return fieldEnds[field.ordinal()];
    }

    boolean has(StringField field) {
        return ((fields >>> field.ordinal()) & 1) != 0;
    }
}
