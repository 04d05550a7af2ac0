package dev.weir.collector;

import dev.weir.collector.format.LogFormat;
import dev.weir.collector.input.InputConfig;
import dev.weir.collector.input.Inputs;
import dev.weir.schema.yaml.ConfigurationException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// An input and the collector that follows its spool.
final class InputPipeline implements AutoCloseable {
    static final String NAME = "edge";
    static final String HEADER = "<190>Nov 21 02:10:20 edge1 nginx: ";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Inputs inputs;
    final Collector collector;

    InputPipeline(Path directory, RecordingSink sink, InputConfig config)
            throws ConfigurationException {
        Path spools = directory.resolve("spool");
        inputs = Inputs.open(List.of(config), spools, registry);
        LogFile log = LogFile.of(Inputs.log(spools, NAME), LogFormat.of("combined")).asWhole();
        collector =
                new CollectorHarness(directory)
                        .start(
                                sink,
                                base ->
                                        new CollectorConfig(
                                                base.host(),
                                                List.of(log),
                                                base.checkpoint(),
                                                false,
                                                base.limits(),
                                                base.timing().withClose(Duration.ofMillis(500))));
        inputs.start(collector::acknowledgedOffset, InputPipeline::complain);
    }

    private static void complain(String sentence) {
        throw new AssertionError(sentence);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) inputs.address(NAME).orElseThrow();
    }

    /// Sends lines over TCP, and waits for nothing.
    static void send(InetSocketAddress to, List<String> paths) throws IOException {
        try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
            OutputStream out = socket.getOutputStream();
            StringBuilder text = new StringBuilder();
            paths.forEach(path -> text.append(HEADER).append(CollectorHarness.line(path)));
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /// A counter of the input, the sum of all its reasons.
    long count(String counter) {
        return count(counter, "");
    }

    /// @param reason whose lines are counted; empty: all
    long count(String counter, String reason) {
        MetricSnapshots all = registry.scrape(("weir_collector_" + counter)::equals);
        return all.stream()
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .filter(point -> reason.isEmpty() || reason.equals(point.getLabels().get("reason")))
                .mapToLong(point -> (long) point.getValue())
                .sum();
    }

    @Override
    public void close() {
        inputs.close();
        collector.close();
    }

    /// Ends it as a crash of the collector would.
    void abandon() throws InterruptedException {
        inputs.close();
        collector.abandon();
    }
}
