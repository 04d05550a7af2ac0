package dev.weir.schema.partial;

import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.text.Utf8;
import java.io.ByteArrayOutputStream;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/// The strings of a block, where they lie in its bytes, and their hashes: each is hashed once a block,
/// however many cells have it. String 0 is empty.
final class PartialStrings {
    private static final XXHash64 XX_HASH = XXHashFactory.fastestJavaInstance().hash64();

    /// Under the hash of a string: its start over its length.
    private static final int PLACE = 1;

    private final byte[] bytes;

    /// By string, side by side, for strings are looked up in no order: the hash under which rollups have it,
    /// and where it lies.
    private final long[] table;

    /// The same in every process; 0: not yet computed.
    private final long[] stableHashes;

    /// @throws IllegalArgumentException if the lengths do not fit the bytes
    PartialStrings(Column lengths, Column text) {
        int count = lengths.size() / Integer.BYTES;
        table = new long[2 * (count + 1)];
        stableHashes = new long[count + 1];
        int end = text.from();
        place(0, end, 0);
        for (int string = 1; string <= count; string++) {
            int length = lengths.intAt(string - 1);
            if (length < 0) {
                throw new IllegalArgumentException("a string of negative length");
            }
            place(string, end, length);
            end = Math.addExact(end, length);
        }
        if (end > text.from() + text.size()) {
            throw new IllegalArgumentException("strings end beyond their bytes");
        }
        boolean isAscii = Utf8.isAscii(text.bytes(), text.from(), end);
        bytes = isAscii ? text.bytes() : utf8(text.bytes());
        for (int string = 0; string <= count; string++) {
            int start = start(string);
            table[2 * string] = Rollup.hash(bytes, start, start + length(string));
        }
    }

    private void place(int string, int start, int length) {
        table[2 * string + PLACE] = (long) start << Integer.SIZE | length;
    }

    /// Puts U+FFFD in the place of what is no UTF-8: rollups hold text, and logs hold anything.
    private byte[] utf8(byte[] source) {
        var made = new ByteArrayOutputStream(source.length + 64);
        for (int string = 0; string < stableHashes.length; string++) {
            int start = made.size();
            made.writeBytes(Utf8.bytes(Utf8.text(source, start(string), length(string))));
            place(string, start, made.size() - start);
        }
        return made.toByteArray();
    }

    /// Whether there is such a string.
    boolean has(int string) {
        return string >= 0 && string < stableHashes.length;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int string) {
        return (int) (table[2 * string + PLACE] >>> Integer.SIZE);
    }

    int length(int string) {
        return (int) table[2 * string + PLACE];
    }

    /// As [Rollup#hash] gives it.
    long hash(int string) {
        return table[2 * string];
    }

    /// The same in every process, for sketches of several unite.
    long stableHash(int string) {
        long hash = stableHashes[string];
        if (hash == 0) {
            hash = XX_HASH.hash(bytes, start(string), length(string), 0);
            stableHashes[string] = hash;
        }
        return hash;
    }

    /// @throws IllegalArgumentException if there is no such string
    String text(int string) {
        if (!has(string)) {
            throw new IllegalArgumentException("no string " + string);
        }
        return Utf8.text(bytes, start(string), length(string));
    }
}
