package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the table that `weir audit --sources` prints.
final class LedgerRows {
    private static final Pattern ROW =
            Pattern.compile(
                    "(\\S+) +(.+?) {2,}([\\d,]+) +([\\d,]+) +([\\d,]+) +([\\d,]+) +([\\d,]+)( .*)?");

    /// One row.
    ///
    /// @param verdict what is wrong with it, or `exact`
    private record Row(
            String source,
            long read,
            long shipped,
            long waiting,
            long rejected,
            long counted,
            String verdict) {}

    private static List<Row> rows(String said) {
        List<Row> rows = new ArrayList<>();
        said.lines()
                .forEach(line -> {
                    Matcher matcher = ROW.matcher(line);
                    if (matcher.matches()) {
                        String verdict = matcher.group(8);
                        rows.add(
                                new Row(
                                        matcher.group(1),
                                        number(matcher.group(3)),
                                        number(matcher.group(4)),
                                        number(matcher.group(5)),
                                        number(matcher.group(6)),
                                        number(matcher.group(7)),
                                        verdict == null ? "" : verdict.strip()));
                    }
                });
        return rows;
    }

    private static long number(String text) {
        return Long.parseLong(text.replace(",", ""));
    }

    /// Everything that was read is shipped or rejected, and counted once.
    ///
    /// @param lines that were written
    /// @param rejected of these, no requests
    static void assertExact(String said, long lines, long rejected) {
        List<Row> rows = rows(said);
        assertTrue(rows.size() > 1, said);
        for (Row row : rows.subList(0, rows.size() - 1)) {
            assertEquals("exact", row.verdict, said);
            assertEquals(row.read, row.shipped + row.rejected, said);
            assertEquals(row.shipped, row.counted, said);
        }
        var total = new Row("total", lines, lines - rejected, 0, rejected, lines - rejected, "");
        assertEquals(total, rows.getLast(), said);
        assertTrue(said.endsWith("0 missing, 0 repeated, 0 waiting"), said);
    }

    private LedgerRows() {}
}
