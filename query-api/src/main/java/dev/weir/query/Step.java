package dev.weir.query;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The time between two points of a series, and the tier they come from: the coarsest kept one
/// that divides it.
///
/// @param millis the step
/// @param tier what is read
record Step(long millis, Tier tier) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})(s|m|h|d)");

    /// What people read charts in, in seconds.
    private static final int[] LADDER = {
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
        172800, 604800, 2592000
    };

    /// Points that fill a chart; one more, because ranges seldom begin at a step.
    private static final int ENOUGH_POINTS = 301;

    /// Takes the parameter `step`, gives the step; without it, one that fills a chart.
    ///
    /// @throws Problem 400 if it is no multiple of a kept tier, or makes more than `maxPoints`
    static Step of(
            Parameters parameters,
            TimeRange range,
            Retention retention,
            long nowMillis,
            int maxPoints) {
        String text = parameters.text("step").orElse("auto");
        Step step =
                text.equals("auto")
                        ? fitting(range, retention, nowMillis)
                        : parse(text, retention.list());
        if (step.points(range) > maxPoints) {
            throw new Problem(
                    ErrorCode.TOO_MANY_POINTS,
                    "the range has "
                            + step.points(range)
                            + " steps of "
                            + step.millis / 1000
                            + " s; allowed: "
                            + maxPoints,
                    "step",
                    List.of("at least " + shortest(range, maxPoints) + "s"));
        }
        return step;
    }

    private static long shortest(TimeRange range, int maxPoints) {
        return (range.to() - range.from()) / 1000 / maxPoints + 1;
    }

    private static Step parse(String text, List<Tier> tiers) {
        Matcher matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            long millis = Long.parseLong(matcher.group(1)) * TimeRange.unitMillis(matcher.group(2));
            for (Tier tier : tiers.reversed()) {
                if (millis > 0 && millis % tier.millis() == 0) {
                    return new Step(millis, tier);
                }
            }
        }
        throw Problem.badParameter(
                "step",
                text,
                List.of(
                        "auto",
                        "a whole number of s, m, h or d, a multiple of "
                                + tiers.getFirst().wireName()));
    }

    private static Step fitting(TimeRange range, Retention retention, long nowMillis) {
        List<Tier> tiers = RangePlan.kept(retention, range.from(), nowMillis);
        for (int seconds : LADDER) {
            for (Tier tier : tiers.reversed()) {
                Step step = new Step(seconds * 1000L, tier);
                if (seconds % tier.seconds() == 0 && step.points(range) <= ENOUGH_POINTS) {
                    return step;
                }
            }
        }
        Tier coarsest = tiers.getLast();
        long span = (range.to() - range.from()) / coarsest.millis() / (ENOUGH_POINTS - 1) + 1;
        return new Step(span * coarsest.millis(), coarsest);
    }

    /// Start of the first step: `from` aligned down, in UTC.
    long firstStart(TimeRange range) {
        return Math.floorDiv(range.from(), millis) * millis;
    }

    /// Number of steps that start before the range's end.
    long points(TimeRange range) {
        return Math.ceilDiv(range.to() - firstStart(range), millis);
    }

    /// The step as people write it.
    String wireName() {
        return millis / 1000 <= Integer.MAX_VALUE
                ? new Tier((int) (millis / 1000)).wireName()
                : millis / 1000 + "s";
    }
}
