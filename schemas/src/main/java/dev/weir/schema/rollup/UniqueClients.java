package dev.weir.schema.rollup;

import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;
import org.apache.datasketches.hll.TgtHllType;
import org.jspecify.annotations.Nullable;

/// How many distinct clients there were: a HyperLogLog sketch of their addresses. Exact for a
/// handful, within 1.6 % (one standard deviation) for any number; unites without losing that.
///
/// Most rollups are of a few clients: their hashes are kept as they are, and become a sketch when it is
/// written or when they are many.
///
/// Source: <https://datasketches.apache.org/docs/HLL/HLL.html>.
public final class UniqueClients {
    /// 2^12 buckets: 2 KB once there are more than a few hundred clients.
    public static final int LG_K = 12;

    /// One standard deviation of the estimate's error, relative.
    public static final double RELATIVE_ERROR = 1.04 / 64;

    /// Clients that are kept by their hashes.
    static final int MAX_FEW = 64;

    private static final int INITIAL_SLOTS = 8;

    /// What 0 is kept as, which is a free slot.
    private static final long ZERO = 0xD1B54A32D192ED03L;

    /// Hashes of the clients while they are few: open addressing, at most half full.
    private long[] few = new long[INITIAL_SLOTS];

    private int fewCount;
    private @Nullable HllUnion union;

    /// Adds a client by a 64-bit hash of its address.
    public void add(long addressHash) {
        long hash = addressHash == 0 ? ZERO : addressHash;
        if (union != null) {
            union.update(hash);
            return;
        }
        if (!keep(hash)) {
            return;
        }
        if (++fewCount > MAX_FEW) {
            promote();
        } else if (fewCount * 2 > few.length) {
            long[] old = few;
            few = new long[old.length * 2];
            for (long kept : old) {
                if (kept != 0) {
                    keep(kept);
                }
            }
        }
    }

    /// Puts a hash into a slot.
    ///
    /// @return whether it was not there yet
    private boolean keep(long hash) {
        int mask = few.length - 1;
        int slot = (int) hash & mask;
        while (few[slot] != 0) {
            if (few[slot] == hash) {
                return false;
            }
            slot = (slot + 1) & mask;
        }
        few[slot] = hash;
        return true;
    }

    private HllUnion promote() {
        HllUnion promoted = union;
        if (promoted == null) {
            promoted = new HllUnion(LG_K);
            for (long hash : few) {
                if (hash != 0) {
                    promoted.update(hash);
                }
            }
            few = new long[0];
            fewCount = 0;
            union = promoted;
        }
        return promoted;
    }

    /// Adds everything that `that` holds.
    public void merge(UniqueClients that) {
        if (that.union != null) {
            promote().update(that.union.getResult(TgtHllType.HLL_8));
            return;
        }
        for (long hash : that.few) {
            if (hash != 0) {
                add(hash);
            }
        }
    }

    /// The number of distinct clients, as estimated.
    public double estimate() {
        return union == null ? fewCount : union.getEstimate();
    }

    /// The sketch in DataSketches' compact form; empty if nothing was added.
    byte[] encoded() {
        if (union != null) {
            return union.getResult(TgtHllType.HLL_4).toCompactByteArray();
        }
        if (fewCount == 0) {
            return new byte[0];
        }
        var sketch = new HllSketch(LG_K, TgtHllType.HLL_4);
        for (long hash : few) {
            if (hash != 0) {
                sketch.update(hash);
            }
        }
        return sketch.toCompactByteArray();
    }

    /// Adds a sketch in DataSketches' form.
    ///
    /// @throws IllegalArgumentException if it is none
    void mergeEncoded(byte[] encoded) {
        SketchLimits.checkHll(encoded);
        try {
            promote().update(HllSketch.heapify(encoded));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("no HLL sketch: " + e.getMessage(), e);
        }
    }
}
