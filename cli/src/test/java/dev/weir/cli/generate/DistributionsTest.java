package dev.weir.cli.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DistributionsTest {
    private static final int DRAWS = 1_000_000;

    @Test
    void zipfRanksFallWithTheirSlope() {
        int n = 1000;
        double slope = 0.9;
        WeightedChoice zipf = WeightedChoice.zipf(n, slope);
        Dice dice = new Dice(7);
        int[] counts = new int[n];
        for (int i = 0; i < DRAWS; i++) {
            counts[zipf.next(dice)]++;
        }

        double harmonic = 0;
        for (int rank = 1; rank <= n; rank++) {
            harmonic += Math.pow(rank, -slope);
        }
        for (int rank : new int[] {1, 2, 5, 10, 50, 100}) {
            double expected = DRAWS * Math.pow(rank, -slope) / harmonic;
            assertEquals(expected, counts[rank - 1], 6 * Math.sqrt(expected), "rank " + rank);
        }
    }

    @Test
    void weightsAreTheShares() {
        WeightedChoice choice = WeightedChoice.of(5, 0, 1, 4);
        Dice dice = new Dice(7);
        int[] counts = new int[4];
        for (int i = 0; i < DRAWS; i++) {
            counts[choice.next(dice)]++;
        }

        assertEquals(0, counts[1]);
        assertEquals(0.5, counts[0] / (double) DRAWS, 0.005);
        assertEquals(0.1, counts[2] / (double) DRAWS, 0.005);
        assertEquals(0.4, counts[3] / (double) DRAWS, 0.005);
    }

    @Test
    void lognormalNumbersHaveTheirMedianAndSpread() {
        Lognormal lognormal = new Lognormal(4500, 1.8, Integer.MAX_VALUE);
        Dice dice = new Dice(7);
        int[] numbers = new int[100_001];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = lognormal.next(dice);
        }
        Arrays.sort(numbers);

        assertEquals(4500, numbers[50_000], 250);
        // One standard deviation above the median lie 84 % of the numbers.
        assertEquals(4500 * Math.exp(1.8), numbers[84_134], 2000);
    }

    @Test
    void diceAreFairAndRepeat() {
        Dice dice = new Dice(3);
        Dice same = new Dice(3);
        int[] counts = new int[6];
        for (int i = 0; i < 60_000; i++) {
            int face = dice.below(6);
            assertEquals(face, same.below(6));
            counts[face]++;
        }

        for (int count : counts) {
            assertTrue(Math.abs(count - 10_000) < 500, Arrays.toString(counts));
        }
    }
}
