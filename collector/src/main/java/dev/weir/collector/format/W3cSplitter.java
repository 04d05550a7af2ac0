package dev.weir.collector.format;

import java.util.Arrays;

/// Takes a line of values with one separator between them, gives where they lie.
///
/// Several spaces count as one, and more values than there are names are a line that reads
/// otherwise. A value in double quotes may hold spaces. Date and time, where they stand side by side, are one
/// value.
final class W3cSplitter implements Splitter {
    private final byte separator;
    private final Shape[] shapes;
    private final boolean[] joinsNext;
    private final int least;

    /// @param separator a space or a tab
    /// @param joinsNext whether a slot's value goes on to the end of the next one's
    /// @param least how many values a line must have
    W3cSplitter(byte separator, Shape[] shapes, boolean[] joinsNext, int least) {
        this.separator = separator;
        this.shapes = shapes;
        this.joinsNext = joinsNext;
        this.least = least;
    }

    @Override
    public ParseResult split(byte[] line, int from, int to, int[] starts, int[] ends) {
        Arrays.fill(starts, NOT_THERE);
        int at = from;
        int end = to;
        if (separator == '\t' && to - from > 1 && line[from] == '"' && line[to - 1] == '"') {
            // Some shippers put the whole line in quotes.
            at++;
            end--;
        }
        int slot = 0;
        while (slot < shapes.length && at <= end) {
            boolean quoted = separator == ' ' && at < end && line[at] == '"';
            int stop =
                    quoted
                            ? closingQuote(line, at + 1, end)
                            : ByteScan.indexOf(line, at, end, separator);
            starts[slot] = quoted ? at + 1 : at;
            ends[slot] = stop < 0 ? end : stop;
            slot++;
            if (stop < 0) {
                at = end;
                break;
            }
            at = stop + (quoted ? 2 : 1);
            while (separator == ' ' && at < end && line[at] == ' ') {
                at++;
            }
        }
        if (slot < least || (separator == ' ' && slot == shapes.length && at < end)) {
            return ParseResult.NO_MATCH;
        }
        return fit(line, slot, starts, ends) ? ParseResult.ACCEPTED : ParseResult.NO_MATCH;
    }

    private int closingQuote(byte[] line, int from, int to) {
        int quote = ByteScan.indexOf(line, from, to, (byte) '"');
        while (quote >= 0 && quote + 1 < to && line[quote + 1] != separator) {
            quote = ByteScan.indexOf(line, quote + 1, to, (byte) '"');
        }
        return quote;
    }

    private boolean fit(byte[] line, int count, int[] starts, int[] ends) {
        for (int slot = 0; slot < count; slot++) {
            if (joinsNext[slot] && slot + 1 < count) {
                ends[slot] = ends[slot + 1];
            }
            if (!shapes[slot].fits(line, starts[slot], ends[slot])) {
                return false;
            }
        }
        return true;
    }
}
