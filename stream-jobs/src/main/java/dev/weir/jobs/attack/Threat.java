package dev.weir.jobs.attack;

/// A kind of attack that one request can carry.
public enum Threat {
    /// SQL injection.
    SQLI("sqli"),
    /// Cross-site scripting.
    XSS("xss"),
    /// Path traversal and local file inclusion.
    TRAVERSAL("traversal");

    private final String wireName;

    Threat(String wireName) {
        this.wireName = wireName;
    }

    /// The name in rollups, signals and the API.
    public String wireName() {
        return wireName;
    }

    /// The bit in a mask of threats.
    public int bit() {
        return 1 << ordinal();
    }
}
