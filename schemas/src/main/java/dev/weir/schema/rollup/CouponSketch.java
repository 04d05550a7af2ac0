package dev.weir.schema.rollup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntConsumer;

/// HLL sketches in DataSketches' compact form that hold their coupons as they are: few as a list, more as a set. To
/// read and write these is to copy the coupons, where the library would make tables of them: a job
/// writes tens of thousands a second.
///
/// Source: the layouts of `CouponList` and `CouponHashSet` in `PreambleUtil` of `org.apache.datasketches.hll`.
final class CouponSketch {
    /// A set that would hold more is no set any more, but a table of registers.
    static final int MAX_COUPONS = 384;

    /// More are a set.
    private static final int MAX_LISTED = 7;

    private static final int LIST_PREAMBLE_INTS = 2;
    private static final int SET_PREAMBLE_INTS = 3;
    private static final int SERIAL_VERSION = 1;
    private static final int LG_LIST_SLOTS = 3;
    private static final int LG_LEAST_SET_SLOTS = 5;
    private static final int LIST = 0;
    private static final int SET = 1;
    private static final int MODES = 3;

    private static final int LIST_COUNT_AT = 6;
    private static final int LIST_AT = 8;
    private static final int SET_COUNT_AT = 8;
    private static final int SET_AT = 12;

    /// Writes a sketch.
    ///
    /// @param slots coupons and, between them, 0
    /// @param count how many coupons there are, 1 to [#MAX_COUPONS]
    static byte[] encode(int[] slots, int count) {
        boolean isList = count <= MAX_LISTED;
        ByteBuffer sketch =
                ByteBuffer.allocate((isList ? LIST_AT : SET_AT) + count * Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        sketch.put((byte) (isList ? LIST_PREAMBLE_INTS : SET_PREAMBLE_INTS))
                .put((byte) SERIAL_VERSION)
                .put((byte) SketchLimits.HLL_FAMILY)
                .put((byte) UniqueClients.LG_K)
                .put((byte) (isList ? LG_LIST_SLOTS : lgSetSlots(count)))
                .put((byte) SketchLimits.HLL_COMPACT)
                .put((byte) (isList ? count : 0))
                .put((byte) (isList ? LIST : SET));
        if (!isList) {
            sketch.putInt(count);
        }
        for (int coupon : slots) {
            if (coupon != 0) {
                sketch.putInt(coupon);
            }
        }
        return sketch.array();
    }

    /// The library's sets are three quarters full at most.
    private static int lgSetSlots(int count) {
        int lgSlots = LG_LEAST_SET_SLOTS;
        while (4 * count > 3 << lgSlots) {
            lgSlots++;
        }
        return lgSlots;
    }

    /// Whether a sketch that [SketchLimits] lets pass is one of these.
    static boolean isOne(byte[] sketch) {
        return sketch[SketchLimits.HLL_LG_K_AT] == UniqueClients.LG_K
                && (sketch[SketchLimits.HLL_MODE_AT] & MODES) <= SET;
    }

    /// Gives the coupons of such a sketch.
    ///
    /// @throws IllegalArgumentException if it is none; no coupon was given then
    static void decode(byte[] sketch, IntConsumer receiver) {
        boolean isList = (sketch[SketchLimits.HLL_MODE_AT] & MODES) == LIST;
        ByteBuffer bytes = ByteBuffer.wrap(sketch).order(ByteOrder.LITTLE_ENDIAN);
        int at = isList ? LIST_AT : SET_AT;
        require(sketch.length >= at, "is too short");
        int count = isList ? bytes.get(LIST_COUNT_AT) : bytes.getInt(SET_COUNT_AT);
        require(
                count >= 0 && count <= MAX_COUPONS && sketch.length >= at + count * Integer.BYTES,
                "has " + count + " coupons in " + sketch.length + " bytes");
        for (int i = 0; i < count; i++) {
            require(
                    bytes.getInt(at + i * Integer.BYTES) >>> UniqueClients.ADDRESS_BITS > 0,
                    "has an empty coupon");
        }
        for (int i = 0; i < count; i++) {
            receiver.accept(bytes.getInt(at + i * Integer.BYTES));
        }
    }

    private static void require(boolean holds, String complaint) {
        if (!holds) {
            throw new IllegalArgumentException("HLL sketch " + complaint);
        }
    }

    private CouponSketch() {}
}
