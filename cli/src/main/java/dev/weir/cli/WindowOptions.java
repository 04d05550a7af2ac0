package dev.weir.cli;

import dev.weir.schema.rollup.Tier;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.storage.Retention;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which windows a command is about.
final class WindowOptions {
    private static final Pattern AGO = Pattern.compile("-([0-9]{1,6})([smhd])");
    private static final Pattern MILLIS = Pattern.compile("[0-9]{12,14}");

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description =
                    "The first window: a time such as 2026-11-21T10:00:00Z, milliseconds since 1970,"
                            + " or how long ago, as in -6h (s, m, h, d).")
    @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Windows before this time.")
    @Nullable String to;

    @Option(names = "--customer", paramLabel = "NAME", description = "Windows of this customer.")
    @Nullable String customer;

    @Option(names = "--tier", paramLabel = "SIZE", description = "Windows of this size: 1m, 1h.")
    @Nullable String tier;

    /// The time that a text gives, in milliseconds since 1970-01-01T00:00Z.
    ///
    /// @param option its name, for the complaint
    /// @param otherwise if there is no text
    static long time(String option, @Nullable String text, long otherwise, long now)
            throws ConfigurationException {
        if (text == null) {
            return otherwise;
        }
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            return now - unit(ago.group(2)).multipliedBy(Long.parseLong(ago.group(1))).toMillis();
        }
        if (MILLIS.matcher(text).matches()) {
            return Long.parseLong(text);
        }
        try {
            return text.equals("now") ? now : OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new ConfigurationException(
                    option
                            + " is "
                            + text
                            + "; allowed: a time such as 2026-11-21T10:00:00Z, milliseconds since"
                            + " 1970, how long ago as in -6h (s, m, h, d), now");
        }
    }

    private static Duration unit(String name) {
        return switch (name) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
        };
    }

    /// The tier of a name, of those that are kept.
    static Tier tier(String name, Retention retention) throws ConfigurationException {
        for (Tier tier : retention.list()) {
            if (tier.wireName().equals(name)) {
                return tier;
            }
        }
        throw new ConfigurationException(
                "--tier is "
                        + name
                        + "; allowed, by store.tiers: "
                        + String.join(
                                ", ", retention.list().stream().map(Tier::wireName).toList()));
    }
}
