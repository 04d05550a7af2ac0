package dev.weir.schema.rollup;

/// A field with too many values to count each: a rollup keeps the heaviest. The ordinal is the
/// position on the wire: new ones go last.
public enum Dimension {
    PATH("path"),
    CLIENT("client"),
    USER_AGENT("user_agent"),
    REFERER("referer"),
    /// The host that the client asked for.
    HOST("host");

    private final String wireName;

    Dimension(String wireName) {
        this.wireName = wireName;
    }

    /// The name in the API and in stores.
    public String wireName() {
        return wireName;
    }
}
