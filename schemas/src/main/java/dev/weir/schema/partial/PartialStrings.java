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

    private final byte[] bytes;

    /// Where each string ends in the bytes; that of string 0 is where the first one begins.
    private final int[] ends;

    /// Under which rollups look the strings up.
    private final long[] hashes;

    /// The same in every process; 0: not yet computed.
    private final long[] stableHashes;

    /// @throws IllegalArgumentException if the lengths do not fit the bytes
    PartialStrings(Column lengths, Column text) {
        int count = lengths.size() / Integer.BYTES;
        ends = new int[count + 1];
        hashes = new long[count + 1];
        stableHashes = new long[count + 1];
        int at = text.from();
        ends[0] = at;
        for (int string = 1; string <= count; string++) {
            int length = lengths.intAt(string - 1);
            if (length < 0) {
                throw new IllegalArgumentException("a string of negative length");
            }
            at = Math.addExact(at, length);
            ends[string] = at;
        }
        if (at > text.from() + text.size()) {
            throw new IllegalArgumentException("strings end beyond their bytes");
        }
        boolean isAscii = Utf8.isAscii(text.bytes(), text.from(), at);
        bytes = isAscii ? text.bytes() : utf8(text.bytes());
        hashes[0] = Rollup.hash(bytes, 0, 0);
        for (int string = 1; string <= count; string++) {
            hashes[string] = Rollup.hash(bytes, ends[string - 1], ends[string]);
        }
    }

    /// Puts U+FFFD in the place of what is no UTF-8: rollups hold text, and logs hold anything.
    private byte[] utf8(byte[] source) {
        var made = new ByteArrayOutputStream(source.length + 64);
        int start = ends[0];
        ends[0] = 0;
        for (int string = 1; string < ends.length; string++) {
            int length = ends[string] - start;
            made.writeBytes(Utf8.bytes(Utf8.text(source, start, length)));
            start = ends[string];
            ends[string] = made.size();
        }
        return made.toByteArray();
    }

    /// Whether there is such a string.
    boolean has(int string) {
        return string >= 0 && string < ends.length;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int string) {
        return string == 0 ? ends[0] : ends[string - 1];
    }

    int end(int string) {
        return ends[string];
    }

    /// As [Rollup#hash] gives it.
    long hash(int string) {
        return hashes[string];
    }

    /// The same in every process, for sketches of several unite.
    long stableHash(int string) {
        long hash = stableHashes[string];
        if (hash == 0) {
            int start = start(string);
            hash = XX_HASH.hash(bytes, start, ends[string] - start, 0);
            stableHashes[string] = hash;
        }
        return hash;
    }

    /// @throws IllegalArgumentException if there is no such string
    String text(int string) {
        if (!has(string)) {
            throw new IllegalArgumentException("no string " + string);
        }
        int start = start(string);
        return Utf8.text(bytes, start, ends[string] - start);
    }
}
