package dev.weir.schema.partial;

import java.util.Arrays;

/// Entries of a block in the order in which they were added and, for an encoder, cell after cell.
///
/// An entry is one number, so that to put the entries in order is to move each of them once: they are
/// millions a second, and whatever is looked up in another place by then is not in the cache.
final class Entries {
    /// More requests than that are several entries.
    static final int MAX_REQUESTS = (1 << 27) - 1;

    private static final int KIND_AT = Integer.SIZE;
    private static final int REQUESTS_AT = KIND_AT + 5;
    private static final int KIND_MASK = (1 << (REQUESTS_AT - KIND_AT)) - 1;

    private static final long VALUE_MASK = 0xFFFF_FFFFL;

    private int[] cells = new int[256];
    private long[] entries = new long[256];
    private int count;

    /// What [#byCell] gave last.
    private long[] sorted = new long[0];

    void add(int cell, EntryKind kind, int value, int requests) {
        int left = requests;
        while (left > MAX_REQUESTS) {
            append(cell, kind, value, MAX_REQUESTS);
            left -= MAX_REQUESTS;
        }
        append(cell, kind, value, left);
    }

    private void append(int cell, EntryKind kind, int value, int requests) {
        if (count == cells.length) {
            cells = Arrays.copyOf(cells, count * 2);
            entries = Arrays.copyOf(entries, count * 2);
        }
        cells[count] = cell;
        entries[count++] =
                (long) requests << REQUESTS_AT
                        | (long) kind.ordinal() << KIND_AT
                        | Integer.toUnsignedLong(value);
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    static int kind(long entry) {
        return (int) (entry >>> KIND_AT) & KIND_MASK;
    }

    static int value(long entry) {
        return (int) entry;
    }

    static int requests(long entry) {
        return (int) (entry >>> REQUESTS_AT);
    }

    /// An entry with more requests.
    static long plus(long entry, int requests) {
        return entry + ((long) requests << REQUESTS_AT);
    }

    static long withValue(long entry, int value) {
        return (entry & ~VALUE_MASK) | Integer.toUnsignedLong(value);
    }

    /// Whether requests of the same string and cell can be one entry.
    static boolean areOne(long present, long entry) {
        return kind(present) == kind(entry) && requests(present) + requests(entry) <= MAX_REQUESTS;
    }

    /// The entries cell after cell, those of a cell in the order in which they were added, in an array that is
    /// long enough; the caller may change it until the next call.
    ///
    /// @param ofCells all 0; how many entries each cell has, afterwards
    long[] byCell(int[] ofCells) {
        for (int entry = 0; entry < count; entry++) {
            ofCells[cells[entry]]++;
        }
        int[] ends = new int[ofCells.length];
        for (int cell = 1; cell < ends.length; cell++) {
            ends[cell] = ends[cell - 1] + ofCells[cell - 1];
        }
        if (sorted.length < count) {
            sorted = new long[entries.length];
        }
        for (int entry = 0; entry < count; entry++) {
            sorted[ends[cells[entry]]++] = entries[entry];
        }
        return sorted;
    }
}
