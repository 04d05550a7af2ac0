package dev.weir.cli.config;

import dev.weir.schema.rollup.Tier;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import dev.weir.storage.Retention;
import dev.weir.storage.kafka.RollupWriterConfig;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Section `store`.
///
/// @param backend where the store is
/// @param retention how long each tier is kept
/// @param writers writes to it at once
public record StoreSettings(StoreBackend backend, Retention retention, int writers) {
    private static final int DEFAULT_WRITERS = 4;
    private static final Pattern TIER = Pattern.compile("(\\d{1,4})([smhd])");

    static StoreSettings of(YamlMap section) throws ConfigurationException {
        section.allowOnly(
                "backend", "directory", "postgresql", "influxdb", "tiers", "signals", "writers");
        StoreBackend backend = StoreBackend.of(section);
        return new StoreSettings(
                backend,
                new Retention(
                        section.has("tiers")
                                ? tiers(section.map("tiers"))
                                : Retention.DEFAULT.tiers(),
                        section.duration("signals").orElse(Retention.DEFAULT.ofSignals())),
                writers(section, backend));
    }

    private static int writers(YamlMap section, StoreBackend backend)
            throws ConfigurationException {
        if (backend instanceof StoreBackend.Embedded) {
            if (section.has("writers")) {
                throw section.error(
                        "writers",
                        "needs a backend other than embedded, whose writes wait for each other");
            }
            return 1;
        }
        return section.integer("writers", 1, RollupWriterConfig.MAX_WRITERS)
                .orElse(DEFAULT_WRITERS);
    }

    private static SortedMap<Tier, Duration> tiers(YamlMap section) throws ConfigurationException {
        SortedMap<Tier, Duration> tiers = new TreeMap<>();
        for (String key : section.keys()) {
            Matcher matcher = TIER.matcher(key);
            if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
                throw section.error(key, "is no tier; allowed: a size of window, as in 1s, 1m, 1h");
            }
            int unit =
                    switch (matcher.group(2)) {
                        case "s" -> 1;
                        case "m" -> 60;
                        case "h" -> 3600;
                        default -> 86400;
                    };
            tiers.put(
                    new Tier(Integer.parseInt(matcher.group(1)) * unit),
                    section.duration(key).orElse(Duration.ofDays(30)));
        }
        Tier finer = null;
        for (Tier tier : tiers.keySet()) {
            if (finer != null && tier.seconds() % finer.seconds() != 0) {
                throw section.error(
                        tier.wireName(), "is no multiple of the finer tier " + finer.wireName());
            }
            finer = tier;
        }
        return tiers;
    }
}
