package dev.weir.collector.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Takes a stream's bytes as they arrive, gives its messages one by one.
///
/// ```java
/// while (cutter.read(in) >= 0) {
///     while (cutter.next()) {
///         take(cutter.bytes(), cutter.from(), cutter.to());
///     }
/// }
/// ```
///
/// It never holds more than one message of the greatest length. A line that is longer gives its
/// beginning and the rest is passed over; a length that is greater is refused, for a sender who lies
/// about one length cannot be followed to the next.
final class MessageCutter {
    private static final int FIRST_BYTES = 8 << 10;

    /// Digits of a length: more are a number of something else.
    private static final int MAX_DIGITS = 10;

    /// Room for a length and its space.
    private static final int PREFIX_BYTES = 16;

    private static final int NOT_COUNTED = -1;
    private static final int INCOMPLETE = -2;

    private final Framing framing;
    private final int limit;
    private byte[] buffer;

    /// What is not given yet.
    private int start;

    private int end;

    /// Before this no line ends.
    private int scanned;

    /// Whether the rest of a line that was cut is being passed over.
    private boolean passing;

    private int from;
    private int to;
    private boolean cut;

    /// Makes one for one stream.
    ///
    /// @param limit the longest message, in bytes
    MessageCutter(Framing framing, int limit) {
        this.framing = framing;
        this.limit = limit;
        this.buffer = new byte[Math.min(FIRST_BYTES, limit + PREFIX_BYTES)];
    }

    /// Reads once; the messages given before are gone.
    ///
    /// @return as the stream says: -1 at its end
    int read(InputStream in) throws IOException {
        makeRoom();
        int count = in.read(buffer, end, buffer.length - end);
        end += Math.max(0, count);
        return count;
    }

    private void makeRoom() {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            scanned = Math.max(0, scanned - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(2 * end, limit + PREFIX_BYTES));
        }
    }

    /// Moves to the next whole message; false: more must be read first.
    ///
    /// @throws MalformedFramingException if there is a length that is none or too great
    boolean next() throws MalformedFramingException {
        while (start < end) {
            if (passing) {
                passOver();
            } else if (framing != Framing.TEXT && isTerminator(buffer[start])) {
                start++; // between messages, or an empty one
            } else {
                int message = countedStart();
                if (message == INCOMPLETE) {
                    return false;
                }
                return message == NOT_COUNTED ? nextLine() : nextCounted(message);
            }
        }
        return false;
    }

    private void passOver() {
        while (start < end && passing) {
            passing = !endsLine(buffer[start]);
            start++;
        }
        scanned = start;
    }

    /// Where the message begins that has its length before it.
    private int countedStart() throws MalformedFramingException {
        if (framing == Framing.LINE || framing == Framing.TEXT) {
            return NOT_COUNTED;
        }
        int at = start;
        while (at < end && at - start < MAX_DIGITS && isDigit(buffer[at])) {
            at++;
        }
        boolean number = at > start && buffer[start] != '0';
        if (at == end && (number || at == start)) {
            return INCOMPLETE;
        }
        boolean counted = number && buffer[at] == ' ';
        if (framing == Framing.OCTET) {
            if (!counted) {
                throw new MalformedFramingException("there is no length where one must be");
            }
            return at + 1;
        }
        if (counted && at + 1 == end) {
            return INCOMPLETE;
        }
        return counted && buffer[at + 1] == '<' ? at + 1 : NOT_COUNTED;
    }

    private boolean nextCounted(int message) throws MalformedFramingException {
        long length = 0;
        for (int at = start; buffer[at] != ' '; at++) {
            length = length * 10 + buffer[at] - '0';
        }
        if (length > limit) {
            throw new MalformedFramingException(
                    "a message of " + length + " bytes is announced; allowed: " + limit);
        }
        if (end - message < length) {
            return false;
        }
        from = message;
        to = message + (int) length;
        start = to;
        scanned = start;
        cut = false;
        while (to > from && isTerminator(buffer[to - 1])) {
            to--; // some count a line feed that they add
        }
        return true;
    }

    private boolean nextLine() {
        int at = Math.max(start, scanned);
        while (at < end && !endsLine(buffer[at])) {
            at++;
        }
        scanned = at;
        boolean whole = at < end;
        if (!whole && end - start <= limit + 1) {
            return false; // one more than the limit: it may be a carriage return
        }
        give(at);
        start = whole ? at + 1 : end;
        scanned = start;
        passing = !whole;
        return true;
    }

    private void give(int lineEnd) {
        from = start;
        to = lineEnd;
        if (framing != Framing.TEXT && to > from && buffer[to - 1] == '\r') {
            to--;
        }
        cut = to - from > limit;
        to = Math.min(to, from + limit);
    }

    /// Moves to what the stream ended with: a line without its end is one all the same.
    ///
    /// @return false if there is nothing, or only a part of a message that has a length
    boolean last() throws MalformedFramingException {
        if (start == end || passing || framing == Framing.OCTET || countedStart() >= 0) {
            return false;
        }
        give(end);
        start = end;
        return true;
    }

    /// Whether there is a part of a message.
    boolean isInMessage() {
        return start < end && !passing;
    }

    /// The bytes that the message lies in; may be changed within it until the next read.
    byte[] bytes() {
        return buffer;
    }

    /// Where the message begins.
    int from() {
        return from;
    }

    /// Where the message ends, without its terminator.
    int to() {
        return to;
    }

    /// Whether the message was longer than the limit, and this is its beginning.
    boolean isCut() {
        return cut;
    }

    private boolean endsLine(byte b) {
        return b == '\n' || (b == 0 && framing != Framing.TEXT);
    }

    private static boolean isTerminator(byte b) {
        return b == '\n' || b == 0;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
