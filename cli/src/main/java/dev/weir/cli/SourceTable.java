package dev.weir.cli;

import dev.weir.cli.audit.SourceAudit;
import dev.weir.cli.audit.SourceBalance;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Takes the outcome of an audit of sources, prints its table: a row for each source, their sum, and
/// what is wrong.
final class SourceTable {
    private static final List<String> HEAD =
            List.of("source", "file", "read", "shipped", "waiting", "rejected", "counted", "");

    /// Columns from here on are numbers, but for the last.
    private static final int FIRST_NUMBER = 2;

    static void print(SourceAudit.Outcome outcome, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        for (SourceBalance source : outcome.sources()) {
            rows.add(
                    row(
                            source.sourceId(),
                            source.file(),
                            source.read(),
                            source.shipped(),
                            source.waiting(),
                            source.rejected(),
                            source.counted(),
                            source.verdict()));
        }
        rows.add(
                row(
                        "total",
                        number(outcome.sources().size()) + " sources",
                        outcome.sum(SourceBalance::read),
                        outcome.sum(SourceBalance::shipped),
                        outcome.sum(SourceBalance::waiting),
                        outcome.sum(SourceBalance::rejected),
                        outcome.sum(SourceBalance::counted),
                        ""));
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        rows.forEach(row -> out.println(line(row, widths)));
        if (outcome.uncounted() > 0) {
            out.println(number(outcome.uncounted()) + " shipped and not counted");
        }
        out.println(
                number(outcome.missing())
                        + " missing, "
                        + number(outcome.repeated())
                        + " repeated, "
                        + number(outcome.sum(SourceBalance::waiting))
                        + " waiting");
        out.flush();
    }

    private static List<String> row(
            String source,
            String file,
            long read,
            long shipped,
            long waiting,
            long rejected,
            long counted,
            String verdict) {
        return List.of(
                source,
                file,
                number(read),
                number(shipped),
                number(waiting),
                number(rejected),
                number(counted),
                verdict);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String gap = " ".repeat(widths[column] - row.get(column).length());
            boolean isNumber = column >= FIRST_NUMBER && column < widths.length - 1;
            line.append(isNumber ? gap + row.get(column) : row.get(column) + gap).append("  ");
        }
        return line.toString().stripTrailing();
    }

    private SourceTable() {}
}
