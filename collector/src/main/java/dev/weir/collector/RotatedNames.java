package dev.weir.collector;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which names a log has after its rotation: `access.log.1`, `access.log-20261121.gz`,
/// `access-20261121.log`, `access.log.old` …
final class RotatedNames {
    private static final String NAMED =
            "[.\\-_](?:old|bak|prev|previous|last|save|copy)(?:\\.\\d+)?";
    private static final Pattern SUFFIX =
            Pattern.compile("(?:[.\\-_]\\d[\\w.\\-:+]*?|" + NAMED + ")(?:\\.gz)?");
    private static final Pattern DATED = Pattern.compile("(.+?)[.\\-_]\\d[\\w.\\-:+]*\\.log");
    private static final Pattern OTHERWISE_COMPRESSED =
            Pattern.compile(".*\\.(?:bz2|xz|zst|lz4|Z|zip)");

    /// What all names of a log's rotated files begin with.
    static String stem(String log) {
        return log.endsWith(".log") ? log.substring(0, log.length() - 4) : log;
    }

    /// Whether `name` is what a log was renamed, copied or compressed to.
    static boolean isRotated(String log, String name) {
        if (name.equals(log) || OTHERWISE_COMPRESSED.matcher(name).matches()) {
            return false;
        }
        if (name.startsWith(log)) {
            return SUFFIX.matcher(name.substring(log.length())).matches();
        }
        String stem = stem(log);
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        return !stem.equals(log)
                && plain.startsWith(stem)
                && plain.endsWith(".log")
                && plain.length() > log.length()
                && SUFFIX.matcher(plain.substring(stem.length(), plain.length() - 4)).matches();
    }

    /// The log that a name like `access-20261121.log` may be a rotated file of; empty: it is none
    /// of that kind.
    static Optional<String> datedLog(String name) {
        Matcher dated = DATED.matcher(name);
        return dated.matches() ? Optional.of(dated.group(1) + ".log") : Optional.empty();
    }

    static boolean isCompressed(String name) {
        return name.endsWith(".gz") || OTHERWISE_COMPRESSED.matcher(name).matches();
    }

    static boolean isGzip(Path path) {
        return String.valueOf(path.getFileName()).endsWith(".gz");
    }

    private RotatedNames() {}
}
