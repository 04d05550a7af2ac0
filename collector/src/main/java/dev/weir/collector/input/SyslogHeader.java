package dev.weir.collector.input;

/// Takes a syslog message, says where in it the text begins that the proxy wrote.
///
/// Known are RFC 5424 and the many shapes that go by the name of RFC 3164: with and without a host,
/// with an ISO 8601 time in the place of the BSD one, without a time, without a tag. What has no
/// `<PRI>` is no syslog message but the text itself, and so is everything that cannot be read: no
/// bytes make this fail.
///
/// ```text
/// <190>Nov 21 02:10:20 edge1 nginx: 192.0.2.7 - - [21/Nov/2026 …
/// <190>Nov  1 02:10:20 nginx: 192.0.2.7 - - …
/// <134>1 2026-11-21T02:10:20.5+00:00 edge1 haproxy 412 - [x@1 y="z"] 192.0.2.7:50112 …
/// └─────────────────────────── header ──────────────────────────────┘
/// ```
///
/// A host is taken for one only if a tag follows it, and a tag ends with a colon: so a message
/// without either keeps its first words.
final class SyslogHeader {
    /// The greatest priority: 23 facilities of 8 severities.
    private static final int MAX_PRIORITY = 191;

    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /// Length of `Mmm dd hh:mm:ss`.
    private static final int BSD_TIME = 15;

    /// The longest tag and the longest host that are taken for one.
    private static final int MAX_TAG = 128;

    private static final int MAX_HOST = 255;

    /// Finds the text.
    ///
    /// @return where it begins, from `from` (there is no header) to `to` (there is nothing else)
    static int textStart(byte[] bytes, int from, int to) {
        int at = afterPriority(bytes, from, to);
        if (at < 0) {
            return from;
        }
        int structured = afterRfc5424(bytes, at, to);
        return structured >= 0 ? structured : afterRfc3164(bytes, at, to);
    }

    private static int afterPriority(byte[] bytes, int from, int to) {
        if (from >= to || bytes[from] != '<') {
            return -1;
        }
        int priority = 0;
        int at = from + 1;
        while (at < to && at <= from + 3 && isDigit(bytes[at])) {
            priority = priority * 10 + bytes[at] - '0';
            at++;
        }
        boolean closed = at > from + 1 && at < to && bytes[at] == '>';
        return closed && priority <= MAX_PRIORITY ? at + 1 : -1;
    }

    /// `1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG]`; -1 if it is not that.
    private static int afterRfc5424(byte[] bytes, int from, int to) {
        if (to - from < 2 || bytes[from] != '1' || bytes[from + 1] != ' ') {
            return -1;
        }
        int at = from + 2;
        if (at < to && bytes[at] != '-' && afterIsoTime(bytes, at, to) < 0) {
            return -1;
        }
        for (int field = 0; field < 5; field++) {
            int end = endOfWord(bytes, at, to);
            if (end == at || end == to) {
                return -1;
            }
            at = end + 1;
        }
        at = afterStructuredData(bytes, at, to);
        if (at < 0 || at == to) {
            return at;
        }
        if (bytes[at] != ' ') {
            return -1;
        }
        return afterByteOrderMark(bytes, at + 1, to);
    }

    private static int afterStructuredData(byte[] bytes, int from, int to) {
        if (from < to && bytes[from] == '-') {
            return from + 1;
        }
        int at = from;
        while (at < to && bytes[at] == '[') {
            at = afterElement(bytes, at, to);
            if (at < 0) {
                return -1;
            }
        }
        return at == from ? -1 : at;
    }

    /// An element ends with the first `]` that is not within quotes; a backslash guards one byte.
    private static int afterElement(byte[] bytes, int from, int to) {
        boolean quoted = false;
        for (int at = from + 1; at < to; at++) {
            byte b = bytes[at];
            if (quoted && b == '\\') {
                at++;
            } else if (b == '"') {
                quoted = !quoted;
            } else if (b == ']' && !quoted) {
                return at + 1;
            }
        }
        return -1;
    }

    private static int afterByteOrderMark(byte[] bytes, int from, int to) {
        boolean marked =
                to - from >= 3
                        && bytes[from] == (byte) 0xef
                        && bytes[from + 1] == (byte) 0xbb
                        && bytes[from + 2] == (byte) 0xbf;
        return marked ? from + 3 : from;
    }

    private static int afterRfc3164(byte[] bytes, int from, int to) {
        int time = afterBsdTime(bytes, from, to);
        if (time < 0) {
            time = afterIsoTime(bytes, from, to);
        }
        if (time < 0) {
            int tag = afterTag(bytes, from, to);
            return tag >= 0 ? tag : from;
        }
        int tag = afterTag(bytes, time, to);
        if (tag >= 0) {
            return tag;
        }
        int host = endOfWord(bytes, time, Math.min(to, time + MAX_HOST + 1));
        if (host > time && host < to && bytes[host] == ' ') {
            tag = afterTag(bytes, host + 1, to);
        }
        return tag >= 0 ? tag : time;
    }

    /// After `Mmm dd hh:mm:ss` and its space; -1 if it is not that.
    private static int afterBsdTime(byte[] bytes, int from, int to) {
        if (to - from < BSD_TIME || !isMonth(bytes, from)) {
            return -1;
        }
        boolean shaped =
                bytes[from + 3] == ' '
                        && (bytes[from + 4] == ' ' || isDigit(bytes[from + 4]))
                        && isDigit(bytes[from + 5])
                        && bytes[from + 6] == ' '
                        && isClock(bytes, from + 7);
        return shaped ? afterTimesSpace(bytes, from + BSD_TIME, to) : -1;
    }

    private static boolean isMonth(byte[] bytes, int at) {
        for (int month = 0; month < MONTHS.length(); month += 3) {
            if (bytes[at] == MONTHS.charAt(month)
                    && bytes[at + 1] == MONTHS.charAt(month + 1)
                    && bytes[at + 2] == MONTHS.charAt(month + 2)) {
                return true;
            }
        }
        return false;
    }

    /// Whether `hh:mm:ss` stands there; there must be eight bytes.
    private static boolean isClock(byte[] bytes, int at) {
        for (int index = 0; index < 8; index++) {
            boolean colon = index == 2 || index == 5;
            if (colon ? bytes[at + index] != ':' : !isDigit(bytes[at + index])) {
                return false;
            }
        }
        return true;
    }

    /// After `yyyy-mm-ddThh:mm:ss`, a fraction and a zone, and its space; -1 if it is not that.
    private static int afterIsoTime(byte[] bytes, int from, int to) {
        if (to - from < 19
                || bytes[from + 4] != '-'
                || bytes[from + 7] != '-'
                || bytes[from + 10] != 'T'
                || !isClock(bytes, from + 11)) {
            return -1;
        }
        for (int index = 0; index < 10; index++) {
            if (index != 4 && index != 7 && !isDigit(bytes[from + index])) {
                return -1;
            }
        }
        int at = from + 19;
        while (at < to && at < from + 40 && isOfZone(bytes[at])) {
            at++;
        }
        return afterTimesSpace(bytes, at, to);
    }

    private static boolean isOfZone(byte b) {
        return isDigit(b) || b == '.' || b == 'Z' || b == '+' || b == '-' || b == ':';
    }

    private static int afterTimesSpace(byte[] bytes, int at, int to) {
        if (at == to) {
            return to;
        }
        return bytes[at] == ' ' ? at + 1 : -1;
    }

    /// After `name:` or `name[pid]:` and one space; -1 if it is not that.
    private static int afterTag(byte[] bytes, int from, int to) {
        int limit = Math.min(to, from + MAX_TAG);
        int at = from;
        while (at < limit && isOfName(bytes[at])) {
            at++;
        }
        if (at > from && at < limit && bytes[at] == '[') {
            do {
                at++;
            } while (at < limit && isOfName(bytes[at]));
            if (at == limit || bytes[at] != ']') {
                return -1;
            }
            at++;
        }
        if (at == from || at >= limit || bytes[at] != ':') {
            return -1;
        }
        at++;
        if (at == to) {
            return to;
        }
        return bytes[at] == ' ' ? at + 1 : -1;
    }

    private static boolean isOfName(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || isDigit(b)
                || b == '-'
                || b == '_'
                || b == '.'
                || b == '/'
                || b == '@'
                || b == '(' // as in cron's (root)
                || b == ')';
    }

    private static int endOfWord(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != ' ') {
            at++;
        }
        return at;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private SyslogHeader() {}
}
