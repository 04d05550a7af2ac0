package dev.weir.collector.format;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes an nginx format string and a line, gives what the line says: the rules stated once more by
/// the plainest means, strings and recursion, without regard to speed.
///
/// One character is one byte. Nothing here is shared with the parser that it is held against.
final class ReferenceParser {
    /// The key under which a line that is no request says why.
    static final String REJECTED = "rejected";

    private static final Pattern VARIABLE = Pattern.compile("\\$([a-z0-9_]+)");

    private final ReferenceValues meanings;
    private final List<String> variables = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> opening = new ArrayList<>();
    private final List<String> closing = new ArrayList<>();
    private final int time;
    private String line = "";
    private @Nullable String[] values = new String[0];

    /// @param escaping `default`, `json` or `none`
    ReferenceParser(String escaping, String format) {
        this.meanings = new ReferenceValues(escaping);
        Matcher variable = VARIABLE.matcher(format);
        int at = 0;
        while (variable.find()) {
            texts.add(format.substring(at, variable.start()));
            variables.add(variable.group(1));
            at = variable.end();
        }
        texts.add(format.substring(at));
        for (int slot = 0; slot < variables.size(); slot++) {
            String left = texts.get(slot);
            String right = texts.get(slot + 1);
            boolean quoted = left.endsWith("\"") && right.startsWith("\"");
            boolean bracketed = left.endsWith("[") && right.startsWith("]");
            opening.add(quoted ? "\"" : bracketed ? "[" : "");
            closing.add(quoted ? "\"" : bracketed ? "]" : "");
            if (quoted || bracketed) {
                texts.set(slot, left.substring(0, left.length() - 1));
                texts.set(slot + 1, right.substring(1));
            }
        }
        this.time = variables.indexOf(timeVariable());
    }

    private String timeVariable() {
        return variables.stream().filter(ReferenceValues::isTime).findFirst().orElse("");
    }

    /// Every field that the line has, by name; or why it is none, under [#REJECTED].
    NavigableMap<String, String> parse(String text) {
        NavigableMap<String, String> said = new TreeMap<>();
        line = text;
        values = new String[variables.size()];
        if (text.isEmpty()) {
            said.put(REJECTED, "empty");
        } else if (!matches(true) && !matches(false)) {
            said.put(REJECTED, "no_match");
        } else if (!meanings.put(variables, values, said)) {
            said.clear();
            said.put(REJECTED, "bad_time");
        }
        return said;
    }

    /// @param strict whether every quote and bracket of the format must be there; otherwise a bare
    ///     `-` may stand in the place of a quoted or bracketed value that is absent
    private boolean matches(boolean strict) {
        return line.startsWith(texts.getFirst()) && matches(0, texts.getFirst().length(), strict);
    }

    /// Whether the values from `slot` on can be told, the first of them from `at` on.
    private boolean matches(int slot, int at, boolean strict) {
        String open = opening.get(slot);
        boolean bare = !open.isEmpty() && !line.startsWith(open, at);
        if (bare && (strict || !line.startsWith("-", at))) {
            return false;
        }
        int start = bare ? at : at + open.length();
        for (int end : bare ? List.of(at + 1) : ends(slot, start, strict)) {
            String value = line.substring(start, end);
            if (!meanings.fits(variables.get(slot), value)) {
                continue;
            }
            values[slot] = bare ? ReferenceValues.ABSENT : value;
            if (slot == variables.size() - 1) {
                return true;
            }
            boolean isClosed = !open.isEmpty() && line.startsWith(closing.get(slot), end);
            int behind = isClosed ? end + 1 : end;
            String text = texts.get(slot + 1);
            if (line.startsWith(text, behind)
                    && matches(slot + 1, behind + text.length(), strict)) {
                return true;
            }
        }
        return !bare && isCutIn(slot, start);
    }

    /// A line that ends within a quoted value behind the time was cut there: what is there counts.
    private boolean isCutIn(int slot, int start) {
        if (slot <= time || !closing.get(slot).equals("\"") || !closings(slot, start).isEmpty()) {
            return false;
        }
        for (int later = slot; later < values.length; later++) {
            values[later] = later == slot ? line.substring(start) : null;
        }
        return true;
    }

    /// Where a value that starts at `start` may end, the nearest first: before the text that follows.
    private List<Integer> ends(int slot, int start, boolean strict) {
        if (slot == variables.size() - 1) {
            return List.of(lastEnd(slot, start));
        }
        List<Integer> ends = new ArrayList<>();
        String text = texts.get(slot + 1);
        if (!closing.get(slot).isEmpty()) {
            for (int end : closings(slot, start)) {
                if (line.startsWith(text, end + 1)) {
                    ends.add(end);
                }
            }
            return ends;
        }
        String behind = strict ? text + opening.get(slot + 1) : text;
        int end = line.indexOf(behind, start);
        while (end >= 0) {
            // Upstream lists have spaces in them: `0.1, 0.2 : 0.3`.
            boolean inList =
                    line.startsWith(" ", end)
                            && (line.startsWith(", ", end - 1)
                                    || line.startsWith(" : ", end - 2)
                                    || line.startsWith(" : ", end));
            if (!inList || !ReferenceValues.isList(variables.get(slot))) {
                ends.add(end);
            }
            end = line.indexOf(behind, end + 1);
        }
        return ends;
    }

    /// The last value goes to the text behind it at the line's end. Behind a quoted one a space and
    /// more fields may follow. Without an end it was cut: it goes on to the end of the line.
    private int lastEnd(int slot, int start) {
        String close = closing.get(slot);
        String behind = close + texts.getLast();
        int atEnd = line.length() - behind.length();
        boolean isThere = atEnd >= start && line.endsWith(behind);
        if (close.isEmpty() || (isThere && meanings.isUnescaped())) {
            return isThere ? atEnd : line.length();
        }
        for (int end : closings(slot, start)) {
            boolean last = line.substring(end).equals(behind);
            if (last || (texts.getLast().isEmpty() && line.startsWith(" ", end + 1))) {
                return end;
            }
        }
        return line.length();
    }

    /// Every closing quote or bracket that is not escaped.
    private List<Integer> closings(int slot, int start) {
        List<Integer> found = new ArrayList<>();
        int at = start;
        while (at < line.length()) {
            if (line.charAt(at) == '\\' && !meanings.isUnescaped()) {
                at++;
            } else if (line.startsWith(closing.get(slot), at)) {
                found.add(at);
            }
            at++;
        }
        return found;
    }
}
