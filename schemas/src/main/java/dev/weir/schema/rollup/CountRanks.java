package dev.weir.schema.rollup;

import java.util.Arrays;

/// Takes the counts of a field's values, says which is the how manieth, heaviest first. Most counts are
/// small: those are found without sorting.
final class CountRanks {
    private static final int SMALL_COUNTS = 64;

    private final int[] ofSmallCount = new int[SMALL_COUNTS];
    private final long[] largeCounts;
    private int large;

    /// @param values whose counts will be added
    CountRanks(int values) {
        largeCounts = new long[values];
    }

    void add(long count) {
        if (count >= 0 && count < SMALL_COUNTS) {
            ofSmallCount[(int) count]++;
        } else {
            largeCounts[large++] = count;
        }
    }

    /// The count that as many others as `rank` are before, of more than that.
    long countOfRank(int rank) {
        if (large > rank) {
            Arrays.sort(largeCounts, 0, large);
            return largeCounts[large - 1 - rank];
        }
        int count = SMALL_COUNTS - 1;
        for (int before = large + ofSmallCount[count]; before <= rank; ) {
            before += ofSmallCount[--count];
        }
        return count;
    }

    /// How many counts are above one.
    int above(long amount) {
        int above = 0;
        for (int i = 0; i < large; i++) {
            above += largeCounts[i] > amount ? 1 : 0;
        }
        for (long count = SMALL_COUNTS - 1; count > Math.max(amount, -1); count--) {
            above += ofSmallCount[(int) count];
        }
        return above;
    }
}
