package dev.weir.collector.format;

import java.util.Arrays;

/// Takes a line, gives where each variable's value lies: text and variables in turn.
///
/// A value ends at the first occurrence of the text that follows it. If the next value then does
/// not have its variable's shape (a status that is no number), the value before it is stretched to
/// the next occurrence: so a quote inside an unescaped value, or a bracket in a user's name, does
/// not lose the line. The number of such steps per line is bounded. Of the last value alone the
/// end may be missing.
final class LinePlan {
    private static final int MAX_STEPS_BACK = 32;

    private final Escape escape;
    private final byte[][] literals;
    private final Variable.Shape[] shapes;

    /// Whether a number or a time can prove that a line is one of this format.
    private final boolean hasShapes;

    LinePlan(Escape escape, byte[][] literals, Variable.Shape[] shapes) {
        this.escape = escape;
        this.literals = literals;
        this.shapes = shapes;
        boolean found = false;
        for (Variable.Shape shape : shapes) {
            found |= shape != Variable.Shape.ANY && shape != Variable.Shape.LIST;
        }
        this.hasShapes = found;
    }

    int variableCount() {
        return shapes.length;
    }

    /// Whether the line fits; then variable `i` is `[starts[i], ends[i])`.
    boolean match(byte[] line, int from, int to, int[] starts, int[] ends) {
        int last = shapes.length - 1;
        byte[] closing = literals[last + 1];
        if (!ByteScan.startsWith(line, from, to, literals[0])) {
            return false;
        }
        int limit = to - closing.length;
        if (!ByteScan.startsWith(line, limit, to, closing)) {
            // Cut short by a full disk or a proxy's limit: what came before is still true.
            if (!hasShapes) {
                return false;
            }
            limit = to;
        }
        int stepsBack = 0;
        int variable = 0;
        starts[0] = from + literals[0].length;
        int searchFrom = starts[0];
        while (true) {
            int end = variable == last ? limit : find(line, from, searchFrom, limit, variable + 1);
            if (end < starts[variable]) {
                return false;
            }
            if (shapes[variable] == Variable.Shape.LIST && isInsideList(line, end, limit)) {
                searchFrom = end + 1;
            } else if (hasShape(shapes[variable], line, starts[variable], end)) {
                ends[variable] = end;
                if (variable == last) {
                    return true;
                }
                variable++;
                starts[variable] = end + literals[variable].length;
                searchFrom = starts[variable];
            } else {
                if (variable == 0 || ++stepsBack > MAX_STEPS_BACK) {
                    return false;
                }
                variable--;
                searchFrom = ends[variable] + 1;
            }
        }
    }

    /// Where text `literal` next stands. Empty text separates a value from a target after it.
    private int find(byte[] line, int from, int searchFrom, int limit, int literal) {
        byte[] text = literals[literal];
        if (text.length == 0) {
            return ByteScan.indexOf(line, searchFrom, limit, (byte) '/');
        }
        int at = searchFrom;
        while (at <= limit) {
            at = ByteScan.indexOf(line, at, limit, text);
            if (at < 0 || text[0] != '"' || !escape.isEscapedAt(line, from, at)) {
                return at;
            }
            at++;
        }
        return -1;
    }

    /// Whether a space at `end` belongs to a separator of nginx's lists: `0.1, 0.2 : 0.3`.
    private static boolean isInsideList(byte[] line, int end, int limit) {
        if (end >= limit || line[end] != ' ') {
            return false;
        }
        byte before = line[end - 1];
        return before == ','
                || (before == ':' && line[end - 2] == ' ')
                || (end + 2 < limit && line[end + 1] == ':' && line[end + 2] == ' ');
    }

    private static boolean hasShape(Variable.Shape shape, byte[] line, int from, int to) {
        return switch (shape) {
            case ANY, LIST -> true;
            case NUMBER -> isNumber(line, from, to);
            case TIME_LOCAL ->
                    to - from == LogTime.LOCAL_LENGTH
                            && line[from + 2] == '/'
                            && line[from + 11] == ':';
            case TIME_ISO8601 ->
                    to - from == LogTime.ISO8601_LENGTH
                            && line[from + 4] == '-'
                            && line[from + 10] == 'T';
        };
    }

    private static boolean isNumber(byte[] line, int from, int to) {
        if (to - from == 1 && line[from] == '-') {
            return true;
        }
        boolean point = false;
        for (int at = from; at < to; at++) {
            if (line[at] == '.' && !point) {
                point = true;
            } else if (line[at] < '0' || line[at] > '9') {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return escape + " " + Arrays.toString(shapes);
    }
}
