package dev.weir.schema.rollup;

import java.util.Arrays;
import org.apache.datasketches.common.Util;
import org.apache.datasketches.hash.MurmurHash3;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;
import org.apache.datasketches.hll.TgtHllType;
import org.jspecify.annotations.Nullable;

/// How many distinct clients there were: a HyperLogLog sketch of their addresses. Exact for a few
/// hundred, within 1.6 % (one standard deviation) for any number; unites without losing that.
///
/// A sketch knows a client by a coupon of 32 bits, and keeps these as they are until there are some hundreds: so
/// does this class, in a table of its own. Most rollups never need a sketch, then, and one that does
/// gets its coupons a table at a time.
///
/// Source: <https://datasketches.apache.org/docs/HLL/HLL.html>.
public final class UniqueClients {
    /// 2^12 buckets: 2 KB once there are more than a few hundred clients.
    public static final int LG_K = 12;

    /// One standard deviation of the estimate's error, relative.
    public static final double RELATIVE_ERROR = 1.04 / 64;

    /// Clients that are kept by their coupons: as many as a sketch of this size keeps so.
    static final int MAX_FEW = CouponSketch.MAX_COUPONS;

    /// Of a coupon; above them stands the client's rank, at least 1.
    static final int ADDRESS_BITS = 26;

    private static final int MAX_LEADING_ZEROS = 62;
    private static final int INITIAL_SLOTS = 8;
    private static final int[] NONE = {};

    /// Coupons that are not in the union: open addressing, at most half full; 0 is free.
    private int[] few = NONE;

    private int fewCount;
    private @Nullable HllUnion union;

    /// The coupon of a client by a 64-bit hash of its address: as the library computes it, and never 0.
    public static int coupon(long addressHash) {
        long[] hash = MurmurHash3.hash(new long[] {addressHash}, Util.DEFAULT_UPDATE_SEED);
        int zeros = Math.min(Long.numberOfLeadingZeros(hash[1]), MAX_LEADING_ZEROS);
        return (zeros + 1) << ADDRESS_BITS | ((int) hash[0] & ((1 << ADDRESS_BITS) - 1));
    }

    /// Adds a client by a 64-bit hash of its address.
    public void add(long addressHash) {
        addCoupon(coupon(addressHash));
    }

    /// Adds a client by its coupon.
    public void addCoupon(int coupon) {
        if (fewCount == MAX_FEW) {
            promote();
        }
        if (fewCount * 2 >= few.length) {
            grow();
        }
        if (keep(coupon)) {
            fewCount++;
        }
    }

    private void grow() {
        int[] old = few;
        few = new int[Math.max(INITIAL_SLOTS, old.length * 2)];
        for (int coupon : old) {
            if (coupon != 0) {
                keep(coupon);
            }
        }
    }

    /// Puts a coupon into a slot.
    ///
    /// @return whether it was not there yet
    private boolean keep(int coupon) {
        int mask = few.length - 1;
        int slot = coupon & mask;
        while (few[slot] != 0) {
            if (few[slot] == coupon) {
                return false;
            }
            slot = (slot + 1) & mask;
        }
        few[slot] = coupon;
        return true;
    }

    /// The union, with all coupons in it.
    private HllUnion promote() {
        HllUnion present = union;
        if (present == null) {
            present = new HllUnion(LG_K);
            union = present;
        }
        if (fewCount > 0) {
            present.update(HllSketch.heapify(CouponSketch.encode(few, fewCount)));
            Arrays.fill(few, 0);
            fewCount = 0;
        }
        return present;
    }

    /// Adds everything that `that` holds.
    public void merge(UniqueClients that) {
        if (that.union != null) {
            promote().update(that.union.getResult(TgtHllType.HLL_8));
        }
        for (int coupon : that.few) {
            if (coupon != 0) {
                addCoupon(coupon);
            }
        }
    }

    /// The number of distinct clients, as estimated: the same in whatever order they came and were
    /// merged.
    public double estimate() {
        return union == null ? fewCount : promote().getCompositeEstimate();
    }

    /// The sketch in DataSketches' compact form; empty if nothing was added.
    byte[] encoded() {
        if (union != null) {
            return promote().getResult(TgtHllType.HLL_4).toCompactByteArray();
        }
        return fewCount == 0 ? new byte[0] : CouponSketch.encode(few, fewCount);
    }

    /// Adds a sketch in DataSketches' form.
    ///
    /// @throws IllegalArgumentException if it is none
    void mergeEncoded(byte[] encoded) {
        SketchLimits.checkHll(encoded);
        if (CouponSketch.isOne(encoded)) {
            CouponSketch.decode(encoded, this::addCoupon);
            return;
        }
        try {
            promote().update(HllSketch.heapify(encoded));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("no HLL sketch: " + e.getMessage(), e);
        }
    }
}
