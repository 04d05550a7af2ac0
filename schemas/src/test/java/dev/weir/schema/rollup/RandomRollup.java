package dev.weir.schema.rollup;

import java.util.Random;

/// Rollups of random content, and what of a rollup must be equal however it was merged.
final class RandomRollup {
    static Rollup of(long seed, int requests) {
        Random random = new Random(seed);
        Rollup rollup = new Rollup();
        for (int i = 0; i < requests; i++) {
            for (Counter counter : Counter.values()) {
                rollup.add(counter, random.nextInt(1000));
            }
            for (Breakdown breakdown : Breakdown.values()) {
                rollup.breakdown(breakdown).add("key" + random.nextInt(30), 1);
            }
            for (Dimension dimension : Dimension.values()) {
                rollup.heaviest(dimension).add("value" + random.nextInt(60), 1);
            }
            rollup.latency().record(random.nextLong(1L << random.nextInt(1, 33)));
            if (random.nextBoolean()) {
                rollup.originLatency().record(random.nextInt(1_000_000));
            }
            rollup.uniqueClients().add(random.nextLong() | 1);
        }
        if (requests > 0) {
            rollup.addThreatSample(new ThreatSample(seed, "sqli", "192.0.2.1", "/?q=1'--"));
        }
        return rollup;
    }

    static Rollup merged(Rollup... parts) {
        Rollup sum = new Rollup();
        for (Rollup part : parts) {
            sum.merge(part);
        }
        return sum;
    }

    private RandomRollup() {}
}
