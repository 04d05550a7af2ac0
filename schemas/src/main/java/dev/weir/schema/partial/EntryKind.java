package dev.weir.schema.partial;

import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Dimension;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an entry of a block counts requests by. The ordinal is the number on the wire: new ones go
/// last.
public enum EntryKind {
    STATUS(Breakdown.STATUS, null),
    METHOD(Breakdown.METHOD, null),
    CACHE_STATUS(Breakdown.CACHE_STATUS, null),
    PROTOCOL(Breakdown.PROTOCOL, null),
    TLS_VERSION(Breakdown.TLS_VERSION, null),
    CONTENT_TYPE(Breakdown.CONTENT_TYPE, null),
    COUNTRY(Breakdown.COUNTRY, null),
    EDGE_HOST(Breakdown.EDGE_HOST, null),
    THREAT(Breakdown.THREAT, null),
    /// The value is a number: microseconds.
    LATENCY(null, null),
    /// The value is a number: microseconds.
    ORIGIN_LATENCY(null, null),
    PATH(null, Dimension.PATH),
    CLIENT(null, Dimension.CLIENT),
    USER_AGENT(null, Dimension.USER_AGENT),
    REFERER(null, Dimension.REFERER),
    HOST(null, Dimension.HOST),
    IP_CLASS(Breakdown.IP_CLASS, null);

    static final EntryKind[] ALL = values();

    /// A bit for each kind whose values are strings: there are millions of entries a second, and to ask this of
    /// the kinds themselves is to ask each time what they belong to.
    private static final int STRINGS;

    static {
        int strings = 0;
        for (EntryKind kind : ALL) {
            strings |= kind.isNumber() ? 0 : 1 << kind.ordinal();
        }
        STRINGS = strings;
    }

    private final @Nullable Breakdown breakdown;
    private final @Nullable Dimension dimension;

    EntryKind(@Nullable Breakdown breakdown, @Nullable Dimension dimension) {
        this.breakdown = breakdown;
        this.dimension = dimension;
    }

    /// The kind of a number on the wire; null if a newer writer knows it alone.
    static @Nullable EntryKind of(int wire) {
        return wire >= 0 && wire < ALL.length ? ALL[wire] : null;
    }

    /// The name in the API and in the configuration.
    public String wireName() {
        if (breakdown != null) {
            return breakdown.wireName();
        }
        return dimension != null ? dimension.wireName() : name().toLowerCase(Locale.ROOT);
    }

    /// Whether the value of an entry is a number, not a string.
    public boolean isNumber() {
        return breakdown == null && dimension == null;
    }

    /// Whether the kind of a number on the wire is known, and its values are strings.
    static boolean isString(int wire) {
        return wire >= 0 && wire < Integer.SIZE && (STRINGS >>> wire & 1) != 0;
    }

    /// The breakdown that it belongs to, if it does.
    public @Nullable Breakdown breakdown() {
        return breakdown;
    }

    /// The dimension whose heaviest values it belongs to, if it does.
    public @Nullable Dimension dimension() {
        return dimension;
    }
}
