package dev.weir.schema.partial;

import java.util.Arrays;

/// Entries of a block in the order in which they were added, and, for a writer, cell after cell.
final class Entries {
    private int[] cells = new int[256];
    private byte[] kinds = new byte[256];
    private int[] values = new int[256];
    private int[] counts = new int[256];
    private int count;

    void add(int cell, EntryKind kind, int value, int requests) {
        if (count == cells.length) {
            int size = count * 2;
            cells = Arrays.copyOf(cells, size);
            kinds = Arrays.copyOf(kinds, size);
            values = Arrays.copyOf(values, size);
            counts = Arrays.copyOf(counts, size);
        }
        cells[count] = cell;
        kinds[count] = (byte) kind.ordinal();
        values[count] = value;
        counts[count++] = requests;
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    int kind(int entry) {
        return kinds[entry];
    }

    int value(int entry) {
        return values[entry];
    }

    int requests(int entry) {
        return counts[entry];
    }

    /// Where the entries of each cell end, when they stand cell after cell.
    int[] ends(int cellCount) {
        int[] ends = new int[cellCount];
        for (int entry = 0; entry < count; entry++) {
            ends[cells[entry]]++;
        }
        for (int cell = 1; cell < cellCount; cell++) {
            ends[cell] += ends[cell - 1];
        }
        return ends;
    }

    /// The entries, cell after cell, those of a cell in the order in which they were added.
    int[] byCell(int[] ends) {
        int[] sorted = new int[count];
        int[] next = ends.clone();
        for (int entry = count - 1; entry >= 0; entry--) {
            sorted[--next[cells[entry]]] = entry;
        }
        return sorted;
    }
}
