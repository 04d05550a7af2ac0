package dev.weir.collector;

import java.util.Arrays;

/// Takes hosts and suffixes with their owners, gives the owner of a range of bytes without
/// allocating: a hash table with open addressing over one array of bytes, because a million
/// `String`s would cost three times the memory. A suffix is a key with its leading dot.
final class HostTable {
    private byte[] bytes = new byte[1024];
    private int[] ends = new int[64];
    private int[] owners = new int[64];
    private int[] hashes = new int[64];

    /// Entry + 1; 0 is free. Its length is a power of two, at least twice the entries.
    private int[] slots = new int[128];

    private int count;

    /// One step of the hash, taken from the last byte to the first: so the hashes of all of a
    /// host's suffixes fall out of one pass.
    static int hash(int hash, byte value) {
        return hash * 31 + value;
    }

    private static int hashOf(byte[] key, int from, int to) {
        int hash = 0;
        for (int at = to - 1; at >= from; at--) {
            hash = hash(hash, key[at]);
        }
        return hash;
    }

    private static int spread(int hash) {
        int mixed = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
        return mixed ^ (mixed >>> 13);
    }

    /// Adds a key.
    ///
    /// @return the entry that has the key already; -1 if none has
    int add(byte[] key, int owner) {
        int hash = hashOf(key, 0, key.length);
        int there = find(key, 0, key.length, hash);
        if (there >= 0) {
            return there;
        }
        reserve(key.length);
        int start = start(count);
        System.arraycopy(key, 0, bytes, start, key.length);
        ends[count] = start + key.length;
        owners[count] = owner;
        hashes[count] = hash;
        place(count);
        count++;
        return -1;
    }

    private void reserve(int length) {
        if (start(count) + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, bytes.length + length));
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
            owners = Arrays.copyOf(owners, count * 2);
            hashes = Arrays.copyOf(hashes, count * 2);
        }
        if (2 * (count + 1) > slots.length) {
            slots = new int[slots.length * 2];
            for (int entry = 0; entry < count; entry++) {
                place(entry);
            }
        }
    }

    private void place(int entry) {
        int slot = spread(hashes[entry]) & (slots.length - 1);
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = entry + 1;
    }

    /// The entry whose key is `[from, to)`; -1 if none is.
    ///
    /// @param hash of the range, by [#hash]
    int find(byte[] key, int from, int to, int hash) {
        int slot = spread(hash) & (slots.length - 1);
        while (slots[slot] != 0) {
            int entry = slots[slot] - 1;
            if (hashes[entry] == hash
                    && Arrays.equals(key, from, to, bytes, start(entry), ends[entry])) {
                return entry;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return -1;
    }

    int owner(int entry) {
        return owners[entry];
    }

    int count() {
        return count;
    }

    /// Bytes that the table's arrays take.
    long memory() {
        return bytes.length + 4L * (ends.length + owners.length + hashes.length + slots.length);
    }

    private int start(int entry) {
        return entry == 0 ? 0 : ends[entry - 1];
    }

    /// How many of these keys the other table does not have.
    int missingIn(HostTable other) {
        int missing = 0;
        for (int entry = 0; entry < count; entry++) {
            if (other.find(bytes, start(entry), ends[entry], hashes[entry]) < 0) {
                missing++;
            }
        }
        return missing;
    }
}
