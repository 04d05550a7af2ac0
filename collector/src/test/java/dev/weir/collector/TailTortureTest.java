package dev.weir.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.collector.format.LogFormat;
import dev.weir.schema.source.SourceLines;
import dev.weir.schema.yaml.ConfigurationException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writers, rotations of every kind, kills and damaged checkpoints at random; then every line that
/// was written is compared with every line that was counted.
///
/// `-Dweir.torture.rounds=500` goes on for long, `-Dweir.torture.seed=…` begins with that round.
class TailTortureTest {
    private static final int ROUNDS = Integer.getInteger("weir.torture.rounds", 3);
    private static final long SEED = Long.getLong("weir.torture.seed", 1);
    private static final int STEPS = 40;

    @TempDir Path directory;

    @Test
    void everyLineIsCountedOnceWhateverHappensToItsFile() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = SEED + round;
            new Round(directory.resolve("round-" + seed), seed).run();
        }
    }

    /// One log from its first line to its last.
    private static final class Round {
        private final String name;
        private final Path directory;
        private final Random random;
        private final TortureLog log;
        private final TortureSink sink;
        private final boolean damaging;
        private final boolean appending;
        private CollectorMetrics metrics = new CollectorMetrics(new PrometheusRegistry());
        private TortureSink.Connection connection;
        private Collector collector;
        private double truncations;
        private boolean damaged;
        private boolean killed;

        Round(Path directory, long seed) throws IOException, ConfigurationException {
            this.directory = directory;
            random = new Random(seed);
            appending = random.nextInt(3) != 0;
            damaging = random.nextInt(3) == 0;
            name = "seed " + seed + (appending ? "" : ", not appending");
            Files.createDirectories(directory);
            log = new TortureLog(directory, appending, seed);
            sink = new TortureSink(seed);
            connection = sink.new Connection();
            collector = start();
        }

        private Collector start() throws ConfigurationException {
            metrics = new CollectorMetrics(new PrometheusRegistry());
            connection = sink.new Connection();
            var config =
                    CollectorConfig.of(
                                    "edge1",
                                    List.of(LogFile.of(log.log, LogFormat.of("combined"))),
                                    directory.resolve("state/checkpoint"))
                            .withTiming(
                                    TailTiming.DEFAULT
                                            .withPoll(
                                                    Duration.ofMillis(2),
                                                    Duration.ofMillis(5),
                                                    Duration.ofMillis(50))
                                            .withQuiescent(Duration.ofMillis(40)))
                            .withLimits(
                                    new BatchLimits(20_000, 100, Duration.ofMillis(5), 64 << 10));
            var started =
                    new Collector(
                            config,
                            Catalogue.empty(metrics),
                            connection,
                            metrics,
                            System::currentTimeMillis);
            started.start();
            return started;
        }

        void run() throws Exception {
            try (log) {
                log.start();
                for (int step = 0; step < STEPS; step++) {
                    step();
                    LedgerAssertions.assertBalanced(collector);
                    LockSupport.parkNanos(random.nextInt(20_000_000));
                }
            }
            connection.becomePrompt();
            CollectorHarness.await(
                    name + ": every line that is safe is counted",
                    () -> sink.hasCounted(log.safe()),
                    () -> log.whereIs(sink.missingOf(log.safe())) + collector.ledger());
            truncations += metrics.truncations();
            LedgerAssertions.assertBalanced(collector);
            collector.close();
            check();
            checkBooks();
        }

        private void step() throws Exception {
            switch (random.nextInt(10)) {
                case 0, 1 -> log.rename();
                case 2 -> log.copyTruncate();
                case 3, 4 -> log.compress();
                case 5 -> removeWhileReading();
                case 6 -> kill();
                default -> connection.acknowledgeAll();
            }
        }

        /// What is removed before anybody has opened it is lost whoever reads: so it is open, and
        /// stays so until it is read.
        private void removeWhileReading() throws Exception {
            if (!Files.exists(log.log) || !log.haveReopened()) {
                return;
            }
            Optional<String> id = log.sourceId();
            if (id.isEmpty()) {
                return;
            }
            CollectorHarness.await(
                    name + ": the file is open",
                    () ->
                            collector.ledger().stream()
                                    .anyMatch(one -> one.sourceId().startsWith(id.get())));
            log.remove();
            CollectorHarness.await(
                    name + ": the writers have turned to the next", log::haveReopened);
            Set<Integer> before = log.safe();
            CollectorHarness.await(
                    name + ": the removed file is read",
                    () -> sink.hasCounted(before),
                    () -> log.whereIs(sink.missingOf(before)) + collector.ledger());
        }

        private void kill() throws Exception {
            connection.kill();
            killed = true;
            truncations += metrics.truncations();
            collector.abandon();
            for (int step = random.nextInt(4); step > 0; step--) {
                switch (random.nextInt(4)) {
                    case 0 -> log.rename();
                    case 1 -> log.copyTruncate();
                    case 2 -> log.compress();
                    default -> LockSupport.parkNanos(random.nextInt(10_000_000));
                }
            }
            if (damaging) {
                damage();
            }
            collector = start();
        }

        private void damage() throws IOException {
            for (String slot : List.of("checkpoint.0", "checkpoint.1")) {
                Path file = directory.resolve("state").resolve(slot);
                if (!Files.exists(file) || random.nextBoolean()) {
                    continue;
                }
                damaged = true;
                if (random.nextInt(4) == 0) {
                    Files.delete(file);
                    continue;
                }
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(random.nextLong(channel.size() + 1));
                }
            }
        }

        private void check() {
            Set<Integer> missing = sink.missingOf(log.written());
            Set<Integer> unexplained = new HashSet<>(missing);
            unexplained.removeAll(log.atRisk());
            assertEquals(Set.of(), unexplained, name + ": missing");
            // What came and went while nobody was there to look cannot be told from a rotation.
            assertTrue(
                    missing.isEmpty() || truncations > 0 || killed,
                    name + ": lost silently " + missing);
            assertEquals(List.of(), sink.gaps(), name + ": gaps");
            Map<Integer, String> twice = new TreeMap<>(sink.twice());
            if (damaged) {
                // A copy of a file whose checkpoint is gone is a file that nobody knows.
                twice.keySet().removeAll(log.moved());
            }
            assertEquals(Map.of(), twice, name + ": counted twice");
            assertEquals(
                    Set.of(), sink.missingOf(log.safe()), name + ": all that is safe is counted");
            Set<Integer> invented = new HashSet<>(sink.counted());
            invented.removeAll(log.written());
            assertEquals(Set.of(), invented, name + ": never written");
        }

        /// Of every source, what its collectors say and what was counted: the same requests in the
        /// same bytes, through all kills.
        private void checkBooks() {
            for (SourceLines lines : collector.takeLines()) {
                String what = name + ": " + lines;
                long countedTo = sink.countedTo(lines.sourceId());
                assertTrue(lines.isBalanced(), what);
                assertEquals(0, lines.waiting(), what);
                if (lines.acknowledgedTo() == countedTo) {
                    assertEquals(sink.requests(lines.sourceId()), lines.shipped(), what);
                } else {
                    // What was counted and not acknowledged when the collector was killed, and is
                    // not there to be read again.
                    assertTrue(killed && lines.acknowledgedTo() < countedTo, what);
                }
            }
        }
    }
}
