package dev.weir.schema.partial;

import java.util.Arrays;

/// Entries of a block in the order in which they were added, and, for a writer, cell after cell.
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

    /// Entries cell after cell.
    ///
    /// @param entries each as one number
    /// @param ends where those of each cell end
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record ByCell(long[] entries, int[] ends) {
        /// Number of entries.
        int count() {
            return ends.length == 0 ? 0 : ends[ends.length - 1];
        }
    }

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

    /// The entries, cell after cell, those of a cell in the order in which they were added; what was
    /// added of a string several times, batch after batch, is one entry.
    ///
    /// @param strings gets the strings of the entries, whose values are its numbers then
    ByCell byCell(int cellCount, StringOrder strings) {
        int[] ends = new int[cellCount];
        long[] sorted = sorted(ends);
        int from = 0;
        int to = 0;
        for (int cell = 0; cell < cellCount; cell++) {
            int begin = to;
            for (; from < ends[cell]; from++) {
                long entry = sorted[from];
                if (EntryKind.ALL[kind(entry)].isNumber()) {
                    sorted[to++] = entry;
                    continue;
                }
                int place = strings.place(value(entry));
                if (place >= begin && isCombined(sorted[place], entry)) {
                    sorted[place] += (long) requests(entry) << REQUESTS_AT;
                } else {
                    strings.place(value(entry), to);
                    sorted[to++] = (entry & ~VALUE_MASK) | strings.number(value(entry));
                }
            }
            ends[cell] = to;
        }
        return new ByCell(sorted, ends);
    }

    private static boolean isCombined(long present, long entry) {
        return kind(present) == kind(entry) && requests(present) + requests(entry) <= MAX_REQUESTS;
    }

    private long[] sorted(int[] ends) {
        for (int entry = 0; entry < count; entry++) {
            ends[cells[entry]]++;
        }
        int end = 0;
        for (int cell = 0; cell < ends.length; cell++) {
            int size = ends[cell];
            ends[cell] = end;
            end += size;
        }
        long[] sorted = new long[count];
        for (int entry = 0; entry < count; entry++) {
            sorted[ends[cells[entry]]++] = entries[entry];
        }
        return sorted;
    }
}
