package dev.weir.cli.generate;

/// Takes weights, gives indexes that often: one random number and two loads each (Walker's alias
/// method).
final class WeightedChoice {
    private static final double TWO_TO_32 = 0x1p32;

    private final long[] keepBelow;
    private final int[] alias;

    private WeightedChoice(long[] keepBelow, int[] alias) {
        this.keepBelow = keepBelow;
        this.alias = alias;
    }

    /// Indexes 0 to `n` - 1 with the weights 1/1^s, 1/2^s, 1/3^s …
    static WeightedChoice zipf(int n, double s) {
        double[] weights = new double[n];
        for (int rank = 0; rank < n; rank++) {
            weights[rank] = Math.pow(rank + 1.0, -s);
        }
        return of(weights);
    }

    static WeightedChoice of(double... weights) {
        int n = weights.length;
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double[] scaled = new double[n];
        int[] small = new int[n];
        int[] large = new int[n];
        int smallCount = 0;
        int largeCount = 0;
        for (int i = 0; i < n; i++) {
            scaled[i] = weights[i] * n / sum;
            if (scaled[i] < 1) {
                small[smallCount++] = i;
            } else {
                large[largeCount++] = i;
            }
        }
        long[] keepBelow = new long[n];
        int[] alias = new int[n];
        while (smallCount > 0 && largeCount > 0) {
            int less = small[--smallCount];
            int more = large[--largeCount];
            keepBelow[less] = (long) (scaled[less] * TWO_TO_32);
            alias[less] = more;
            scaled[more] -= 1 - scaled[less];
            if (scaled[more] < 1) {
                small[smallCount++] = more;
            } else {
                large[largeCount++] = more;
            }
        }
        while (largeCount > 0) {
            keepBelow[large[--largeCount]] = 1L << 32;
        }
        while (smallCount > 0) {
            keepBelow[small[--smallCount]] = 1L << 32;
        }
        return new WeightedChoice(keepBelow, alias);
    }

    int next(Dice dice) {
        long random = dice.nextLong();
        int index = (int) (((random >>> 32) * alias.length) >>> 32);
        return (random & 0xFFFFFFFFL) < keepBelow[index] ? index : alias[index];
    }
}
