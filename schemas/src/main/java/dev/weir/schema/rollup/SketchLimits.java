package dev.weir.schema.rollup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// What an encoded sketch may claim. The sketch libraries allocate what a header says before they
/// find that the bytes are not there, so the headers are checked here first.
///
/// Layouts: `PreambleUtil` of `org.apache.datasketches.hll`, and the V2 header of `org.HdrHistogram.AbstractHistogram`.
final class SketchLimits {
    private static final int PREAMBLE_BYTES = 8;
    private static final int FAMILY_AT = 2;

    static final int HLL_FAMILY = 7;
    static final int HLL_LG_K_AT = 3;
    private static final int HLL_MAX_LG_K = 16;
    private static final int HLL_LG_ARRAY_AT = 4;
    private static final int HLL_FLAGS_AT = 5;
    static final int HLL_COMPACT = 1 << 3;
    static final int HLL_MODE_AT = 7;
    private static final int HLL_MODE_HLL = 2;
    private static final int HLL_AUX_COUNT_AT = 36;

    static final int HISTOGRAM_COOKIE = 0x1c849313;
    private static final int HISTOGRAM_OFFSET_AT = 8;
    private static final int HISTOGRAM_DIGITS_AT = 12;
    private static final int HISTOGRAM_LOWEST_AT = 16;
    private static final int HISTOGRAM_HIGHEST_AT = 24;
    static final int HISTOGRAM_HEADER_BYTES = 40;
    private static final int HISTOGRAM_MAX_DIGITS = 3;
    private static final long HISTOGRAM_MAX_VALUE = 1L << 40;

    /// Checks an HLL sketch in compact form.
    static void checkHll(byte[] sketch) {
        require(sketch.length >= PREAMBLE_BYTES, "HLL sketch", "is too short");
        require(sketch[FAMILY_AT] == HLL_FAMILY, "HLL sketch", "is of another family");
        int lgK = sketch[HLL_LG_K_AT];
        require(lgK >= 4 && lgK <= HLL_MAX_LG_K, "HLL sketch", "has 2^" + lgK + " buckets");
        int lgArray = sketch[HLL_LG_ARRAY_AT];
        require(lgArray >= 0 && lgArray <= lgK, "HLL sketch", "has 2^" + lgArray + " entries");
        require((sketch[HLL_FLAGS_AT] & HLL_COMPACT) != 0, "HLL sketch", "is not compact");
        if ((sketch[HLL_MODE_AT] & 3) == HLL_MODE_HLL) {
            require(sketch.length >= HLL_AUX_COUNT_AT + 4, "HLL sketch", "is too short");
            int exceptions = littleEndian(sketch).getInt(HLL_AUX_COUNT_AT);
            require(
                    exceptions >= 0 && exceptions <= sketch.length / 4,
                    "HLL sketch",
                    "has " + exceptions + " exceptions");
        }
    }

    /// Checks a histogram in V2 encoding.
    static void checkHistogram(ByteBuffer encoded) {
        ByteBuffer header = encoded.duplicate().order(ByteOrder.BIG_ENDIAN);
        int at = header.position();
        require(header.remaining() >= HISTOGRAM_HEADER_BYTES, "histogram", "is too short");
        require(header.getInt(at) == HISTOGRAM_COOKIE, "histogram", "is of another encoding");
        int digits = header.getInt(at + HISTOGRAM_DIGITS_AT);
        long lowest = header.getLong(at + HISTOGRAM_LOWEST_AT);
        long highest = header.getLong(at + HISTOGRAM_HIGHEST_AT);
        require(
                digits >= 0 && digits <= HISTOGRAM_MAX_DIGITS,
                "histogram",
                "has " + digits + " significant digits");
        require(
                lowest >= 1 && highest >= 2 * lowest && highest <= HISTOGRAM_MAX_VALUE,
                "histogram",
                "ranges from " + lowest + " to " + highest);
        require(header.getInt(at + HISTOGRAM_OFFSET_AT) == 0, "histogram", "is shifted");
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void require(boolean holds, String what, String complaint) {
        if (!holds) {
            throw new IllegalArgumentException(what + " " + complaint);
        }
    }

    private SketchLimits() {}
}
