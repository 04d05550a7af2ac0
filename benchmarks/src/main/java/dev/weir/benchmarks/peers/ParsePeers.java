package dev.weir.benchmarks.peers;

import dev.weir.benchmarks.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parsing beside its peers: the same log, one core each, in turns.
///
/// ```
///              ┌─► wc -l                     the least that reading costs
///              ├─► Weir, parsing             lines in memory ─► requests of a batch
/// combined.log ┼─► Weir, file to batch       file ─► encoded batches
///              ├─► GoAccess                  file ─► its report
///              ├─► rsyslog                   file ─► six fields of each line in a file
///              └─► nl.basjes.parse.httpdlog  lines in memory ─► objects
/// ```
///
/// `benchmarks/run parse-peers [lines] [runs]`
public final class ParsePeers {
    /// What a peer that is a hundred times slower is given.
    private static final long SLOW_PEERS_LINES = 50_000;

    private static final Pattern TOTAL_REQUESTS = Pattern.compile("\"total_requests\": *(\\d+)");

    /// Runs the benchmark and prints its table.
    public static void main(String[] arguments) throws Exception {
        long lines = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        Path directory = Files.createTempDirectory("weir-peers");
        try {
            PeerLog log = PeerLog.generate(directory.resolve("combined.log"), lines);
            Map<Peer, List<Measured>> measured = new LinkedHashMap<>();
            for (int run = 0; run < runs; run++) {
                for (Peer peer : peers(directory)) {
                    measure(peer, log, measured);
                }
            }
            print(log, runs, measured);
        } finally {
            Directories.delete(directory);
        }
    }

    private static List<Peer> peers(Path directory) {
        return List.of(
                new ProgramPeer(
                        "`wc -l`",
                        Path.of("/usr/bin/wc"),
                        log -> List.of("-l", log.path().toString()),
                        _ -> {}),
                new JavaPeer(
                        "Weir, parsing", JavaPeerMain.Work.WEIR_PARSE, Long.MAX_VALUE, "1500m"),
                new JavaPeer(
                        "Weir, file to batch", JavaPeerMain.Work.WEIR_SCAN, Long.MAX_VALUE, "256m"),
                new ProgramPeer(
                        "GoAccess",
                        Path.of("/usr/bin/goaccess"),
                        log ->
                                List.of(
                                        log.path().toString(),
                                        "--no-global-config",
                                        "--no-progress",
                                        "--log-format=COMBINED",
                                        "-o",
                                        directory.resolve("goaccess.json").toString()),
                        log -> checkGoAccess(log, directory.resolve("goaccess.json"))),
                new RsyslogPeer("rsyslog, properties", RsyslogPeer.Parsing.PROPERTY),
                new RsyslogPeer("rsyslog, mmnormalize", RsyslogPeer.Parsing.NORMALIZE),
                new JavaPeer(
                        "httpdlog-parser", JavaPeerMain.Work.HTTPDLOG, SLOW_PEERS_LINES, "1500m"));
    }

    private static void checkGoAccess(PeerLog log, Path report) throws IOException {
        Matcher total = TOTAL_REQUESTS.matcher(Files.readString(report));
        if (!total.find() || Long.parseLong(total.group(1)) != log.lines()) {
            throw new IOException("GoAccess has not read every line, see " + report);
        }
    }

    private static void measure(Peer peer, PeerLog log, Map<Peer, List<Measured>> measured)
            throws InterruptedException {
        if (!peer.missing().isEmpty()) {
            System.err.println(peer.name() + " is left out: " + peer.missing());
            return;
        }
        try {
            Measured run = peer.run(log);
            System.err.printf(
                    Locale.ROOT, "%s: %,.0f lines/s%n", peer.name(), run.linesPerSecond());
            measured.computeIfAbsent(peer, _ -> new ArrayList<>()).add(run);
        } catch (IOException e) {
            System.err.println(peer.name() + " has failed: " + e.getMessage());
        }
    }

    private static void print(PeerLog log, int runs, Map<Peer, List<Measured>> measured) {
        System.out.printf(
                Locale.ROOT,
                "%,d lines, %.1f bytes a line, the median of %d runs in turns, %s, Java %s%n%n",
                log.lines(),
                (double) log.bytes() / log.lines(),
                runs,
                OneCore.isPossible() ? "one core each" : "not bound to a core",
                Runtime.version());
        System.out.println(
                "| | lines/s | slowest – fastest | MB/s | of `wc -l` | CPU µs/line"
                        + " | bytes allocated/line | lines/s in a cold JVM |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|");
        double base = Double.NaN;
        for (var entry : measured.entrySet()) {
            Measured run = Measured.median(entry.getValue());
            base = Double.isNaN(base) ? run.linesPerSecond() : base;
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f | %s | %,.0f | %.4f | %.2f | %s | %s |%n",
                    entry.getKey().name(),
                    run.linesPerSecond(),
                    spread(entry.getValue()),
                    run.bytes() / run.seconds() / 1e6,
                    run.linesPerSecond() / base,
                    run.cpuSeconds() * 1e6 / run.lines(),
                    run.allocatedBytes() < 0
                            ? "–"
                            : String.format(
                                    Locale.ROOT,
                                    "%,.1f",
                                    (double) run.allocatedBytes() / run.lines()),
                    run.coldSeconds() < 0
                            ? "–"
                            : String.format(Locale.ROOT, "%,.0f", run.lines() / run.coldSeconds()));
        }
    }

    private static String spread(List<Measured> runs) {
        var speeds = runs.stream().mapToDouble(Measured::linesPerSecond).summaryStatistics();
        return String.format(Locale.ROOT, "%,.0f – %,.0f", speeds.getMin(), speeds.getMax());
    }

    private ParsePeers() {}
}
