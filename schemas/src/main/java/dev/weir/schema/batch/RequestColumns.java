package dev.weir.schema.batch;

import java.util.Arrays;

/// The values of the open batch's requests, field by field: an array per field that requests have
/// had, a place in it per request.
///
/// Memory grows with the largest batch so far: two bytes per request and string field, eight per
/// request and number field.
final class RequestColumns {
    private static final int INITIAL_REQUESTS = 32;
    private static final char[] NO_INDEXES = {};
    private static final long[] NO_NUMBERS = {};

    /// By the ordinal of [StringField]: each request's index into the field's dictionary; 0: absent.
    private final char[][] strings = new char[StringField.ALL.length][];

    /// By the ordinal of [NumberField]: each request's number plus 1; 0: absent.
    private final long[][] numbers = new long[NumberField.ALL.length][];

    private int capacity = INITIAL_REQUESTS;

    RequestColumns() {
        Arrays.fill(strings, NO_INDEXES);
        Arrays.fill(numbers, NO_NUMBERS);
    }

    /// Memory that the columns take, in bytes.
    int heldBytes() {
        int bytes = 0;
        for (char[] column : strings) {
            bytes += Character.BYTES * column.length;
        }
        for (long[] column : numbers) {
            bytes += Long.BYTES * column.length;
        }
        return bytes;
    }

    /// Forgets the first `requests` requests.
    void clear(int requests) {
        for (char[] column : strings) {
            Arrays.fill(column, 0, Math.min(requests, column.length), (char) 0);
        }
        for (long[] column : numbers) {
            Arrays.fill(column, 0, Math.min(requests, column.length), 0);
        }
    }

    /// Forgets one request.
    void clearRequest(int request) {
        for (char[] column : strings) {
            if (request < column.length) {
                column[request] = 0;
            }
        }
        for (long[] column : numbers) {
            if (request < column.length) {
                column[request] = 0;
            }
        }
    }

    void putString(int field, int request, int index) {
        if (request >= strings[field].length) {
            growStrings(field, request);
        }
        strings[field][request] = (char) index;
    }

    void putNumber(NumberField field, int request, long number) {
        int column = field.ordinal();
        if (request >= numbers[column].length) {
            growNumbers(column, request);
        }
        numbers[column][request] = number + 1;
    }

    private void growStrings(int field, int request) {
        grow(request);
        if (request >= strings[field].length) {
            strings[field] = Arrays.copyOf(strings[field], capacity);
        }
    }

    private void growNumbers(int field, int request) {
        grow(request);
        if (request >= numbers[field].length) {
            numbers[field] = Arrays.copyOf(numbers[field], capacity);
        }
    }

    private void grow(int request) {
        while (request >= capacity) {
            capacity *= 2;
        }
    }

    /// The index of a request's string; 0: absent.
    int string(StringField field, int request) {
        char[] column = strings[field.ordinal()];
        return request < column.length ? column[request] : 0;
    }

    /// The indexes of a field's strings, readable for `requests` requests.
    char[] strings(StringField field, int requests) {
        if (requests > 0) {
            // A string that was interned need not have been set.
            growStrings(field.ordinal(), requests - 1);
        }
        return strings[field.ordinal()];
    }

    /// Whether one of the first `requests` requests has a number in this field.
    boolean has(NumberField field, int requests) {
        long[] column = numbers[field.ordinal()];
        int end = Math.min(requests, column.length);
        for (int request = 0; request < end; request++) {
            if (column[request] != 0) {
                return true;
            }
        }
        return false;
    }

    /// A field's numbers plus 1, readable for `requests` requests.
    long[] numbers(NumberField field, int requests) {
        if (requests > 0) {
            growNumbers(field.ordinal(), requests - 1);
        }
        return numbers[field.ordinal()];
    }
}
