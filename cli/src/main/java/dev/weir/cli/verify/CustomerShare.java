package dev.weir.cli.verify;

/// Some of the customers: those whose name falls to one of `count` equal shares.
///
/// @param count a power of two
/// @param index from 0 to below `count`
record CustomerShare(int count, int index) {
    static final CustomerShare ALL = new CustomerShare(1, 0);

    /// Shares beyond which customers cannot be told apart by their hash.
    private static final int MOST = 1 << 20;

    boolean has(String customer) {
        int hash = customer.hashCode();
        return ((hash ^ hash >>> 16) & count - 1) == index;
    }

    boolean isDivisible() {
        return count < MOST;
    }

    /// Half of these, and the other half.
    CustomerShare half(int which) {
        return new CustomerShare(count * 2, index + which * count);
    }
}
