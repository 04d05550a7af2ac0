package dev.weir.schema.rollup;

import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;
import org.apache.datasketches.hll.TgtHllType;

/// How many distinct clients there were: a HyperLogLog sketch of their addresses. Exact for a
/// handful, within 1.6 % (one standard deviation) for any number; unites without losing that.
///
/// Source: <https://datasketches.apache.org/docs/HLL/HLL.html>.
public final class UniqueClients {
    /// 2^12 buckets: 2 KB once there are more than a few hundred clients.
    public static final int LG_K = 12;

    /// One standard deviation of the estimate's error, relative.
    public static final double RELATIVE_ERROR = 1.04 / 64;

    private final HllUnion union = new HllUnion(LG_K);

    /// Adds a client by a 64-bit hash of its address.
    public void add(long addressHash) {
        union.update(addressHash);
    }

    /// Adds everything that `that` holds.
    public void merge(UniqueClients that) {
        if (!that.union.isEmpty()) {
            union.update(that.union.getResult(TgtHllType.HLL_8));
        }
    }

    /// The number of distinct clients, as estimated.
    public double estimate() {
        return union.isEmpty() ? 0 : union.getEstimate();
    }

    /// The sketch in DataSketches' compact form; empty if nothing was added.
    byte[] encoded() {
        return union.isEmpty()
                ? new byte[0]
                : union.getResult(TgtHllType.HLL_4).toCompactByteArray();
    }

    /// Adds a sketch in DataSketches' form.
    ///
    /// @throws IllegalArgumentException if it is none
    void mergeEncoded(byte[] encoded) {
        SketchLimits.checkHll(encoded);
        try {
            union.update(HllSketch.heapify(encoded));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("no HLL sketch: " + e.getMessage(), e);
        }
    }
}
