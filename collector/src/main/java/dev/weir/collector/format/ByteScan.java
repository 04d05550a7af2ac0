package dev.weir.collector.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Finds bytes in ranges, eight at a step.
///
/// The step is the classic test for a zero byte in a word: xor with the wanted byte in every lane
/// makes matches zero, and `(x - 0x01…) & ~x & 0x80…` has its lowest bit set in the first of them.
public final class ByteScan {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    /// Position of the first `wanted` in `[from, to)`; -1 if there is none.
    public static int indexOf(byte[] bytes, int from, int to, byte wanted) {
        long pattern = (wanted & 0xFF) * ONES;
        int at = from;
        // A step may look beyond the range, but not beyond the array: values are short, and a loop
        // over the last few bytes of each would cost more than the rest.
        int lastStep = bytes.length - 8;
        for (; at < to && at <= lastStep; at += 8) {
            long lanes = (long) LONGS.get(bytes, at) ^ pattern;
            long found = (lanes - ONES) & ~lanes & HIGHS;
            if (found != 0) {
                int position = at + (Long.numberOfTrailingZeros(found) >>> 3);
                return position < to ? position : -1;
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    /// Position of the last `wanted` in `[from, to)`; -1 if there is none.
    public static int lastIndexOf(byte[] bytes, int from, int to, byte wanted) {
        for (int at = to - 1; at >= from; at--) {
            if (bytes[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    /// Position of the first `wanted` that lies wholly in `[from, to)`; -1 if there is none.
    static int indexOf(byte[] bytes, int from, int to, byte[] wanted) {
        int lastStart = to - wanted.length;
        int at = from;
        while (at <= lastStart) {
            at = indexOf(bytes, at, lastStart + 1, wanted[0]);
            if (at < 0 || startsWith(bytes, at, to, wanted)) {
                return at;
            }
            at++;
        }
        return -1;
    }

    /// Whether `wanted` stands at `from`, within `to`.
    static boolean startsWith(byte[] bytes, int from, int to, byte[] wanted) {
        return from >= 0
                && to - from >= wanted.length
                && Arrays.equals(bytes, from, from + wanted.length, wanted, 0, wanted.length);
    }

    private ByteScan() {}
}
