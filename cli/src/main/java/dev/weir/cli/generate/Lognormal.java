package dev.weir.cli.generate;

/// Lognormally distributed whole numbers, from a table of quantiles: sizes and times.
final class Lognormal {
    private static final int STEPS = 4096;
    private static final double[] COEFFICIENTS = {
        1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.319381530
    };

    private final int[] quantiles = new int[STEPS];

    /// Prepares the table.
    ///
    /// @param median of the numbers
    /// @param sigma spread of their logarithm
    /// @param max larger numbers are cut to this
    Lognormal(double median, double sigma, int max) {
        for (int i = 0; i < STEPS; i++) {
            double value = median * Math.exp(sigma * normalQuantile((i + 0.5) / STEPS));
            quantiles[i] = (int) Math.min(max, Math.round(value));
        }
    }

    int next(Dice dice) {
        return quantiles[dice.below(STEPS)];
    }

    /// The standard normal distribution's quantile, by bisection of its distribution function.
    private static double normalQuantile(double probability) {
        double low = -9;
        double high = 9;
        while (high - low > 1e-9) {
            double middle = (low + high) / 2;
            if (normalBelow(middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Zelen and Severo's approximation (Abramowitz and Stegun 26.2.17), good to 7.5e-8.
    private static double normalBelow(double x) {
        double t = 1 / (1 + 0.2316419 * Math.abs(x));
        double polynomial = 0;
        for (double coefficient : COEFFICIENTS) {
            polynomial = (polynomial + coefficient) * t;
        }
        double tail = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * polynomial;
        return x > 0 ? 1 - tail : tail;
    }
}
