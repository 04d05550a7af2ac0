package dev.weir.collector;

import java.util.Arrays;

/// Tells how long a run of NULs is. Files may hold gigabytes of them, so they are compared in the
/// widest steps that the machine has.
final class NulRun {
    private static final byte[] NULS = new byte[1 << 14];

    /// How many NULs `bytes` begins with, of `count`.
    static int length(byte[] bytes, int count) {
        int at = 0;
        while (at < count) {
            int step = Math.min(NULS.length, count - at);
            int other = Arrays.mismatch(bytes, at, at + step, NULS, 0, step);
            if (other >= 0) {
                return at + other;
            }
            at += step;
        }
        return count;
    }

    private NulRun() {}
}
