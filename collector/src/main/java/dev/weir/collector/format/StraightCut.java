package dev.weir.collector.format;

import java.util.Arrays;

/// Takes a line that holds no surprise, gives where each slot's value lies, in one pass.
///
/// Nearly every line is such a one: each value ends at the first text that may end it and has its
/// shape. At the first surprise this gives up, and [LinePlan] looks at the line again with patience.
/// What both accept, both read alike. Flat arrays and no calls into other objects per byte: this is
/// the collector's innermost loop.
final class StraightCut {
    /// Of `21/Nov/2026:02:10:20 +0000`.
    private static final int COMMON_TIME_LENGTH = 26;

    private final byte[] head;
    private final byte[] opening;
    private final boolean[] escapes;
    private final Shape[] shapes;
    private final boolean padded;

    /// What follows slot `i`: if it is quoted, the text behind the quote; if it is not, the text up
    /// to and with the next slot's opening quote.
    private final byte[][] behind;

    /// How far it is from a value's end to where the next slot may begin.
    private final int[] steps;

    StraightCut(
            byte[] head,
            byte[] opening,
            boolean[] escapes,
            Shape[] shapes,
            boolean padded,
            byte[][] behind,
            int[] steps) {
        this.head = head;
        this.opening = opening;
        this.escapes = escapes;
        this.shapes = shapes;
        this.padded = padded;
        this.behind = behind;
        this.steps = steps;
    }

    /// False if the line holds a surprise; then `starts` and `ends` hold nothing of use.
    boolean cut(byte[] line, int from, int to, int[] starts, int[] ends) {
        int at = from;
        if (head.length > 0) {
            if (!ByteScan.startsWith(line, from, to, head)) {
                return false;
            }
            at += head.length;
        }
        int last = shapes.length - 1;
        for (int slot = 0; slot < last; slot++) {
            at = begin(line, at, to, slot);
            if (at < 0) {
                return false;
            }
            starts[slot] = at;
            int end = end(line, at, to, slot);
            if (end < 0) {
                return false;
            }
            ends[slot] = end;
            at = end + steps[slot];
        }
        at = begin(line, at, to, last);
        if (at < 0) {
            return false;
        }
        starts[last] = at;
        ends[last] = lastEnd(line, at, to, last);
        return ends[last] >= at && shapes[last].fits(line, at, ends[last]);
    }

    private int begin(byte[] line, int at, int to, int slot) {
        int start = at;
        if (padded) {
            while (start < to && line[start] == ' ') {
                start++;
            }
        }
        byte open = opening[slot];
        if (open == 0) {
            return start;
        }
        return start < to && line[start] == open ? start + 1 : -1;
    }

    private int end(byte[] line, int at, int to, int slot) {
        byte[] text = behind[slot];
        Shape shape = shapes[slot];
        if (shape == Shape.NUMBER) {
            int end = numberEnd(line, at, to);
            int textFrom = opening[slot] == 0 ? end : end + 1;
            return end >= 0 && isText(line, textFrom, to, text) ? end : -1;
        }
        if (opening[slot] != 0) {
            int end = closed(line, at, to, slot);
            return end >= 0 && shape.fits(line, at, end) ? end : -1;
        }
        if (text.length == 0) {
            return -1;
        }
        int end = at;
        while (true) {
            end = ByteScan.indexOf(line, end, to, text[0]);
            if (end < 0) {
                return -1;
            }
            if (isText(line, end, to, text)
                    && !(shape == Shape.LIST && LinePlan.isInsideList(line, end, to))) {
                return shape.fits(line, at, end) ? end : -1;
            }
            end++;
        }
    }

    /// The end of `200`, `0.5` or `-`; -1 if something else stands there.
    private static int numberEnd(byte[] line, int from, int to) {
        int at = from;
        int points = 0;
        while (at < to && ((line[at] >= '0' && line[at] <= '9') || line[at] == '.')) {
            points += line[at] == '.' ? 1 : 0;
            at++;
        }
        if (at == from && at < to && line[at] == '-') {
            return at + 1;
        }
        return points <= 1 && at > from ? at : -1;
    }

    private int closed(byte[] line, int at, int to, int slot) {
        byte close = opening[slot] == '[' ? (byte) ']' : (byte) '"';
        byte[] text = behind[slot];
        int time = at + COMMON_TIME_LENGTH;
        boolean isTime = shapes[slot] == Shape.TIME && time < to && line[time] == close;
        int end = isTime ? time : ByteScan.indexOf(line, at, to, close);
        while (end >= 0) {
            // A backslash before the quote is a matter for those with patience.
            if (end > at && escapes[slot] && line[end - 1] == '\\') {
                return -1;
            }
            if (isText(line, end + 1, to, text)) {
                return end;
            }
            end = ByteScan.indexOf(line, end + 1, to, close);
        }
        return -1;
    }

    private int lastEnd(byte[] line, int at, int to, int slot) {
        byte[] text = behind[slot];
        if (opening[slot] == 0) {
            int limit = to - text.length;
            if (!ByteScan.startsWith(line, limit, to, text)) {
                return -1;
            }
            int space =
                    shapes[slot] == Shape.WORD ? ByteScan.indexOf(line, at, limit, (byte) ' ') : -1;
            return space < 0 ? limit : space;
        }
        // The first quote, if it is the line's end. Anything behind it is a surprise.
        int end = closed(line, at, to, slot);
        return end + 1 + text.length == to ? end : -1;
    }

    private static boolean isText(byte[] line, int at, int to, byte[] text) {
        if (text.length == 1) {
            return at < to && line[at] == text[0];
        }
        return to - at >= text.length
                && Arrays.equals(line, at, at + text.length, text, 0, text.length);
    }
}
