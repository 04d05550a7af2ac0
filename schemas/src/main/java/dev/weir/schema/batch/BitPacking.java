package dev.weir.schema.batch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Small numbers side by side in as few bits as the largest takes: value r has bits
/// `[r * width, (r + 1) * width)`, counted from the lowest bit of the first byte.
final class BitPacking {
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /// How many bits a number up to `largest` takes.
    static int width(int largest) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(largest);
    }

    /// How many bytes `count` numbers of `width` bits take.
    static int bytes(int count, int width) {
        return (int) (((long) count * width + 7) >>> 3);
    }

    /// Writes the first `count` of `values`, each of at most `width` bits.
    static void pack(char[] values, int count, int width, byte[] target, int at) {
        long bits = 0;
        int filled = 0;
        int next = at;
        for (int i = 0; i < count; i++) {
            bits |= (long) values[i] << filled;
            filled += width;
            if (filled >= Integer.SIZE) {
                INTS.set(target, next, (int) bits);
                next += Integer.BYTES;
                bits >>>= Integer.SIZE;
                filled -= Integer.SIZE;
            }
        }
        for (; filled > 0; filled -= Byte.SIZE) {
            target[next++] = (byte) bits;
            bits >>>= Byte.SIZE;
        }
    }

    /// Reads the first `count` numbers of `width` bits into `values`; gives the largest.
    ///
    /// @param source readable from `at` for [#bytes] bytes
    static int unpack(byte[] source, int at, int count, int width, int[] values) {
        int mask = (1 << width) - 1;
        int largest = 0;
        // Eight bytes at a time as long as eight bytes are there.
        int whole = wholeReads(source.length - at, count, width);
        long bit = 0;
        for (int i = 0; i < whole; i++) {
            long eight = (long) LONGS.get(source, at + (int) (bit >>> 3));
            int value = (int) (eight >>> (bit & 7)) & mask;
            values[i] = value;
            largest = Math.max(largest, value);
            bit += width;
        }
        for (int i = whole; i < count; i++) {
            int value = 0;
            for (int b = 0; b < width; b++, bit++) {
                value |= (source[at + (int) (bit >>> 3)] >>> (bit & 7) & 1) << b;
            }
            values[i] = value;
            largest = Math.max(largest, value);
        }
        return largest;
    }

    /// How many of the numbers begin at least eight bytes before the end of the array.
    private static int wholeReads(int available, int count, int width) {
        long startBytes = (long) available - Long.BYTES;
        return startBytes < 0 ? 0 : (int) Math.min(count, (startBytes << 3) / width + 1);
    }

    private BitPacking() {}
}
