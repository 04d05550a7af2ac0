package dev.weir.query;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The time that is asked about.
///
/// @param from milliseconds since 1970-01-01T00:00Z
/// @param to milliseconds, exclusive
record TimeRange(long from, long to) {
    private static final Pattern EPOCH = Pattern.compile("[0-9]{1,14}");
    private static final Pattern RELATIVE = Pattern.compile("-([0-9]{1,9})(ms|s|m|h|d)");

    /// Epoch numbers from here on are milliseconds: as seconds it would be the year 5138.
    private static final long FIRST_MILLIS = 100_000_000_000L;

    private static final List<String> ALLOWED =
            List.of(
                    "RFC 3339 such as 2026-11-21T10:00:00Z",
                    "epoch seconds or milliseconds",
                    "relative such as -5m (ms, s, m, h, d)",
                    "now");

    /// Takes `from` (an hour ago unless given) and `to` (now unless given), gives the range.
    ///
    /// @throws Problem 400 if it is none, or longer than `max`
    static TimeRange of(Parameters parameters, long nowMillis, Duration max) {
        long from = parse("from", parameters.text("from").orElse("-1h"), nowMillis);
        long to = parse("to", parameters.text("to").orElse("now"), nowMillis);
        if (from >= to) {
            throw Problem.badParameter(
                    "from", parameters.text("from").orElse("-1h"), List.of("a time before to"));
        }
        if (to - from > max.toMillis()) {
            throw new Problem(
                    ErrorCode.RANGE_TOO_LONG,
                    "from and to are "
                            + Duration.ofMillis(to - from).toDays()
                            + " days apart; allowed: "
                            + max.toDays()
                            + " days",
                    "from",
                    List.of("at most " + max.toDays() + " days before to"));
        }
        return new TimeRange(from, to);
    }

    static long parse(String name, String text, long nowMillis) {
        if (text.equals("now")) {
            return nowMillis;
        }
        if (EPOCH.matcher(text).matches()) {
            long number = Long.parseLong(text);
            return number >= FIRST_MILLIS ? number : number * 1000;
        }
        Matcher relative = RELATIVE.matcher(text);
        if (relative.matches()) {
            return nowMillis - Long.parseLong(relative.group(1)) * unitMillis(relative.group(2));
        }
        try {
            // A "+" of an offset arrives as a blank from callers that do not escape it.
            long millis = OffsetDateTime.parse(text.replace(' ', '+')).toInstant().toEpochMilli();
            if (Math.abs(millis) < 100_000_000_000_000L) {
                return millis;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // Falls through to the one complaint for all.
        }
        throw Problem.badParameter(name, text, ALLOWED);
    }

    /// The length of "ms", "s", "m", "h" or "d".
    static long unitMillis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> throw new IllegalArgumentException(unit);
        };
    }
}
