package dev.weir.collector.format;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Takes a line that is a JSON object, gives where the values of the keys lie that a format knows.
///
/// Keys may stand in any order; a key that comes twice counts once, the first time. Of an array its
/// first element is the value. Strings are given without their quotes, still escaped. Before the
/// object there may be a prefix, as syslog and container logs write one; an object that is cut short
/// gives what was whole in it. Nesting beyond [#MAX_DEPTH] ends the reading.
final class JsonSplitter implements Splitter {
    static final int MAX_DEPTH = 32;

    /// How far into the line the object may begin.
    private static final int MAX_PREFIX = 256;

    private final JsonKeys root;

    /// Slots one of which a request must have: any other object in the log is none.
    private final int[] required;

    private byte[] line = new byte[0];
    private int to;
    private int at;
    private int[] starts = new int[0];
    private int[] ends = new int[0];

    JsonSplitter(JsonKeys root, int... required) {
        this.root = root;
        this.required = required;
    }

    @Override
    public ParseResult split(byte[] bytes, int from, int end, int[] starts, int[] ends) {
        Arrays.fill(starts, NOT_THERE);
        int brace = ByteScan.indexOf(bytes, from, Math.min(end, from + MAX_PREFIX), (byte) '{');
        if (brace < 0) {
            return ParseResult.NO_MATCH;
        }
        this.line = bytes;
        this.to = end;
        this.at = brace;
        this.starts = starts;
        this.ends = ends;
        boolean whole = object(root, 0);
        for (int slot : required) {
            if (starts[slot] >= 0) {
                return ParseResult.ACCEPTED;
            }
        }
        return whole ? ParseResult.NO_REQUEST : ParseResult.NO_MATCH;
    }

    /// Reads an object that begins here; false if the line ends before it, or is no JSON.
    private boolean object(JsonKeys keys, int depth) {
        at++;
        skipSpace();
        if (at < to && line[at] == '}') {
            at++;
            return true;
        }
        while (at < to && line[at] == '"') {
            int keyFrom = ++at;
            if (!skipString()) {
                return false;
            }
            int keyTo = at - 1;
            skipSpace();
            if (at >= to || line[at] != ':') {
                return false;
            }
            at++;
            skipSpace();
            if (!member(keys.find(line, keyFrom, keyTo), depth)) {
                return false;
            }
            skipSpace();
            if (at >= to || line[at] != ',') {
                break;
            }
            at++;
            skipSpace();
        }
        if (at < to && line[at] == '}') {
            at++;
            return true;
        }
        return false;
    }

    private boolean member(JsonKeys.@Nullable Entry entry, int depth) {
        if (entry == null) {
            return skipValue(depth);
        }
        JsonKeys inner = entry.inner;
        if (inner != null && at < to && line[at] == '{' && depth < MAX_DEPTH) {
            return object(inner, depth + 1);
        }
        return value(entry.slot, depth);
    }

    /// Reads a value and notes where it is.
    private boolean value(int slot, int depth) {
        if (at < to && line[at] == '[' && depth < MAX_DEPTH) {
            return firstOfArray(slot, depth + 1);
        }
        boolean string = at < to && line[at] == '"';
        boolean isValue = at < to && line[at] != '{' && line[at] != '[';
        int from = string ? at + 1 : at;
        if (!skipValue(depth)) {
            return false;
        }
        if (isValue && slot >= 0 && starts[slot] < 0) {
            boolean isNull = !string && at - from == 4 && line[from] == 'n';
            starts[slot] = from;
            ends[slot] = isNull ? SAID_ABSENT : string ? at - 1 : at;
        }
        return true;
    }

    private boolean firstOfArray(int slot, int depth) {
        at++;
        skipSpace();
        if (at < to && line[at] != ']' && !value(slot, depth)) {
            return false;
        }
        return skipRest(depth);
    }

    /// Skips what is left of an array behind its first element.
    private boolean skipRest(int depth) {
        skipSpace();
        while (at < to && line[at] == ',') {
            at++;
            skipSpace();
            if (!skipValue(depth)) {
                return false;
            }
            skipSpace();
        }
        if (at < to && line[at] == ']') {
            at++;
            return true;
        }
        return false;
    }

    private boolean skipValue(int depth) {
        if (at >= to) {
            return false;
        }
        return switch (line[at]) {
            case '"' -> {
                at++;
                yield skipString();
            }
            case '{', '[' -> depth < MAX_DEPTH && skipNested();
            default -> skipScalar();
        };
    }

    /// Skips an object or an array whose content does not matter, by counting brackets.
    private boolean skipNested() {
        int depth = 0;
        while (at < to) {
            byte value = line[at++];
            if (value == '"') {
                if (!skipString()) {
                    return false;
                }
            } else if (value == '{' || value == '[') {
                depth++;
            } else if ((value == '}' || value == ']') && --depth == 0) {
                return true;
            }
        }
        return false;
    }

    /// Skips a number, `true`, `false` or `null`.
    private boolean skipScalar() {
        int from = at;
        while (at < to && isScalar(line[at])) {
            at++;
        }
        return at > from;
    }

    private static boolean isScalar(byte value) {
        return (value >= '0' && value <= '9')
                || (value >= 'a' && value <= 'z')
                || (value >= 'A' && value <= 'Z')
                || value == '-'
                || value == '+'
                || value == '.';
    }

    /// Skips the rest of a string, whose opening quote is passed, and its closing quote.
    private boolean skipString() {
        int from = at;
        int quote = at;
        while (true) {
            quote = ByteScan.indexOf(line, quote, to, (byte) '"');
            if (quote < 0) {
                at = to;
                return false;
            }
            if (!Escape.JSON.isEscapedAt(line, from, quote)) {
                at = quote + 1;
                return true;
            }
            quote++;
        }
    }

    private void skipSpace() {
        while (at < to && (line[at] == ' ' || line[at] == '\t')) {
            at++;
        }
    }
}
