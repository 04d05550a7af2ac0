package dev.weir.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Takes a line of HAProxy's `option httplog` or `httpslog`, gives where its values lie.
///
/// ```text
/// client:port [time] frontend backend/server TR/Tw/Tc/Tr/Ta status bytes - - state
///     conns/… queues/… {captured|request|headers} {captured|response} "request"
///     errors/… sni/version/cipher
/// ```
///
/// Whatever syslog wrote before the client is passed over. Of a line that a syslog limit cut short,
/// what is there is true. Belongs to one thread.
final class HaproxySplitter implements Splitter {
    static final int CLIENT = 0;
    static final int TIME = 1;
    static final int FRONTEND = 2;
    static final int BACKEND = 3;
    static final int SERVER = 4;
    static final int SERVER_TIME = 5;
    static final int TOTAL_TIME = 6;
    static final int STATUS = 7;
    static final int BYTES = 8;
    static final int STATE = 9;
    static final int REQUEST = 10;
    static final int SERVER_NAME = 11;
    static final int TLS_VERSION = 12;
    static final int SHOWN_SERVER = 13;

    /// The first captured request header, if the format says what was captured.
    static final int FIRST_CAPTURE = 14;

    private static final byte[] NO_SERVER = ascii("<NOSRV>");

    /// Of `21/Nov/2026:02:17:13.605`.
    private static final int TIME_LENGTH = 24;

    /// How lines of the same stream begin that tell of no request.
    private static final byte[][] OTHERS = {
        ascii("SSL handshake failure"),
        ascii("Server "),
        ascii("Backup Server "),
        ascii("Proxy "),
        ascii("Connect from "),
        ascii("backend "),
        ascii("Health check "),
        ascii("Stopping "),
        ascii("Pausing "),
        ascii("[NOTICE]"),
        ascii("[WARNING]"),
        ascii("[ALERT]")
    };

    private final int[] timers = new int[6];
    private byte[] line = new byte[0];
    private int to;
    private int at;

    /// Takes the word that begins here and the space behind it; gives where it ends, -1 if there is
    /// none or the line ends with it.
    private int word() {
        int end = ByteScan.indexOf(line, at, to, (byte) ' ');
        if (end <= at) {
            return -1;
        }
        at = end + 1;
        return end;
    }

    private boolean skipTwoWords() {
        if (word() < 0) {
            return false;
        }
        return word() >= 0;
    }

    @Override
    public ParseResult split(byte[] bytes, int from, int end, int[] starts, int[] ends) {
        Arrays.fill(starts, NOT_THERE);
        line = bytes;
        to = end;
        int bracket = HaproxyTime.bracket(bytes, from, end);
        if (bracket < 0) {
            return isOther(from) ? ParseResult.NO_REQUEST : ParseResult.NO_MATCH;
        }
        set(starts, ends, CLIENT, HaproxyTime.wordBefore(bytes, from, bracket), bracket - 1);
        set(starts, ends, TIME, bracket + 1, bracket + 1 + TIME_LENGTH);
        at = bracket + TIME_LENGTH + 3;
        if (!names(starts, ends)) {
            return isOther(from) ? ParseResult.NO_REQUEST : ParseResult.NO_MATCH;
        }
        int timersFrom = at;
        int timersTo = word();
        int count = timersTo < 0 ? 0 : cutTimers(timersFrom, timersTo);
        if (count == 3) {
            return ParseResult.NOT_HTTP;
        }
        if (count != 5) {
            return isOther(from) ? ParseResult.NO_REQUEST : ParseResult.NO_MATCH;
        }
        set(starts, ends, SERVER_TIME, timers[3], timers[4] - 1);
        set(starts, ends, TOTAL_TIME, timers[4], timersTo);
        return numbers(starts, ends) ? ParseResult.ACCEPTED : ParseResult.NO_MATCH;
    }

    private static void set(int[] starts, int[] ends, int slot, int from, int to) {
        starts[slot] = from;
        ends[slot] = to;
    }

    /// Reads `frontend backend/server`.
    private boolean names(int[] starts, int[] ends) {
        int from = at;
        int end = word();
        if (end < 0) {
            return false;
        }
        set(starts, ends, FRONTEND, from, end);
        from = at;
        end = word();
        int slash = end < 0 ? -1 : ByteScan.lastIndexOf(line, from, end, (byte) '/');
        if (slash < 0) {
            return false;
        }
        set(starts, ends, BACKEND, from, slash);
        set(starts, ends, SHOWN_SERVER, slash + 1, end);
        boolean none = ByteScan.startsWith(line, slash + 1, end, NO_SERVER);
        set(starts, ends, SERVER, slash + 1, none ? SAID_ABSENT : end);
        return true;
    }

    /// Notes where each timer starts; gives how many there are, 0 if one is no number.
    private int cutTimers(int from, int end) {
        int count = 0;
        int start = from;
        while (count < timers.length) {
            int slash = ByteScan.indexOf(line, start, end, (byte) '/');
            int stop = slash < 0 ? end : slash;
            if (stop == start || !Shape.NUMBER.fits(line, start, stop)) {
                return 0;
            }
            timers[count++] = start;
            if (slash < 0) {
                return count;
            }
            start = slash + 1;
        }
        return 0;
    }

    /// Reads from the status to the end of the line.
    private boolean numbers(int[] starts, int[] ends) {
        int from = at;
        int end = word();
        if (end < 0 || !Shape.NUMBER.fits(line, from, end)) {
            return false;
        }
        set(starts, ends, STATUS, from, end);
        set(starts, ends, REQUEST, from, SAID_ABSENT);
        from = at;
        end = word();
        if (end < 0 || !Shape.NUMBER.fits(line, from, end)) {
            return true;
        }
        set(starts, ends, BYTES, from, end);
        // Captured cookies of the request and of the response.
        if (!skipTwoWords()) {
            return true;
        }
        from = at;
        end = word();
        if (end < 0) {
            return true;
        }
        set(starts, ends, STATE, from, end);
        if (skipTwoWords()) {
            captures(starts, ends);
            request(starts, ends);
        }
        return true;
    }

    /// Reads the groups of captured headers; those of the request are the first.
    private void captures(int[] starts, int[] ends) {
        boolean first = true;
        while (at < to && line[at] == '{') {
            int close = ByteScan.indexOf(line, at, to, (byte) '}');
            if (close < 0) {
                at = to;
                return;
            }
            if (first) {
                cutCaptures(starts, ends, at + 1, close);
            }
            first = false;
            at = Math.min(to, close + 2);
        }
    }

    private void cutCaptures(int[] starts, int[] ends, int from, int end) {
        int start = from;
        for (int slot = FIRST_CAPTURE; slot < starts.length && start <= end; slot++) {
            int bar = ByteScan.indexOf(line, start, end, (byte) '|');
            int stop = bar < 0 ? end : bar;
            set(starts, ends, slot, start, stop > start ? stop : SAID_ABSENT);
            start = stop + 1;
        }
    }

    private void request(int[] starts, int[] ends) {
        if (at >= to || line[at] != '"') {
            return;
        }
        int from = at + 1;
        int quote = ByteScan.indexOf(line, from, to, (byte) '"');
        set(starts, ends, REQUEST, from, quote < 0 ? to : quote);
        if (quote < 0 || quote + 2 >= to) {
            return;
        }
        at = quote + 2;
        if (word() < 0) {
            return;
        }
        int slash = ByteScan.indexOf(line, at, to, (byte) '/');
        if (slash > 0) {
            int second = ByteScan.indexOf(line, slash + 1, to, (byte) '/');
            set(starts, ends, SERVER_NAME, at, slash);
            set(starts, ends, TLS_VERSION, slash + 1, second < 0 ? to : second);
        }
    }

    private boolean isOther(int from) {
        for (byte[] other : OTHERS) {
            if (ByteScan.indexOf(line, from, to, other) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
