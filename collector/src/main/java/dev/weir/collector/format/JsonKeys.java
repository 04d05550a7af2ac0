package dev.weir.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The keys that a JSON format has slots for, at one level of nesting: a hash table of bytes.
final class JsonKeys {
    /// What stands behind a key.
    static final class Entry {
        private final byte[] key;

        /// For a value that is no object; [#NO_SLOT] if there is none.
        final int slot;

        /// For an object's own keys; null if they do not matter.
        final @Nullable JsonKeys inner;

        private Entry(byte[] key, int slot, @Nullable JsonKeys inner) {
            this.key = key;
            this.slot = slot;
            this.inner = inner;
        }
    }

    static final int NO_SLOT = -1;

    private @Nullable Entry[] table = new Entry[8];
    private int count;

    /// The keys of a list of paths, `request.headers.User-Agent`: slot `i` is the value at path `i`.
    static JsonKeys of(List<String> paths) {
        JsonKeys root = new JsonKeys();
        for (int slot = 0; slot < paths.size(); slot++) {
            JsonKeys level = root;
            List<String> steps = new ArrayList<>(List.of(paths.get(slot).split("\\.", -1)));
            String last = steps.removeLast();
            for (String step : steps) {
                level = level.level(step);
            }
            level.put(new Entry(last.getBytes(StandardCharsets.UTF_8), slot, null));
        }
        return root;
    }

    private JsonKeys level(String step) {
        byte[] key = step.getBytes(StandardCharsets.UTF_8);
        Entry known = find(key, 0, key.length);
        if (known != null && known.inner != null) {
            return known.inner;
        }
        JsonKeys inner = new JsonKeys();
        put(new Entry(key, known == null ? NO_SLOT : known.slot, inner));
        return inner;
    }

    private void put(Entry entry) {
        if (2 * ++count > table.length) {
            @Nullable Entry[] old = table;
            table = new Entry[2 * old.length];
            for (@Nullable Entry each : old) {
                if (each != null) {
                    table[place(each.key, 0, each.key.length)] = each;
                }
            }
        }
        table[place(entry.key, 0, entry.key.length)] = entry;
    }

    /// What stands behind the key in `[from, to)`; null if nobody asks for it.
    @Nullable Entry find(byte[] bytes, int from, int to) {
        return table[place(bytes, from, to)];
    }

    /// Where the key is, or would be put.
    private int place(byte[] bytes, int from, int to) {
        int place = hash(bytes, from, to) & (table.length - 1);
        Entry there = table[place];
        while (there != null && !Arrays.equals(there.key, 0, there.key.length, bytes, from, to)) {
            place = (place + 1) & (table.length - 1);
            there = table[place];
        }
        return place;
    }

    /// A few bytes tell log keys apart; keys are the format's, not an attacker's.
    private static int hash(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0) {
            return 0;
        }
        int middle = bytes[from + length / 2];
        int hash = (length * 31 + bytes[from]) * 31 + bytes[to - 1];
        hash = hash * 31 + middle;
        return hash ^ (hash >>> 7);
    }
}
