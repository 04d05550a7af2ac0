package dev.weir.schema.partial;

import java.util.Arrays;

/// Numbers the (customer, window) pairs that it is asked for, from 0: open addressing, reused, so that
/// finding one allocates nothing.
///
/// Requests of a batch that stand together in time are often of one customer, so the last pair found
/// is tried first.
public final class CellIndex {
    private static final int INITIAL_SLOTS = 1 << 8;

    private int[] slots = new int[INITIAL_SLOTS];
    private int[] customers = new int[INITIAL_SLOTS / 2];
    private long[] windowStarts = new long[INITIAL_SLOTS / 2];
    private int count;
    private int last = -1;

    /// Creates an index without cells.
    public CellIndex() {}

    /// Forgets all cells.
    public void clear() {
        if (count > 0) {
            Arrays.fill(slots, 0);
            count = 0;
            last = -1;
        }
    }

    /// The cell of a customer, by whatever number it has, and a window; the next number if it is new.
    public int find(int customer, long windowStart) {
        if (last >= 0 && customers[last] == customer && windowStarts[last] == windowStart) {
            return last;
        }
        int mask = slots.length - 1;
        int slot = slot(customer, windowStart, mask);
        while (slots[slot] != 0) {
            int cell = slots[slot] - 1;
            if (customers[cell] == customer && windowStarts[cell] == windowStart) {
                last = cell;
                return cell;
            }
            slot = (slot + 1) & mask;
        }
        return add(slot, customer, windowStart);
    }

    private int add(int slot, int customer, long windowStart) {
        int cell = count++;
        slots[slot] = count;
        customers[cell] = customer;
        windowStarts[cell] = windowStart;
        last = cell;
        if (count == customers.length) {
            grow();
        }
        return cell;
    }

    private void grow() {
        customers = Arrays.copyOf(customers, count * 2);
        windowStarts = Arrays.copyOf(windowStarts, count * 2);
        slots = new int[slots.length * 2];
        int mask = slots.length - 1;
        for (int cell = 0; cell < count; cell++) {
            int slot = slot(customers[cell], windowStarts[cell], mask);
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = cell + 1;
        }
    }

    /// Fibonacci hashing: both are small numbers, whose low bits alone would collide.
    private static int slot(int customer, long windowStart, int mask) {
        long mixed = (windowStart / 1000 * 0x1_0000_0001L + customer) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & mask;
    }

    /// Number of cells.
    public int count() {
        return count;
    }

    /// The customer of a cell.
    public int customer(int cell) {
        return customers[cell];
    }

    /// The start of a cell's window, milliseconds since 1970-01-01T00:00Z.
    public long windowStart(int cell) {
        return windowStarts[cell];
    }
}
