package dev.weir.benchmarks.stream;

/// How unevenly traffic comes.
///
/// @param name in the table
/// @param exponent of Zipf's law for the customers' shares
/// @param firstPartition how many batches the first partition gets for each that another one gets
record Skew(String name, double exponent, int firstPartition) {
    /// The heaviest of 10,000 customers has an eighth of the traffic.
    static final Skew USUAL = new Skew("", ManyCustomers.USUAL_EXPONENT, 1);

    /// The heaviest of 10,000 customers has half of the traffic: 1 / Σ rank^-1.728.
    static final Skew HALF_FROM_ONE = new Skew(", half from one customer", 1.728, 1);

    static final Skew HOT_PARTITION =
            new Skew(", one partition × 100", ManyCustomers.USUAL_EXPONENT, 100);

    /// The partition of the batch of a number.
    int partition(int batch, int partitions) {
        int turn = batch % (firstPartition + partitions - 1);
        return Math.max(0, turn - firstPartition + 1);
    }
}
