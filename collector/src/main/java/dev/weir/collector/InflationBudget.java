package dev.weir.collector;

/// How many compressed files may be read at once: each holds a block of memory while it is. Belongs
/// to the thread that reads.
final class InflationBudget {
    private int left;
    private final int blockBytes;

    /// @param files how many at once
    /// @param blockBytes of memory for each; a reader's block may be no larger
    InflationBudget(int files, int blockBytes) {
        this.left = files;
        this.blockBytes = blockBytes;
    }

    int blockBytes() {
        return blockBytes;
    }

    boolean take() {
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }

    void give() {
        left++;
    }
}
