package dev.weir.schema.partial;

import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.UniqueClients;
import dev.weir.schema.text.Utf8;
import java.io.ByteArrayOutputStream;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/// The strings of a block, where they lie in its bytes, and their hashes: each is hashed once a block,
/// however many cells have it. String 0 is empty.
final class PartialStrings {
    private static final XXHash64 XX_HASH = XXHashFactory.fastestJavaInstance().hash64();

    /// What is known of a string: its hash and, behind it, its start over its length, and its coupon, 0 as long as
    /// nobody asked for it.
    private static final int STRING = 3;

    private static final int PLACE = 1;
    private static final int COUPON = 2;

    private final byte[] bytes;

    /// By string, side by side, for strings are looked up in no order.
    private final long[] table;

    /// @throws IllegalArgumentException if the lengths do not fit the bytes
    PartialStrings(Column lengths, Column text) {
        int count = lengths.size() / Integer.BYTES;
        table = new long[STRING * (count + 1)];
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
            table[STRING * string] = Rollup.hash(bytes, start, start + length(string));
        }
    }

    private void place(int string, int start, int length) {
        table[STRING * string + PLACE] = (long) start << Integer.SIZE | length;
    }

    /// Puts U+FFFD in the place of what is no UTF-8: rollups hold text, and logs hold anything.
    private byte[] utf8(byte[] source) {
        var made = new ByteArrayOutputStream(source.length + 64);
        for (int string = 0; has(string); string++) {
            int start = made.size();
            made.writeBytes(Utf8.bytes(Utf8.text(source, start(string), length(string))));
            place(string, start, made.size() - start);
        }
        return made.toByteArray();
    }

    /// Whether there is such a string.
    boolean has(int string) {
        return string >= 0 && string < table.length / STRING;
    }

    /// Reads what is known of a string, so that it is in the cache when it is asked for: who has many to ask for
    /// waits for all at once.
    ///
    /// @return anything: to be used, lest the reading is left out
    long touch(int string) {
        // It may lie in two lines.
        return table[STRING * string] ^ table[STRING * string + COUPON];
    }

    /// Reads where a string's bytes begin likewise.
    int touchBytes(int string) {
        int start = start(string);
        return start < bytes.length ? bytes[start] : 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int string) {
        return (int) (table[STRING * string + PLACE] >>> Integer.SIZE);
    }

    int length(int string) {
        return (int) table[STRING * string + PLACE];
    }

    /// As [Rollup#hash] gives it.
    long hash(int string) {
        return table[STRING * string];
    }

    /// The coupon of a client in the sketches of [UniqueClients].
    int coupon(int string) {
        int coupon = (int) table[STRING * string + COUPON];
        if (coupon == 0) {
            // The same in every process, for sketches of several unite.
            long hash = XX_HASH.hash(bytes, start(string), length(string), 0);
            coupon = UniqueClients.coupon(hash);
            table[STRING * string + COUPON] = coupon;
        }
        return coupon;
    }

    /// @throws IllegalArgumentException if there is no such string
    String text(int string) {
        if (!has(string)) {
            throw new IllegalArgumentException("no string " + string);
        }
        return Utf8.text(bytes, start(string), length(string));
    }
}
