package dev.weir.cli.generate;

/// When attacks happen, as a function of the time alone: floods of one customer and bursts of
/// probes, now and then.
final class Episodes {
    /// Long enough for a baseline to settle between two floods.
    static final long FLOOD_EVERY_MILLIS = 240_000;

    static final long FLOOD_MILLIS = 25_000;

    /// While a flood lasts this many of a thousand requests belong to it.
    static final int FLOOD_PER_MILLE = 600;

    static final long BURST_EVERY_MILLIS = 45_000;
    static final long BURST_MILLIS = 6_000;
    static final int BURST_PER_MILLE = 40;

    private final long seed;
    private final boolean enabled;

    Episodes(long seed, boolean enabled) {
        this.seed = seed;
        this.enabled = enabled;
    }

    boolean flooding(long timeMillis) {
        return enabled && within(timeMillis, FLOOD_EVERY_MILLIS, FLOOD_MILLIS, seed);
    }

    boolean probing(long timeMillis) {
        return enabled && within(timeMillis, BURST_EVERY_MILLIS, BURST_MILLIS, seed + 1);
    }

    /// Who is attacked: not the largest customers, in whose traffic a flood would drown.
    int victim(long timeMillis, int customers) {
        long episode = Math.floorDiv(timeMillis, FLOOD_EVERY_MILLIS);
        int first = customers / 4;
        return first + (int) Long.remainderUnsigned(Dice.mix(seed ^ episode), customers - first);
    }

    /// How much traffic there is at a time, 1 in the mean: slow and quick swings, and floods on
    /// top of what the customers have anyway.
    double load(long timeMillis) {
        double seconds = timeMillis / 1000.0;
        double swing =
                1
                        + 0.20 * Math.sin(seconds * 2 * Math.PI / 900 + seed)
                        + 0.10 * Math.sin(seconds * 2 * Math.PI / 67)
                        + 0.05 * Math.sin(seconds * 2 * Math.PI / 7.3);
        double flood = flooding(timeMillis) ? 1000.0 / (1000 - FLOOD_PER_MILLE) : 1;
        return swing * flood;
    }

    private static boolean within(long time, long every, long length, long salt) {
        long period = Math.floorDiv(time, every);
        long start = Long.remainderUnsigned(Dice.mix(salt * 31 + period), every - length);
        long since = Math.floorMod(time, every) - start;
        return since >= 0 && since < length;
    }
}
