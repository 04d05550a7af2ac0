package dev.weir.schema.batch;

import java.security.SecureRandom;
import java.util.Arrays;

/// Each distinct number of a column once, in the order of first appearance: open addressing.
///
/// Nothing is allocated but when the table grows.
final class NumberDictionary {
    /// An odd number of the process's own: clients have a say in sizes and times, and must not be able
    /// to choose what falls together.
    ///
    /// Source: D. Knuth, The Art of Computer Programming, volume 3, 6.4 (multiplicative hashing).
    private static final long SPREAD = new SecureRandom().nextLong() | 1;

    private long[] keys = new long[64];
    private char[] indexes = new char[64];
    private long[] numbers = new long[32];
    private int shift = Long.SIZE - 6;
    private int count;

    void clear() {
        if (count > 0) {
            Arrays.fill(indexes, (char) 0);
        }
        count = 0;
    }

    /// The number's index, from 1.
    int intern(long number) {
        int mask = indexes.length - 1;
        int slot = (int) ((number * SPREAD) >>> shift);
        while (indexes[slot] != 0) {
            if (keys[slot] == number) {
                return indexes[slot];
            }
            slot = (slot + 1) & mask;
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, count * 2);
        }
        numbers[count++] = number;
        keys[slot] = number;
        indexes[slot] = (char) count;
        if (count * 2 > indexes.length) {
            grow();
        }
        return count;
    }

    private void grow() {
        int size = indexes.length * 2;
        shift--;
        keys = new long[size];
        indexes = new char[size];
        for (int index = 1; index <= count; index++) {
            long number = numbers[index - 1];
            int slot = (int) ((number * SPREAD) >>> shift);
            while (indexes[slot] != 0) {
                slot = (slot + 1) & (size - 1);
            }
            keys[slot] = number;
            indexes[slot] = (char) index;
        }
    }

    int count() {
        return count;
    }

    /// The number with an index, from 1.
    long number(int index) {
        return numbers[index - 1];
    }
}
