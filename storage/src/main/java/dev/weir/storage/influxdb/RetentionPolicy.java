package dev.weir.storage.influxdb;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A retention policy of the database, or a bucket of InfluxDB 2: how long the server keeps what is in
/// it, and in pieces of which length it forgets.
///
/// @param name that of a tier, or `state`
/// @param duration zero: for ever
/// @param shard the length of the pieces
record RetentionPolicy(String name, Duration duration, Duration shard) {
    /// The server keeps nothing for less.
    private static final Duration LEAST = Duration.ofHours(1);

    /// Whoever keeps something for longer, keeps it for ever: a server's durations end at 292 years.
    private static final Duration LONGEST = Duration.ofDays(100_000);

    /// Shorter shards would be many, and each has files of its own.
    private static final int MIN_WINDOWS = 200;

    private static final List<Duration> SHARDS =
            List.of(
                    Duration.ofHours(1),
                    Duration.ofDays(1),
                    Duration.ofDays(30),
                    Duration.ofDays(365));

    /// What the configuration wants: a policy for each tier, and one for everything else.
    static List<RetentionPolicy> of(Retention retention) {
        List<RetentionPolicy> policies = new ArrayList<>();
        retention.tiers().forEach((tier, kept) -> policies.add(of(tier, kept)));
        policies.add(new RetentionPolicy(InfluxDatabase.STATE, Duration.ZERO, Duration.ofDays(30)));
        return policies;
    }

    private static RetentionPolicy of(Tier tier, Duration kept) {
        Duration duration = kept.compareTo(LEAST) < 0 ? LEAST : kept;
        Duration least = tier.duration().multipliedBy(MIN_WINDOWS);
        Duration shard =
                SHARDS.stream()
                        .filter(length -> length.compareTo(least) >= 0)
                        .findFirst()
                        .orElse(least);
        if (duration.compareTo(LONGEST) > 0) {
            return new RetentionPolicy(tier.wireName(), Duration.ZERO, shard);
        }
        return new RetentionPolicy(
                tier.wireName(), duration, shard.compareTo(duration) > 0 ? duration : shard);
    }

    /// The statement that makes it in a database.
    String create(String database) {
        return "CREATE RETENTION POLICY \"%s\" ON \"%s\" DURATION %s REPLICATION 1 SHARD DURATION %s"
                .formatted(name, database, text(duration), text(shard));
    }

    /// The statement that changes one of this name to it.
    String alter(String database) {
        return "ALTER RETENTION POLICY \"%s\" ON \"%s\" DURATION %s SHARD DURATION %s"
                .formatted(name, database, text(duration), text(shard));
    }

    /// The command that makes the bucket of InfluxDB 2 that serves as it.
    String createBucket(String database) {
        return "influx bucket create --name %s/%s --retention %s --shard-group-duration %s"
                .formatted(database, name, duration.isZero() ? "0" : text(duration), text(shard));
    }

    private static String text(Duration duration) {
        return duration.isZero() ? "INF" : duration.toSeconds() + "s";
    }
}
