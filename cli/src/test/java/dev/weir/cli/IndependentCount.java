package dev.weir.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Counts a log with `awk` and `jq`, which share nothing with the pipeline: requests and bytes by
/// host and minute.
final class IndependentCount {
    /// A host's minute.
    ///
    /// @param host as the log says, "" if it does not
    /// @param minute start of the minute, milliseconds since 1970-01-01T00:00Z
    record Cell(String host, long minute) {}

    /// What a cell holds.
    ///
    /// @param requests number of lines
    /// @param bytes sum of the bodies' bytes
    record Sum(long requests, long bytes) {}

    /// `[21/Nov/2026:02:12:19 +0000]` as seconds since 1970, for awk.
    private static final String LOCAL_TIME =
            """
            function seconds(text,   t, month, zone) {
              split(text, t, /[\\/: ]/)
              month = (index("JanFebMarAprMayJunJulAugSepOctNovDec", t[2]) + 2) / 3
              zone = (substr(t[7], 2, 2) * 60 + substr(t[7], 4, 2)) * 60
              if (substr(t[7], 1, 1) == "-") zone = -zone
              return mktime(t[3] " " month " " t[1] " " t[4] " " t[5] " " t[6]) - zone
            }
            function minute(s) { return sprintf("%.0f", s - s % 60) }
            """;

    /// nginx escapes a quote in a value, so quotes part the fields of these formats: the time
    /// stands in the first, status and bytes in the third.
    static final String COMBINED =
            LOCAL_TIME
                    + """
                    { split($1, a, "["); split(a[2], time, "]"); split($3, s, " ")
                      cell = "-\\t" minute(seconds(time[1])); n[cell]++; b[cell] += s[2] }
                    """;

    /// As combined, with the host at the start of the ninth field.
    static final String EXTENDED =
            LOCAL_TIME
                    + """
                    { split($1, a, "["); split(a[2], time, "]"); split($3, s, " "); split($9, r, " ")
                      cell = tolower(r[1]) "\\t" minute(seconds(time[1])); n[cell]++; b[cell] += s[2] }
                    """;

    /// key=value: the names are told from those in hostile values by coming first.
    static final String KEY_VALUE =
            """
            function minute(s) { return sprintf("%.0f", s - s % 60) }
            { match($0, /msec=[0-9]+/); time = substr($0, RSTART + 5, RLENGTH - 5)
              match($0, /host="[^"]*"/); host = substr($0, RSTART + 6, RLENGTH - 7)
              match($0, /body_bytes_sent=[0-9]+/); bytes = substr($0, RSTART + 16, RLENGTH - 16)
              cell = tolower(host) "\\t" minute(time); n[cell]++; b[cell] += bytes }
            """;

    private static final String END =
            "END { for (c in n) printf \"%s\\t%.0f\\t%.0f\\n\", c, n[c], b[c] }";

    /// Counts a file with an awk program that fills `n` and `b`.
    static Map<Cell, Sum> awk(String program, Path log) throws IOException, InterruptedException {
        return read(List.of("awk", "-F", "\"", program + END, log.toString()));
    }

    /// Counts a file of JSON lines.
    static Map<Cell, Sum> jq(Path log) throws IOException, InterruptedException {
        String program =
                """
                reduce inputs as $l ({};
                  (($l.host | ascii_downcase) + "\\t"
                    + ((($l.msec / 60 | floor) * 60) | tostring)) as $c
                  | .[$c][0] += 1 | .[$c][1] += $l.body_bytes_sent)
                | to_entries[] | "\\(.key)\\t\\(.value[0])\\t\\(.value[1])"
                """;
        return read(List.of("jq", "-rn", program, log.toString()));
    }

    private static Map<Cell, Sum> read(List<String> command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(new ArrayList<>(command));
        builder.environment().put("TZ", "UTC");
        builder.environment().put("LC_ALL", "C");
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        Map<Cell, Sum> cells =
                new TreeMap<>(Comparator.comparing(Cell::host).thenComparingLong(Cell::minute));
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                String[] row = line.split("\t", -1);
                cells.put(
                        new Cell(row[0], Long.parseLong(row[1]) * 1000),
                        new Sum(Long.parseLong(row[2]), Long.parseLong(row[3])));
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException(command.getFirst() + " failed");
        }
        return cells;
    }

    private IndependentCount() {}
}
