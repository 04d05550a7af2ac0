package dev.weir.collector.format;

/// Finds HAProxy's time in a line: what stands before it is the client, and before that syslog's.
final class HaproxyTime {
    /// Where the bracket stands that opens `[21/Nov/2026:02:17:13.605]`; -1 if none does.
    static int bracket(byte[] line, int from, int to) {
        return find(line, from, to, (byte) '.');
    }

    /// Where the bracket stands that opens `[21/Nov/2026:02:17:13 +0000]`; -1 if none does.
    static int commonBracket(byte[] line, int from, int to) {
        return find(line, from, to, (byte) ' ');
    }

    private static int find(byte[] line, int from, int to, byte afterSeconds) {
        int at = ByteScan.indexOf(line, from, to, (byte) '[');
        while (at >= 0) {
            if (at + 26 < to
                    && line[at + 3] == '/'
                    && line[at + 7] == '/'
                    && line[at + 12] == ':'
                    && line[at + 21] == afterSeconds
                    && at > from
                    && line[at - 1] == ' ') {
                return at;
            }
            at = ByteScan.indexOf(line, at + 1, to, (byte) '[');
        }
        return -1;
    }

    /// Where the word starts that stands before `at`, with one space between.
    static int wordBefore(byte[] line, int from, int at) {
        int space = ByteScan.lastIndexOf(line, from, Math.max(from, at - 1), (byte) ' ');
        return space < 0 ? from : space + 1;
    }

    private HaproxyTime() {}
}
