package dev.weir.benchmarks.agent;

import dev.weir.benchmarks.Directories;
import dev.weir.benchmarks.peers.PeerLog;
import dev.weir.cli.broker.BrokerConfig;
import dev.weir.cli.broker.EmbeddedBroker;
import dev.weir.cli.broker.TopicConfig;
import dev.weir.cli.broker.TopicSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/// What an agent costs its host at a rate of lines: its CPU, its memory, the bytes it has sent. Each
/// agent in its turn follows the same lines to the same broker.
///
/// `benchmarks/run agent-cost [seconds] [lines/s]…`
public final class AgentCost {
    private static final long LOG_LINES = 200_000;
    private static final long WARM_UP_RATE = 1_000;
    private static final int WARM_UP_SECONDS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final EmbeddedBroker broker;
    private final byte[] lines;
    private final int[] ends;

    private AgentCost(Path directory, EmbeddedBroker broker, byte[] lines) {
        this.directory = directory;
        this.broker = broker;
        this.lines = lines;
        this.ends = ends(lines);
    }

    private static int[] ends(byte[] lines) {
        int[] ends = new int[lines.length / 16];
        int count = 0;
        for (int at = 0; at < lines.length; at++) {
            if (lines[at] == '\n') {
                ends[count++] = at + 1;
            }
        }
        return Arrays.copyOf(ends, count);
    }

    /// Runs the benchmark and prints its table.
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        long[] rates =
                arguments.length > 1
                        ? Arrays.stream(arguments).skip(1).mapToLong(Long::parseLong).toArray()
                        : new long[] {1_000, 50_000, 500_000};
        Path directory = Files.createTempDirectory("weir-agents");
        var broker = new EmbeddedBroker(BrokerConfig.in(directory.resolve("kafka")));
        try {
            broker.start();
            byte[] lines =
                    Files.readAllBytes(
                            PeerLog.generate(directory.resolve("lines"), LOG_LINES).path());
            var benchmark = new AgentCost(directory, broker, lines);
            System.out.printf(
                    Locale.ROOT,
                    "%d seconds at each rate, `combined`, %.0f bytes a line%n%n",
                    seconds,
                    (double) lines.length / benchmark.ends.length);
            System.out.println(
                    "| lines/s | agent | CPU, percent of a core | µs a line | peak RSS | bytes sent a line"
                            + " | delivered lines/s |");
            System.out.println("|---:|---|---:|---:|---:|---:|---:|");
            for (long rate : rates) {
                for (Agent agent : List.of(Agent.weir(), Agent.rsyslog(), Agent.syslogNg())) {
                    benchmark.run(agent, rate, seconds);
                }
            }
        } finally {
            broker.close();
            Directories.delete(directory);
        }
        System.exit(0);
    }

    private void run(Agent agent, long rate, int seconds) throws Exception {
        if (Files.notExists(agent.program())) {
            System.out.printf("| %,d | %s is not here | | | | | |%n", rate, agent.program());
            return;
        }
        Path own = Files.createTempDirectory(directory, "agent");
        Path log = Files.createFile(own.resolve("access.log"));
        boolean frames = agent.topic().equals("weir.requests");
        makeTopics(agent.topic(), frames);
        Process process =
                new ProcessBuilder(
                                agent.setup()
                                        .command(
                                                log, own, broker.bootstrapServers(), agent.topic()))
                        .redirectErrorStream(true)
                        .redirectOutput(own.resolve("messages").toFile())
                        .start();
        try (var meter = new TopicMeter(broker.bootstrapServers(), agent.topic(), frames)) {
            // Whatever an agent does once is done before anything is measured.
            long warm = LogAtRate.write(log, lines, ends, WARM_UP_RATE, WARM_UP_SECONDS);
            if (await(meter, warm).isEmpty()) {
                complain(agent, own, process);
                return;
            }
            long bytesBefore = meter.bytes();
            ProcessUse before = ProcessUse.of(process);
            long start = System.nanoTime();
            long written = LogAtRate.write(log, lines, ends, rate, seconds);
            Optional<Long> delivered = await(meter, warm + written);
            double elapsed = (System.nanoTime() - start) / 1e9;
            ProcessUse after = ProcessUse.of(process);
            long lineCount = delivered.orElseGet(() -> count(meter)) - warm;
            double cpu = (after.cpuNanos() - before.cpuNanos()) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "| %,d | %s | %.1f | %.2f | %d MiB | %.1f | %,.0f%s |%n",
                    rate,
                    agent.name(),
                    100 * cpu / elapsed,
                    1e6 * cpu / lineCount,
                    after.peakBytes() >> 20,
                    (double) (meter.bytes() - bytesBefore) / lineCount,
                    lineCount / elapsed,
                    delivered.isPresent() ? "" : " (not all)");
        } finally {
            process.destroy();
            process.waitFor();
            Files.deleteIfExists(log);
        }
    }

    /// Topics of the last run go: what an agent sends is counted from nothing.
    private void makeTopics(String topic, boolean frames) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (Admin admin = Admin.create(settings)) {
            if (admin.listTopics().names().get().contains(topic)) {
                admin.deleteTopics(List.of(topic)).all().get();
                while (admin.listTopics().names().get().contains(topic)) {
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            }
            if (frames) {
                TopicSetup.createMissing(settings, TopicConfig.EMBEDDED, PATIENCE);
            } else {
                admin.createTopics(List.of(new NewTopic(topic, 4, (short) 1))).all().get();
            }
        }
    }

    private static Optional<Long> await(TopicMeter meter, long wanted) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            long lines = meter.lines();
            if (lines >= wanted) {
                return Optional.of(lines);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return Optional.empty();
    }

    private static long count(TopicMeter meter) {
        try {
            return meter.lines();
        } catch (dev.weir.schema.frame.MalformedFrameException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void complain(Agent agent, Path own, Process process) throws IOException {
        System.err.println(
                agent.name()
                        + (process.isAlive() ? " sends nothing" : " has ended")
                        + ": "
                        + Files.readString(own.resolve("messages")));
    }
}
