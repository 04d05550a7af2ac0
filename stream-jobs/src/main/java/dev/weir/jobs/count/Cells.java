package dev.weir.jobs.count;

import dev.weir.schema.rollup.Rollup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The (customer, window) pairs of a batch, each with its rollup: a batch has few, whose requests
/// stand together in time, so the last one found is tried first.
final class Cells {
    private static final int INITIAL_SLOTS = 1 << 10;

    private int[] slots = new int[INITIAL_SLOTS];
    private int[] customers = new int[256];
    private long[] windowStarts = new long[256];
    private final List<Rollup> rollups = new ArrayList<>();
    private int last = -1;

    void clear() {
        if (!rollups.isEmpty()) {
            Arrays.fill(slots, 0);
            rollups.clear();
            last = -1;
        }
    }

    /// The cell of a customer (by its index in the batch's string table) and a window.
    int find(int customer, long windowStart) {
        if (last >= 0 && customers[last] == customer && windowStarts[last] == windowStart) {
            return last;
        }
        int mask = slots.length - 1;
        int slot = hash(customer, windowStart) & mask;
        while (slots[slot] != 0) {
            int cell = slots[slot] - 1;
            if (customers[cell] == customer && windowStarts[cell] == windowStart) {
                last = cell;
                return cell;
            }
            slot = (slot + 1) & mask;
        }
        slots[slot] = rollups.size() + 1;
        return add(customer, windowStart);
    }

    private int add(int customer, long windowStart) {
        int cell = rollups.size();
        if (cell == customers.length) {
            customers = Arrays.copyOf(customers, cell * 2);
            windowStarts = Arrays.copyOf(windowStarts, cell * 2);
        }
        customers[cell] = customer;
        windowStarts[cell] = windowStart;
        rollups.add(new Rollup());
        if (rollups.size() * 2 > slots.length) {
            grow();
        }
        last = cell;
        return cell;
    }

    private void grow() {
        slots = new int[slots.length * 2];
        int mask = slots.length - 1;
        for (int cell = 0; cell < rollups.size(); cell++) {
            int slot = hash(customers[cell], windowStarts[cell]) & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = cell + 1;
        }
    }

    int size() {
        return rollups.size();
    }

    int customer(int cell) {
        return customers[cell];
    }

    long windowStart(int cell) {
        return windowStarts[cell];
    }

    Rollup rollup(int cell) {
        return rollups.get(cell);
    }

    private static int hash(int customer, long windowStart) {
        long mixed = (windowStart / 1000 * 31 + customer) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }
}
