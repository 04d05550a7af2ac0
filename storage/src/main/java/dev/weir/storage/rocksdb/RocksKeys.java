package dev.weir.storage.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The names and keys of the embedded store, byte for byte; `docs/reference/embedded-store.md`
/// draws them. Changing anything here is a new [RocksFormat#VERSION].
///
/// Numbers are big-endian. Times have their sign bit flipped, so that byte order is time order
/// before 1970 too.
final class RocksKeys {
    static final String DEFAULT = "default";
    static final String META = "meta";
    static final String CUSTOMERS = "customers";
    static final String SIGNALS = "signals";
    static final String SOURCES = "sources";
    static final String SOURCE_LINES = "source-lines";

    /// The first byte of a key in [#META] says what it is about.
    static final byte META_FORMAT = 'V';

    static final byte META_WRITTEN_AT = 'W';
    static final byte META_FRESH_UNTIL = 'F';

    private static final String ROLLUPS = "rollups.";
    private static final long HOUR = 3_600_000;
    private static final long[] PERIODS = {HOUR, 24 * HOUR, 30 * 24 * HOUR, 365 * 24 * HOUR};

    /// A period of fewer windows would make many small drops and many seeks for one read.
    private static final int MIN_WINDOWS_PER_PERIOD = 200;

    private static final int WINDOW_AND_PART = 2 * Long.BYTES;

    /// The column family of a tier's rollups.
    static String rollups(Tier tier) {
        return ROLLUPS + tier.seconds();
    }

    /// The tier whose rollups a column family holds; null if it holds none.
    static @Nullable Tier tierOf(String family) {
        if (!family.startsWith(ROLLUPS)) {
            return null;
        }
        try {
            return new Tier(Integer.parseInt(family.substring(ROLLUPS.length())));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// How much time lies together and is dropped together, in milliseconds: the shortest of 1 h,
    /// 1 d, 30 d and 365 d that has 200 windows (1 h for 1 s, 1 d for 1 m, 30 d for 1 h, 365 d for
    /// 1 d), and at least 200 windows for tiers longer than that.
    static long periodMillis(Tier tier) {
        for (long period : PERIODS) {
            if (period >= tier.millis() * MIN_WINDOWS_PER_PERIOD) {
                return period;
            }
        }
        return Math.max(PERIODS[PERIODS.length - 1], tier.millis() * MIN_WINDOWS_PER_PERIOD);
    }

    /// Start of the period that a window lies in. The very first period is cut off where 64 bits
    /// of milliseconds begin.
    static long periodStart(Tier tier, long windowStart) {
        long intoPeriod = Math.floorMod(windowStart, periodMillis(tier));
        return windowStart < Long.MIN_VALUE + intoPeriod
                ? Long.MIN_VALUE
                : windowStart - intoPeriod;
    }

    /// `period | customer | 00 | window | part`.
    static byte[] rollup(RollupKey key) {
        byte[] customer = customer(key.customer());
        return ByteBuffer.allocate(Long.BYTES + customer.length + 1 + WINDOW_AND_PART)
                .putLong(flipped(periodStart(key.tier(), key.windowStart())))
                .put(customer)
                .put((byte) 0)
                .putLong(flipped(key.windowStart()))
                .putLong(key.part())
                .array();
    }

    /// `period | customer | 00`: how all rollups of a customer in a period begin.
    static byte[] rollupsOf(long periodStart, byte[] customer) {
        return ByteBuffer.allocate(Long.BYTES + customer.length + 1)
                .putLong(flipped(periodStart))
                .put(customer)
                .put((byte) 0)
                .array();
    }

    /// `period | customer | 00 | window`: where the windows from `windowStart` on begin.
    static byte[] rollupsFrom(byte[] rollupsOf, long windowStart) {
        return ByteBuffer.allocate(rollupsOf.length + Long.BYTES)
                .put(rollupsOf)
                .putLong(flipped(windowStart))
                .array();
    }

    /// Whether a rollup's key begins so. The length tells: a window and a part follow, no more.
    static boolean isRollupOf(byte[] key, byte[] rollupsOf) {
        return key.length == rollupsOf.length + WINDOW_AND_PART
                && Arrays.equals(key, 0, rollupsOf.length, rollupsOf, 0, rollupsOf.length);
    }

    /// The window of a rollup's key.
    static long windowStart(byte[] key) {
        return flipped(ByteBuffer.wrap(key).getLong(key.length - WINDOW_AND_PART));
    }

    /// `period`: where a period's rollups begin.
    static byte[] period(long periodStart) {
        return ByteBuffer.allocate(Long.BYTES).putLong(flipped(periodStart)).array();
    }

    /// Where a period's rollups end. No period starts at the last number there is, so this does
    /// not wrap.
    static byte[] afterPeriod(long periodStart) {
        return ByteBuffer.allocate(Long.BYTES).putLong(flipped(periodStart) + 1).array();
    }

    /// A customer's name in UTF-8, but U+0000 as C0 80 (which UTF-8 never has): so 00 ends a name.
    static byte[] customer(String name) {
        byte[] utf8 = name.getBytes(UTF_8);
        if (name.indexOf(0) < 0) {
            return utf8;
        }
        ByteBuffer escaped = ByteBuffer.allocate(2 * utf8.length);
        for (byte b : utf8) {
            if (b == 0) {
                escaped.put((byte) 0xC0).put((byte) 0x80);
            } else {
                escaped.put(b);
            }
        }
        return Arrays.copyOf(escaped.array(), escaped.position());
    }

    /// The name that [#customer(String)] made bytes of.
    static String customer(byte[] bytes) {
        ByteBuffer plain = ByteBuffer.allocate(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == (byte) 0xC0) {
                plain.put((byte) 0);
                i++;
            } else {
                plain.put(bytes[i]);
            }
        }
        return new String(plain.array(), 0, plain.position(), UTF_8);
    }

    /// `opened at, inverted | id`: the newest signal comes first.
    static byte[] signal(long openedAt, String id) {
        byte[] utf8 = id.getBytes(UTF_8);
        return ByteBuffer.allocate(Long.BYTES + utf8.length)
                .putLong(~flipped(openedAt))
                .put(utf8)
                .array();
    }

    /// `opened at, inverted`: where the signals that opened then, or before, begin.
    static byte[] signalsOpenedUntil(long openedAt) {
        return ByteBuffer.allocate(Long.BYTES).putLong(~flipped(openedAt)).array();
    }

    /// The id in UTF-8.
    static byte[] source(String sourceId) {
        return sourceId.getBytes(UTF_8);
    }

    /// `'V'`.
    static byte[] metaFormat() {
        return new byte[] {META_FORMAT};
    }

    /// `'W' | tier in seconds | period`.
    static byte[] metaWrittenAt(Tier tier, long periodStart) {
        return ByteBuffer.allocate(1 + Integer.BYTES + Long.BYTES)
                .put(META_WRITTEN_AT)
                .putInt(tier.seconds())
                .putLong(flipped(periodStart))
                .array();
    }

    /// `'F' | tier in seconds`.
    static byte[] metaFreshUntil(Tier tier) {
        return ByteBuffer.allocate(1 + Integer.BYTES)
                .put(META_FRESH_UNTIL)
                .putInt(tier.seconds())
                .array();
    }

    /// The tier that a key of [#metaWrittenAt] or [#metaFreshUntil] is about.
    static Tier metaTier(byte[] key) {
        return new Tier(ByteBuffer.wrap(key).getInt(1));
    }

    /// The period that a key of [#metaWrittenAt] is about.
    static long metaPeriod(byte[] key) {
        return flipped(ByteBuffer.wrap(key).getLong(1 + Integer.BYTES));
    }

    /// A time as a value.
    static byte[] time(long millis) {
        return ByteBuffer.allocate(Long.BYTES).putLong(millis).array();
    }

    /// The time that [#time(long)] made bytes of.
    static long time(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    private static long flipped(long time) {
        return time ^ Long.MIN_VALUE;
    }

    private RocksKeys() {}
}
