package dev.weir.jobs;

import dev.weir.jobs.attack.AttackConfig;
import dev.weir.jobs.count.BatchAggregator;
import dev.weir.jobs.count.ClockPolicy;
import dev.weir.schema.partial.EntryKind;
import dev.weir.schema.rollup.Tier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the stream jobs run.
///
/// @param applicationId names the consumer group, the changelogs and the transactions
/// @param kafka connection settings, passed through to every Kafka client
/// @param stateDirectory where Kafka Streams keeps its lock and process id
/// @param threads stream threads in this process
/// @param standbys other instances that keep a copy of each task's state, so that one of them goes on at
///     once where this one fails; 0: whoever takes a task over reads its state from Kafka first
/// @param instanceId a name of this instance that survives its restarts, so that it takes its tasks
///     up again at once; null: every start is a new member
/// @param commitInterval time between transactions, at most: what is counted becomes visible with
///     them
/// @param emitInterval how often a changing window of the finest tier is written out while there is time
/// @param tiers the windows' sizes, finest first; requests are first counted in the finest
/// @param hold how long a window is kept open after its end, or after its last request if that came
///     later; requests that come after it make a new part of the window
/// @param maxOpenWindows of one task; beyond it the longest untouched are closed early, and later
///     requests make new parts
/// @param maxCustomers with open windows in one task; requests of further ones are counted for
///     `_other`
/// @param clock what is done about proxies whose clocks are wrong
/// @param leftOut what requests are not counted by, of [BatchAggregator#OPTIONAL]
/// @param attack when a signal opens
/// @param alertmanager base URL of an Alertmanager that is told of signals; null: nobody is
public record JobConfig(
        String applicationId,
        Map<String, Object> kafka,
        Path stateDirectory,
        int threads,
        int standbys,
        @Nullable String instanceId,
        Duration commitInterval,
        Duration emitInterval,
        List<Tier> tiers,
        Duration hold,
        int maxOpenWindows,
        int maxCustomers,
        ClockPolicy clock,
        Set<EntryKind> leftOut,
        AttackConfig attack,
        @Nullable URI alertmanager) {

    public static final String DEFAULT_APPLICATION_ID = "weir-stream";
    public static final Duration DEFAULT_COMMIT_INTERVAL = Duration.ofMillis(200);
    public static final Duration DEFAULT_EMIT_INTERVAL = Duration.ofMillis(100);
    public static final Duration DEFAULT_HOLD = Duration.ofSeconds(10);
    public static final int DEFAULT_MAX_OPEN_WINDOWS = 500_000;
    public static final int DEFAULT_MAX_CUSTOMERS = 100_000;

    /// Copies the collections.
    ///
    /// @throws IllegalArgumentException if there is no tier, they do not grow, or what is left out is not
    ///     optional
    public JobConfig {
        kafka = Map.copyOf(kafka);
        tiers = List.copyOf(tiers);
        leftOut = Set.copyOf(leftOut);
        if (tiers.isEmpty()) {
            throw new IllegalArgumentException("there is no tier");
        }
        if (!BatchAggregator.OPTIONAL.containsAll(leftOut)) {
            throw new IllegalArgumentException("not optional is one of " + leftOut);
        }
        for (int i = 1; i < tiers.size(); i++) {
            if (tiers.get(i).seconds() % tiers.get(i - 1).seconds() != 0) {
                throw new IllegalArgumentException(
                        "tier "
                                + tiers.get(i).wireName()
                                + " is no multiple of tier "
                                + tiers.get(i - 1).wireName());
            }
        }
    }

    /// The tier that requests are first counted in.
    public Tier finestTier() {
        return tiers.getFirst();
    }
}
