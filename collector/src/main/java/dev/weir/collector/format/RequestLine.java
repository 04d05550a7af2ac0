package dev.weir.collector.format;

import java.nio.charset.StandardCharsets;

/// A request line taken apart in place: positions in the bytes that [#split] was given.
///
/// `GET /x` is a request of HTTP/0.9; several spaces between the parts are accepted, and spaces
/// within the target as well, for proxies let them pass.
final class RequestLine {
    private static final byte[] HTTP = "HTTP/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SCHEME_END = "://".getBytes(StandardCharsets.US_ASCII);

    /// Which bytes RFC 9110 allows in a token.
    private static final boolean[] TOKEN = new boolean[256];

    static {
        for (char value : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[value] = true;
        }
        for (int value = 0; value < 128; value++) {
            TOKEN[value] |= Character.isLetterOrDigit(value);
        }
    }

    int methodTo;
    int targetFrom;
    int targetTo;
    int protocolFrom;
    int hostFrom;
    int hostTo;
    int pathFrom;
    int pathTo;
    int queryFrom;

    /// Takes a request line apart; false if it is malformed. Then what could be read is there all the
    /// same: a method if `methodTo` is beyond `from`, and with it a target and perhaps a protocol.
    boolean split(byte[] line, int from, int to) {
        protocolFrom = -1;
        targetFrom = to;
        targetTo = to;
        methodTo = from;
        while (methodTo < to && TOKEN[line[methodTo] & 0xFF]) {
            methodTo++;
        }
        if (methodTo == to || line[methodTo] != ' ') {
            methodTo = from;
        }
        if (methodTo == from) {
            return false;
        }
        boolean hasMethod = line[from] != '-' || methodTo - from > 1;
        int end = to;
        while (line[end - 1] == ' ') {
            end--;
        }
        targetFrom = methodTo;
        while (targetFrom < end && line[targetFrom] == ' ') {
            targetFrom++;
        }
        if (targetFrom >= end) {
            targetFrom = to;
            return false;
        }
        return splitAfterMethod(line, end) && hasMethod;
    }

    private boolean splitAfterMethod(byte[] line, int end) {
        targetTo = end;
        int lastSpace = lastSpace(line, end);
        int lastWord = Math.max(lastSpace + 1, targetFrom);
        boolean wellFormed = true;
        if (ByteScan.startsWith(line, lastWord, end, HTTP)) {
            protocolFrom = lastWord;
        } else if (lastSpace >= 0) {
            wellFormed = false;
            // Three words are a method, a target and a protocol that there is not.
            boolean three = ByteScan.indexOf(line, targetFrom, end, (byte) ' ') == lastSpace;
            protocolFrom = three ? lastWord : -1;
        }
        if (protocolFrom >= 0) {
            targetTo = protocolFrom;
            while (targetTo > targetFrom && line[targetTo - 1] == ' ') {
                targetTo--;
            }
        }
        return targetTo > targetFrom && splitTarget(line, targetFrom, targetTo) && wellFormed;
    }

    /// Nearly always the one before `HTTP/1.1`.
    private int lastSpace(byte[] line, int end) {
        int usual = end - 9;
        boolean isProtocol =
                usual > targetFrom
                        && line[usual] == ' '
                        && ByteScan.startsWith(line, usual + 1, end, HTTP);
        return isProtocol && ByteScan.indexOf(line, usual + 6, end, (byte) ' ') < 0
                ? usual
                : ByteScan.lastIndexOf(line, targetFrom, end, (byte) ' ');
    }

    /// Takes a target apart into host (`hostTo` -1 if it has none), path and query (`queryFrom` -1
    /// if it has none); false if it is none.
    boolean splitTarget(byte[] line, int from, int to) {
        hostFrom = -1;
        hostTo = -1;
        queryFrom = -1;
        pathFrom = from;
        pathTo = to;
        targetFrom = from;
        targetTo = to;
        if (from >= to) {
            return false;
        }
        if (line[from] != '/') {
            if (!Character.isLetterOrDigit(line[from] & 0xFF) && line[from] != '[') {
                return to - from == 1 && line[from] == '*';
            }
            int scheme = ByteScan.indexOf(line, from, to, SCHEME_END);
            if (scheme < 0) {
                return isAuthority(line, from, to);
            }
            hostFrom = scheme + SCHEME_END.length;
            hostTo = hostFrom;
            while (hostTo < to && line[hostTo] != '/' && line[hostTo] != '?') {
                // A name and a password before the host are the client's own.
                hostFrom = line[hostTo] == '@' ? hostTo + 1 : hostFrom;
                hostTo++;
            }
            pathFrom = hostTo;
            // No name ends with a hyphen: it is for a path that there was not, `http://h:80-`.
            hostTo -= hostTo > hostFrom && line[hostTo - 1] == '-' ? 1 : 0;
        }
        int mark = ByteScan.indexOf(line, pathFrom, to, (byte) '?');
        if (mark >= 0) {
            pathTo = mark;
            queryFrom = mark + 1;
        }
        return true;
    }

    /// `host:port`, the target of CONNECT.
    private static boolean isAuthority(byte[] line, int from, int to) {
        int colon = ByteScan.lastIndexOf(line, from, to, (byte) ':');
        return colon > from && Decimal.whole(line, colon + 1, to) >= 0;
    }
}
