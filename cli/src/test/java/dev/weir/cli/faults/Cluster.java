package dev.weir.cli.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.cli.broker.BrokerException;
import dev.weir.cli.broker.TopicConfig;
import dev.weir.cli.broker.TopicSetup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// A log, the agent that follows it, a broker, the stream jobs and the store: each a process of its
/// own, with what a test needs to disturb them and to count what comes through.
final class Cluster implements AutoCloseable {
    static final String CUSTOMER = "edge";
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int PARTITIONS = 4;

    final NumberedLog log;
    final Link agentLink;
    final Link jobsLink;
    final Part broker;
    final Part agent;
    final Part jobs;
    final Part store;
    final SmallDisk agentDisk;
    final SmallDisk brokerDisk;
    final CountedLines counted;
    final JobCounts jobCounts;
    final Path jobsData;
    private final Path directory;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /// Ends the processes when the test itself is told to end.
    private final Thread hook = new Thread(this::closeAll, "cluster-close");

    /// Starts everything.
    Cluster(Path directory, long seed) throws Exception {
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            agentDisk = opened(SmallDisk.at(directory.resolve("agent"), "8m"));
            brokerDisk = opened(SmallDisk.at(directory.resolve("broker"), "700m"));
            int direct = freePort();
            int forAgent = freePort();
            int forJobs = freePort();
            agentLink = opened(new Link(forAgent));
            jobsLink = opened(new Link(forJobs));
            List<String> ports = new ArrayList<>(listener("PLAINTEXT", direct, direct));
            ports.addAll(listener("AGENT", forAgent, agentLink.port()));
            ports.addAll(listener("JOBS", forJobs, jobsLink.port()));
            broker = broker(ports);
            Path file = directory.resolve("access.log");
            String api = "127.0.0.1:" + freePort();
            jobsData = directory.resolve("jobs");
            agent =
                    weir(
                            "agent",
                            "weir collect follows",
                            agentConfig(agentDisk.root(), file),
                            "collect");
            jobs = weir("jobs", "weir stream counts", jobsConfig(), "stream");
            store = weir("store", "weir serve", storeConfig(), "serve", "--listen", api);
            startAll(Map.of("bootstrap.servers", "127.0.0.1:" + direct));
            log = opened(new NumberedLog(file, seed));
            Map<String, Object> kafka = Map.of("bootstrap.servers", "127.0.0.1:" + direct);
            counted = opened(new CountedLines(log, kafka, PARTITIONS));
            jobCounts = opened(new JobCounts(kafka, PARTITIONS, "http://" + api));
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    private synchronized <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static List<String> listener(String name, int port, int advertised) {
        return List.of(name, Integer.toString(port), Integer.toString(advertised));
    }

    private Part broker(List<String> ports) {
        List<String> program = new ArrayList<>(List.of("dev.weir.cli.broker.BrokerMain"));
        program.add(brokerDisk.root().resolve("data").toString());
        program.addAll(ports);
        return opened(new Part("broker", directory, "broker is up", program));
    }

    private Part weir(String name, String ready, String config, String... arguments)
            throws IOException {
        Path file = Files.writeString(directory.resolve(name + ".yaml"), config);
        List<String> program = new ArrayList<>(List.of("dev.weir.cli.Weir"));
        program.addAll(List.of(arguments));
        program.addAll(List.of("--config", file.toString()));
        return opened(new Part(name, directory, ready, program));
    }

    private String agentConfig(Path data, Path file) {
        return """
        data: %s
        kafka:
          bootstrap.servers: 127.0.0.1:%d
          request.timeout.ms: 5000
        topics: {partitions: %d, replication: 1}
        collect:
          host: edge1
          logs:
            - {path: %s, format: combined, customer: %s}
        """
                .formatted(data, agentLink.port(), PARTITIONS, file, CUSTOMER);
    }

    private String jobsConfig() {
        return """
        data: %s
        kafka: {bootstrap.servers: 127.0.0.1:%d}
        topics: {partitions: %d, replication: 1}
        stream: {instance_id: jobs-1, threads: 1}
        """
                .formatted(jobsData, jobsLink.port(), PARTITIONS);
    }

    private String storeConfig() {
        return """
        data: %s
        kafka:
          bootstrap.servers: 127.0.0.1:%d
          session.timeout.ms: 6000
          heartbeat.interval.ms: 1500
        topics: {partitions: %d, replication: 1}
        """
                .formatted(directory.resolve("store"), jobsLink.port(), PARTITIONS);
    }

    private void startAll(Map<String, Object> kafka)
            throws IOException, InterruptedException, BrokerException {
        broker.start();
        broker.awaitUp();
        TopicSetup.createMissing(kafka, new TopicConfig(PARTITIONS, (short) 1), PATIENCE);
        for (Part part : List.of(agent, jobs, store)) {
            part.start();
        }
        for (Part part : List.of(agent, jobs, store)) {
            part.awaitUp();
        }
    }

    List<Part> parts() {
        return List.of(broker, agent, jobs, store);
    }

    /// Repairs everything, waits until every line that was written is counted everywhere, and fails
    /// if one is missing, counts twice or comes from nowhere.
    ///
    /// @param forgotten whether the agent has lost a checkpoint in this round or one before
    void settle(String round, boolean forgotten) throws Exception {
        log.write(false);
        agentDisk.free();
        brokerDisk.free();
        agentLink.become(Link.State.WHOLE);
        jobsLink.become(Link.State.WHOLE);
        for (Part part : parts()) {
            part.awaitUp();
        }
        Map<Long, Long> expected = log.perMinute();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isCounted(expected) || !jobCounts.unsettled(forgotten).isEmpty()) {
            assertEquals(List.of(), counted.errors(), round);
            if (jobCounts.requests() > log.lines() || System.nanoTime() > deadline) {
                throw new AssertionError(round + ": " + difference(expected));
            }
            for (Part part : parts()) {
                part.supervise();
            }
        }
        assertEquals(List.of(), counted.errors(), round);
        assertEquals(0, jobCounts.gapBytes(), round + ": the jobs miss bytes");
        log.removeRotated();
    }

    private boolean isCounted(Map<Long, Long> expected) throws InterruptedException {
        counted.read();
        jobCounts.read();
        return counted.lines() == log.lines()
                && jobCounts.requests() == log.lines()
                && jobCounts.perMinute(CUSTOMER, expected).equals(expected);
    }

    private String difference(Map<Long, Long> expected) throws InterruptedException {
        return "written "
                + log.lines()
                + ", in the topic "
                + counted.lines()
                + ", counted by the jobs "
                + jobCounts.requests()
                + "; by minute "
                + expected
                + ", in the store "
                + jobCounts.perMinute(CUSTOMER, expected)
                + "; sources whose books differ: "
                + jobCounts.unsettled(false)
                + "; what the processes say: "
                + directory;
    }

    @Override
    public void close() {
        closeAll();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private synchronized void closeAll() {
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) {
                System.out.println(part + " does not close: " + e);
            }
        }
    }
}
