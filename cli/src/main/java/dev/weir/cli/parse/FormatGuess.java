package dev.weir.cli.parse;

import dev.weir.collector.format.LogFormat;
import dev.weir.collector.format.ParseResult;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Takes lines of a log, gives how well a format fits them.
///
/// @param format its name
/// @param accepted how many lines are requests
/// @param strange how many are neither requests nor known to be none
/// @param wellFormed how many of those are no malformed ones
/// @param facts how many values all requests have together
/// @param unfit how many of the other lines there are for each reason
public record FormatGuess(
        String format,
        int accepted,
        int strange,
        int wellFormed,
        long facts,
        Map<String, Integer> unfit) {
    /// Tries every format that has a name; the best guess first, those left out to which more lines
    /// are strange than not.
    ///
    /// Best is what takes most lines, then what reads most in them, then what stands first among the
    /// names.
    public static List<FormatGuess> of(List<byte[]> lines) throws IOException {
        List<FormatGuess> guesses = new ArrayList<>();
        for (String name : LogFormat.names()) {
            FormatGuess guess = tried(name, lines);
            if (guess.accepted > guess.strange) {
                guesses.add(guess);
            }
        }
        guesses.sort(
                Comparator.comparingInt(FormatGuess::accepted)
                        .thenComparingLong(FormatGuess::facts)
                        .reversed());
        return guesses;
    }

    private static FormatGuess tried(String name, List<byte[]> lines) throws IOException {
        try {
            return of(LogFormat.of(name), lines);
        } catch (ConfigurationException e) {
            throw new AssertionError("a format with a name compiles", e);
        }
    }

    /// Tries one format.
    public static FormatGuess of(LogFormat format, List<byte[]> lines) throws IOException {
        ParsedLine parsed = new ParsedLine(format);
        int accepted = 0;
        int strange = 0;
        int wellFormed = 0;
        long facts = 0;
        Map<String, Integer> unfit = new LinkedHashMap<>();
        for (byte[] line : lines) {
            if (parsed.read(line, 0, line.length) != ParseResult.ACCEPTED) {
                unfit.merge(parsed.result().reason(), 1, Integer::sum);
                strange += isStrange(parsed.result()) ? 1 : 0;
                continue;
            }
            accepted++;
            wellFormed += parsed.batch().isMalformed(0) ? 0 : 1;
            facts += facts(parsed);
        }
        return new FormatGuess(format.name(), accepted, strange, wellFormed, facts, unfit);
    }

    /// Whether a line does not fit; directives and the like are known to be no requests.
    public static boolean isStrange(ParseResult result) {
        return result == ParseResult.NO_MATCH || result == ParseResult.BAD_TIME;
    }

    private static int facts(ParsedLine line) {
        var batch = line.batch();
        int count = line.shown().size();
        for (StringField field : StringField.values()) {
            count += batch.stringIndex(0, field) != 0 ? 1 : 0;
        }
        count += batch.status(0) != 0 ? 1 : 0;
        count += batch.hasTime(0) ? 1 : 0;
        count += batch.bytesSent(0) >= 0 ? 1 : 0;
        count += batch.bytesReceived(0) >= 0 ? 1 : 0;
        count += batch.duration(0) >= 0 ? 1 : 0;
        count += batch.upstreamDuration(0) >= 0 ? 1 : 0;
        return count;
    }
}
