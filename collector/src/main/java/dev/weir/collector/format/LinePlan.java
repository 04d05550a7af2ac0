package dev.weir.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Takes a line of text, gives where each slot's value lies: fixed text and values in turn.
///
/// A value ends at the first occurrence of the text that follows it. If the next value then does
/// not have its slot's shape (a status that is no number), the value before it is stretched to the
/// next occurrence: so a quote inside an unescaped value, or a bracket in a user's name, does not
/// lose the line. The number of such steps per line is bounded.
///
/// Where a format puts a value in quotes or brackets, a bare `-` stands for no value as well. Of the
/// last value the end may be missing (a line that was cut short); behind it, when it is quoted, more
/// fields may follow that the format does not know.
final class LinePlan implements Splitter {
    private static final int MAX_STEPS_BACK = 32;
    private static final byte NO_DELIMITER = 0;

    private final byte[][] before;
    private final byte[] after;
    private final byte[] opening;
    private final byte[] closing;

    /// What ends slot `i`: its closing delimiter, or the text up to and with the next one's opening.
    private final byte[][] terminators;

    private final Escape[] escapes;
    private final Shape[] shapes;
    private final boolean padded;

    /// The first slot of a time; -1 if there is none.
    private final int timeSlot;

    /// How the time in a slot is written, where that is what tells its end.
    private final @Nullable TimePattern[] times;

    /// Null if a time's pattern is needed.
    private final @Nullable StraightCut straight;

    /// Whether a number or a time can prove that a line is one of this format.
    private final boolean hasShapes;

    /// @param literals one more than there are slots: the text before, between and behind them
    /// @param padded whether values may have more spaces before them than the text says
    LinePlan(List<String> literals, List<Slot> slots, boolean padded) {
        int count = slots.size();
        byte[][] texts = new byte[count + 1][];
        for (int index = 0; index <= count; index++) {
            texts[index] = literals.get(index).getBytes(StandardCharsets.UTF_8);
        }
        this.opening = new byte[count];
        this.closing = new byte[count];
        for (int index = 0; index < count; index++) {
            delimit(texts, index);
        }
        this.before = texts;
        this.after = texts[count];
        this.terminators = new byte[count][];
        this.escapes = new Escape[count];
        this.shapes = new Shape[count];
        this.times = new TimePattern[count];
        this.padded = padded;
        boolean found = false;
        int time = -1;
        for (int index = 0; index < count; index++) {
            terminators[index] = terminator(index);
            escapes[index] = slots.get(index).escape();
            Shape shape = slots.get(index).shape();
            times[index] = patternNeeded(slots.get(index), index);
            shapes[index] = times[index] == null ? shape : Shape.ANY;
            time = time < 0 && shape == Shape.TIME ? index : time;
            found |= shape == Shape.NUMBER || shape == Shape.TIME;
        }
        this.hasShapes = found;
        this.timeSlot = time;
        this.straight = Arrays.stream(times).allMatch(Objects::isNull) ? newStraightCut() : null;
    }

    /// A usual time is known by its shape, unless it has spaces in it and ends with one.
    private @Nullable TimePattern patternNeeded(Slot slot, int index) {
        TimePattern pattern = slot.time();
        if (pattern == null || !pattern.isUsual()) {
            return pattern;
        }
        boolean space = terminators[index].length == 1 && terminators[index][0] == ' ';
        return space && pattern.hasSpaces() ? pattern : null;
    }

    private StraightCut newStraightCut() {
        int count = shapes.length;
        byte[][] behind = new byte[count][];
        int[] steps = new int[count];
        boolean[] escaped = new boolean[count];
        for (int slot = 0; slot < count; slot++) {
            boolean delimited = closing[slot] != NO_DELIMITER;
            behind[slot] = delimited ? before[slot + 1] : terminators[slot];
            steps[slot] = before[slot + 1].length + (delimited ? 1 : 0);
            escaped[slot] = escapes[slot] == Escape.DEFAULT || escapes[slot] == Escape.JSON;
        }
        return new StraightCut(before[0], opening, escaped, shapes, padded, behind, steps);
    }

    /// Moves a pair of quotes or brackets from the texts around a slot to the slot itself.
    private void delimit(byte[][] texts, int slot) {
        byte[] left = texts[slot];
        byte[] right = texts[slot + 1];
        if (left.length == 0 || right.length == 0) {
            return;
        }
        byte open = left[left.length - 1];
        byte close = right[0];
        if ((open == '"' && close == '"') || (open == '[' && close == ']')) {
            opening[slot] = open;
            closing[slot] = close;
            texts[slot] = Arrays.copyOf(left, left.length - 1);
            texts[slot + 1] = Arrays.copyOfRange(right, 1, right.length);
        }
    }

    private byte[] terminator(int slot) {
        if (closing[slot] != NO_DELIMITER) {
            return new byte[] {closing[slot]};
        }
        byte[] text = before[slot + 1];
        if (slot + 1 == opening.length || opening[slot + 1] == NO_DELIMITER) {
            return text;
        }
        byte[] withOpening = Arrays.copyOf(text, text.length + 1);
        withOpening[text.length] = opening[slot + 1];
        return withOpening;
    }

    /// Whether two slots stand side by side without anything that tells where one ends.
    boolean isAmbiguousAfter(int slot) {
        return terminators[slot].length == 0 && slot + 1 < terminators.length;
    }

    @Override
    public ParseResult split(byte[] line, int from, int to, int[] starts, int[] ends) {
        if (straight != null && straight.cut(line, from, to, starts, ends)) {
            return ParseResult.ACCEPTED;
        }
        boolean fits =
                match(line, from, to, starts, ends, true)
                        || match(line, from, to, starts, ends, false);
        return fits ? ParseResult.ACCEPTED : ParseResult.NO_MATCH;
    }

    /// @param strict whether every delimiter must be there
    private boolean match(byte[] line, int from, int to, int[] starts, int[] ends, boolean strict) {
        if (!ByteScan.startsWith(line, from, to, before[0])) {
            return false;
        }
        int last = shapes.length - 1;
        int stepsBack = 0;
        int slot = 0;
        int searchFrom = begin(line, from + before[0].length, to, 0, starts, strict);
        while (true) {
            int end = searchFrom < 0 ? -1 : end(line, from, to, slot, starts, searchFrom, strict);
            if (end >= 0 && shapes[slot] == Shape.LIST && isInsideList(line, end, to)) {
                searchFrom = end + 1;
                continue;
            }
            if (end >= 0 && shapes[slot].fits(line, starts[slot], end)) {
                ends[slot] = end;
                if (slot == last) {
                    markBareDashes(line, from, starts, ends, strict);
                    return true;
                }
                int next = next(line, to, slot, end);
                slot++;
                // What another try, or another line, left there would pass for a place in this one.
                starts[slot] = NOT_THERE;
                searchFrom = next < 0 ? -1 : begin(line, next, to, slot, starts, strict);
                if (searchFrom >= 0) {
                    continue;
                }
            }
            if (isCutIn(line, from, to, slot, starts, ends)) {
                return true;
            }
            if (slot == 0 || ++stepsBack > MAX_STEPS_BACK) {
                return false;
            }
            slot--;
            searchFrom = ends[slot] + 1;
        }
    }

    /// Whether the line ends within a quoted value, behind a time: then what came before is true, and
    /// what would follow is not there.
    private boolean isCutIn(byte[] line, int from, int to, int slot, int[] starts, int[] ends) {
        if (slot <= timeSlot || timeSlot < 0 || closing[slot] != '"') {
            return false;
        }
        int start = starts[slot];
        if (start <= from || start > to || line[start - 1] != '"') {
            return false;
        }
        int quote = ByteScan.indexOf(line, start, to, (byte) '"');
        while (quote >= 0 && escapes[slot].isEscapedAt(line, from, quote)) {
            quote = ByteScan.indexOf(line, quote + 1, to, (byte) '"');
        }
        if (quote >= 0) {
            return false;
        }
        ends[slot] = to;
        Arrays.fill(starts, slot + 1, shapes.length, NOT_THERE);
        return true;
    }

    /// Sets where the slot's value starts; gives where to search for its end, -1 if it cannot
    /// start here.
    private int begin(byte[] line, int at, int to, int slot, int[] starts, boolean strict) {
        int start = at;
        if (padded) {
            while (start < to && line[start] == ' ') {
                start++;
            }
        }
        if (opening[slot] != NO_DELIMITER) {
            boolean open = start < to && line[start] == opening[slot];
            if (!open && (strict || start == to || line[start] != '-')) {
                return -1;
            }
            start += open ? 1 : 0;
        }
        starts[slot] = start;
        return start;
    }

    private boolean isBare(byte[] line, int from, int slot, int start) {
        return opening[slot] != NO_DELIMITER && (start == from || line[start - 1] != opening[slot]);
    }

    /// Where the value ends, searched from `searchFrom`; -1 if it does not.
    private int end(
            byte[] line, int from, int to, int slot, int[] starts, int searchFrom, boolean strict) {
        if (!strict && isBare(line, from, slot, starts[slot])) {
            return searchFrom == starts[slot] ? starts[slot] + 1 : -1;
        }
        TimePattern time = times[slot];
        if (time != null) {
            return searchFrom == starts[slot] ? timeEnd(time, line, to, slot, searchFrom) : -1;
        }
        if (slot == shapes.length - 1) {
            return lastEnd(line, from, to, slot, searchFrom);
        }
        if (closing[slot] != NO_DELIMITER) {
            return closed(line, from, to, slot, searchFrom);
        }
        byte[] terminator = strict ? terminators[slot] : before[slot + 1];
        if (terminator.length == 0) {
            // Only a target, which begins with a slash, may follow without anything between.
            return ByteScan.indexOf(line, searchFrom, to, (byte) '/');
        }
        return ByteScan.indexOf(line, searchFrom, to, terminator);
    }

    private int timeEnd(TimePattern time, byte[] line, int to, int slot, int start) {
        int end = time.end(line, start, to);
        if (end < 0) {
            return -1;
        }
        boolean closed = closing[slot] == NO_DELIMITER || (end < to && line[end] == closing[slot]);
        return closed && next(line, to, slot, end) >= 0 ? end : -1;
    }

    /// The next closing delimiter that is no part of the value and has the right text behind it.
    private int closed(byte[] line, int from, int to, int slot, int searchFrom) {
        byte[] behind = before[slot + 1];
        int at = searchFrom;
        while (at < to) {
            at = ByteScan.indexOf(line, at, to, closing[slot]);
            if (at < 0) {
                return -1;
            }
            if (ByteScan.startsWith(line, at + 1, to, behind)
                    && !escapes[slot].isEscapedAt(line, from, at)) {
                return at;
            }
            at++;
        }
        return -1;
    }

    private int lastEnd(byte[] line, int from, int to, int slot, int searchFrom) {
        if (closing[slot] == NO_DELIMITER) {
            int limit = to - after.length;
            if (limit >= searchFrom && ByteScan.startsWith(line, limit, to, after)) {
                return shapes[slot] == Shape.WORD ? wordEnd(line, searchFrom, limit) : limit;
            }
            return hasShapes ? to : -1;
        }
        int limit = to - after.length - 1;
        if (limit >= searchFrom
                && line[limit] == closing[slot]
                && ByteScan.startsWith(line, limit + 1, to, after)
                && escapes[slot] == Escape.NONE) {
            return limit;
        }
        int at = closed(line, from, to, slot, searchFrom);
        while (at >= 0) {
            int behind = at + 1 + after.length;
            if (behind == to || (after.length == 0 && line[behind] == ' ')) {
                return at;
            }
            at = closed(line, from, to, slot, at + 1);
        }
        // Cut short by a full disk or a proxy's limit: what came before is still true.
        return hasShapes ? to : -1;
    }

    private static int wordEnd(byte[] line, int from, int to) {
        int space = ByteScan.indexOf(line, from, to, (byte) ' ');
        return space < 0 ? to : space;
    }

    /// Where the text behind the slot ends, which is known to be there; -1 if it is not.
    private int next(byte[] line, int to, int slot, int end) {
        int at =
                closing[slot] != NO_DELIMITER && end < to && line[end] == closing[slot]
                        ? end + 1
                        : end;
        return ByteScan.startsWith(line, at, to, before[slot + 1])
                ? at + before[slot + 1].length
                : -1;
    }

    private void markBareDashes(byte[] line, int from, int[] starts, int[] ends, boolean strict) {
        for (int slot = 0; !strict && slot < starts.length && slot < opening.length; slot++) {
            if (starts[slot] >= 0 && isBare(line, from, slot, starts[slot])) {
                ends[slot] = SAID_ABSENT;
            }
        }
    }

    /// Whether a space at `end` belongs to a separator of nginx's lists: `0.1, 0.2 : 0.3`.
    static boolean isInsideList(byte[] line, int end, int limit) {
        if (end >= limit || end == 0 || line[end] != ' ') {
            return false;
        }
        byte before = line[end - 1];
        return before == ','
                || (before == ':' && end > 1 && line[end - 2] == ' ')
                || (end + 2 < limit && line[end + 1] == ':' && line[end + 2] == ' ');
    }
}
