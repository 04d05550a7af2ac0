package dev.weir.cli.verify;

import dev.weir.cli.broker.BrokerException;
import dev.weir.cli.config.WeirConfig;
import dev.weir.cli.run.OpenStore;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.storage.MetricStore;
import dev.weir.storage.kafka.RollupWriterConfig;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/// Takes the rollups topic and the store that is written from it, says where they differ.
///
/// ```
/// topic   |…lost…|────────── compared ──────────|── being written ──|
///         0      begin                          committed           end
/// ```
///
/// First it asks how far the store has come, then it opens the store, which so has all that is compared.
/// A window with a record beyond is left out: the store may have that record or not. The pipeline may
/// run meanwhile.
///
/// Memory is bounded: customers whose windows are too many to be held go into a pass of their own, for
/// which the topic is read again.
public final class StoreVerifier {
    /// Parts of windows that are held at once, some 400 bytes each.
    public static final int MAX_PARTS = 250_000;

    /// How much later than its record a window may begin, at least: proxies whose clocks are ahead.
    private static final long LEAST_AHEAD_MILLIS = 3_600_000;

    private static final int SHOWN = 10;

    private final WeirConfig config;
    private final Map<String, Object> kafka;
    private final int maxParts;
    private final LongSupplier clockMillis;
    private final long aheadMillis;
    private final List<Difference> differences = new ArrayList<>();
    private long records;
    private long unreadable;
    private long changing;
    private int passes;

    /// Creates a verifier.
    ///
    /// @param kafka settings of Kafka's clients, `bootstrap.servers` at least
    /// @param maxParts usually [#MAX_PARTS]
    public StoreVerifier(
            WeirConfig config, Map<String, Object> kafka, int maxParts, LongSupplier clockMillis) {
        this.config = config;
        this.kafka = kafka;
        this.maxParts = maxParts;
        this.clockMillis = clockMillis;
        aheadMillis = Math.max(config.stream().maxAhead().toMillis(), LEAST_AHEAD_MILLIS);
    }

    /// Compares the windows that are selected.
    public Verification run(Selection selection)
            throws BrokerException, ConfigurationException, IOException {
        String id;
        try (OpenStore store = OpenStore.toRead(config)) {
            id = store.id();
        }
        if (id.isEmpty()) {
            throw new ConfigurationException(
                    "no weir has written to this store: there is nothing to compare");
        }
        try (var topic = RollupsTopic.open(kafka, RollupWriterConfig.of(kafka, id).groupId())) {
            Map<TopicPartition, Long> committed = topic.committed();
            if (committed.isEmpty()) {
                throw new ConfigurationException(
                        "Kafka knows of no progress of this store's writer (group weir-store-"
                                + id
                                + "): name the brokers that it is written from, or let weir run"
                                + " first");
            }
            try (OpenStore store = OpenStore.toRead(config)) {
                return run(selection, topic, committed, store.store());
            }
        }
    }

    private Verification run(
            Selection selection,
            RollupsTopic topic,
            Map<TopicPartition, Long> committed,
            MetricStore store)
            throws BrokerException {
        OptionalLong lost = topic.lostBefore(committed);
        OptionalLong lostBefore =
                lost.isPresent() ? OptionalLong.of(lost.getAsLong() + aheadMillis) : lost;
        var comparison =
                new WindowComparison(store, config.store().retention(), clockMillis, lostBefore);
        Deque<CustomerShare> shares = new ArrayDeque<>(List.of(CustomerShare.ALL));
        while (!shares.isEmpty()) {
            pass(shares, selection, topic, committed, comparison);
        }
        return new Verification(
                records,
                unreadable,
                comparison.equal,
                comparison.missing,
                comparison.different,
                changing,
                comparison.forgotten,
                comparison.notComparable,
                passes,
                differences);
    }

    /// Compares the first of the shares, or as much of it as can be held; the rest of it goes back.
    private void pass(
            Deque<CustomerShare> shares,
            Selection selection,
            RollupsTopic topic,
            Map<TopicPartition, Long> committed,
            WindowComparison comparison)
            throws BrokerException {
        var windows = new TopicWindows();
        CustomerShare[] share = {shares.pop()};
        long[] read = new long[1];
        long skipped =
                topic.rollups(
                        topic.since(selection.from() - aheadMillis),
                        committed,
                        (key, message) -> {
                            read[0]++;
                            if (selection.has(key) && share[0].has(key.customer())) {
                                windows.put(key, message);
                                share[0] = fitting(windows, share[0], shares);
                            }
                        });
        passes++;
        records = Math.max(records, read[0] + skipped);
        unreadable = Math.max(unreadable, skipped);
        Map<TopicPartition, Long> now = topic.ends();
        topic.rollups(
                committed,
                now,
                (key, _) -> {
                    if (windows.remove(Window.of(key))) {
                        changing++;
                    }
                });
        windows.forEach(comparison::compare);
        settle(topic, now, comparison);
    }

    private CustomerShare fitting(
            TopicWindows windows, CustomerShare share, Deque<CustomerShare> shares) {
        CustomerShare fitting = share;
        while (windows.parts() > maxParts && fitting.isDivisible()) {
            shares.push(fitting.half(1));
            fitting = fitting.half(0);
            windows.keep(fitting::has);
        }
        return fitting;
    }

    /// What was written while the store was read may be what makes it differ.
    private void settle(
            RollupsTopic topic, Map<TopicPartition, Long> since, WindowComparison comparison)
            throws BrokerException {
        Set<Window> suspected = comparison.suspected();
        Set<Window> written = new HashSet<>();
        if (!suspected.isEmpty()) {
            topic.rollups(
                    since,
                    topic.ends(),
                    (key, _) -> {
                        Window window = Window.of(key);
                        if (suspected.contains(window)) {
                            written.add(window);
                        }
                    });
        }
        changing += written.size();
        comparison.settle(written).stream()
                .limit(SHOWN - differences.size())
                .forEach(differences::add);
    }
}
