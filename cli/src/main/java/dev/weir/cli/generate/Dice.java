package dev.weir.cli.generate;

/// Random numbers that are the same on every machine and JDK: SplitMix64.
final class Dice {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double TO_UNIT = 0x1p-53;

    private long state;

    Dice(long seed) {
        state = mix(seed);
    }

    /// A random-looking number that depends on `value` alone.
    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /// Uniform in [0, bound).
    int below(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /// Uniform in [0, 1).
    double unit() {
        return (nextLong() >>> 11) * TO_UNIT;
    }

    /// True in `perMille` of a thousand cases.
    boolean perMille(int perMille) {
        return below(1000) < perMille;
    }

    <T> T oneOf(T[] choices) {
        return choices[below(choices.length)];
    }
}
