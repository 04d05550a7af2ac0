package dev.weir.cli.config;

import dev.weir.jobs.JobConfig;
import dev.weir.jobs.attack.AttackConfig;
import dev.weir.jobs.count.BatchAggregator;
import dev.weir.jobs.count.ClockPolicy;
import dev.weir.schema.partial.EntryKind;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Section `stream`.
///
/// @param applicationId names the group that shares the work
/// @param threads stream threads in this process
/// @param standbys other instances that keep a copy of each task's state
/// @param instanceId a name of this instance that survives its restarts
/// @param commitInterval time between transactions, at most
/// @param emitInterval how often a changing window of the finest tier is written out
/// @param hold how long windows take late requests
/// @param maxOpenWindows of one task
/// @param maxCustomers of one task
/// @param maxAhead how far events may be ahead of their arrival
/// @param retimes whether those further ahead are counted at their arrival
/// @param leftOut what requests are not counted by
/// @param attack when signals open
/// @param alertmanager told of signals
public record StreamSettings(
        String applicationId,
        int threads,
        int standbys,
        Optional<String> instanceId,
        Duration commitInterval,
        Duration emitInterval,
        Duration hold,
        int maxOpenWindows,
        int maxCustomers,
        Duration maxAhead,
        boolean retimes,
        Set<EntryKind> leftOut,
        AttackConfig attack,
        Optional<URI> alertmanager) {

    private static final Duration SHORTEST = Duration.ofMillis(10);

    /// Well below the time after which Kafka takes a transaction for dead.
    private static final Duration LONGEST_COMMIT = Duration.ofSeconds(2);

    private static final Duration LONGEST_EMIT = Duration.ofMinutes(1);

    static StreamSettings of(YamlMap section) throws ConfigurationException {
        section.allowOnly(
                "application_id",
                "threads",
                "standbys",
                "instance_id",
                "commit_interval",
                "emit_interval",
                "hold",
                "max_open_windows",
                "max_customers",
                "clock",
                "leave_out",
                "attack",
                "alertmanager");
        YamlMap clock = section.map("clock");
        clock.allowOnly("max_ahead", "retime");
        return new StreamSettings(
                section.text("application_id").orElse(JobConfig.DEFAULT_APPLICATION_ID),
                section.integer("threads", 1, 256).orElse(2),
                section.integer("standbys", 0, 10).orElse(0),
                section.text("instance_id"),
                section.duration("commit_interval", SHORTEST, LONGEST_COMMIT)
                        .orElse(JobConfig.DEFAULT_COMMIT_INTERVAL),
                section.duration("emit_interval", SHORTEST, LONGEST_EMIT)
                        .orElse(JobConfig.DEFAULT_EMIT_INTERVAL),
                section.duration("hold").orElse(JobConfig.DEFAULT_HOLD),
                section.integer("max_open_windows", 100, 100_000_000)
                        .orElse(JobConfig.DEFAULT_MAX_OPEN_WINDOWS),
                section.integer("max_customers", 1, 100_000_000)
                        .orElse(JobConfig.DEFAULT_MAX_CUSTOMERS),
                clock.duration("max_ahead").orElse(ClockPolicy.DEFAULT_MAX_AHEAD),
                clock.flag("retime").orElse(false),
                leftOut(section),
                attack(section.map("attack")),
                alertmanager(section));
    }

    private static Set<EntryKind> leftOut(YamlMap section) throws ConfigurationException {
        Set<EntryKind> leftOut = EnumSet.noneOf(EntryKind.class);
        for (String name : section.texts("leave_out")) {
            Optional<EntryKind> kind =
                    BatchAggregator.OPTIONAL.stream()
                            .filter(optional -> optional.wireName().equals(name))
                            .findAny();
            if (kind.isEmpty()) {
                throw section.error("leave_out", "has " + name + "; allowed: " + optionalNames());
            }
            leftOut.add(kind.get());
        }
        return leftOut;
    }

    private static String optionalNames() {
        return BatchAggregator.OPTIONAL.stream()
                .sorted()
                .map(EntryKind::wireName)
                .collect(Collectors.joining(", "));
    }

    private static AttackConfig attack(YamlMap section) throws ConfigurationException {
        section.allowOnly(
                "threat_requests",
                "threat_span",
                "flood_minimum_per_second",
                "flood_factor",
                "flood_warm_up");
        AttackConfig standard = AttackConfig.DEFAULT;
        return new AttackConfig(
                section.integer("threat_requests", 1, 1_000_000).orElse(standard.threatRequests()),
                section.duration("threat_span").orElse(standard.threatSpan()),
                section.integer("flood_minimum_per_second", 1, 100_000_000)
                        .map(Integer::doubleValue)
                        .orElse(standard.floodMinimumPerSecond()),
                section.integer("flood_factor", 2, 1000)
                        .map(Integer::doubleValue)
                        .orElse(standard.floodFactor()),
                section.duration("flood_warm_up").orElse(standard.floodWarmUp()));
    }

    private static Optional<URI> alertmanager(YamlMap section) throws ConfigurationException {
        Optional<String> text = section.text("alertmanager");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(text.get());
            if (uri.getHost() != null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one complaint for both.
        }
        throw section.error(
                "alertmanager", "is no address; allowed: http://host:port of an Alertmanager");
    }

    /// These settings with a name of the instance, if they have none.
    public StreamSettings orNamed(String name) {
        return new StreamSettings(
                applicationId,
                threads,
                standbys,
                Optional.of(instanceId.orElse(name)),
                commitInterval,
                emitInterval,
                hold,
                maxOpenWindows,
                maxCustomers,
                maxAhead,
                retimes,
                leftOut,
                attack,
                alertmanager);
    }

    /// The job's settings.
    public JobConfig job(Map<String, Object> kafka, List<Tier> tiers, Path stateDirectory) {
        return new JobConfig(
                applicationId,
                kafka,
                stateDirectory,
                threads,
                standbys,
                instanceId.orElse(null),
                commitInterval,
                emitInterval,
                tiers,
                hold,
                maxOpenWindows,
                maxCustomers,
                new ClockPolicy(maxAhead, hold, retimes),
                leftOut,
                attack,
                alertmanager.orElse(null));
    }
}
