package dev.weir.cli;

import dev.weir.cli.config.CollectSettings;
import dev.weir.cli.config.WeirConfig;
import dev.weir.cli.inspect.BatchStats;
import dev.weir.cli.inspect.BatchVisitor;
import dev.weir.cli.inspect.LogInspector;
import dev.weir.cli.inspect.RequestPrinter;
import dev.weir.cli.inspect.TopicInspector;
import dev.weir.cli.run.Brokers;
import dev.weir.collector.Catalogue;
import dev.weir.collector.CollectorMetrics;
import dev.weir.collector.LogFile;
import dev.weir.collector.format.LogFormat;
import dev.weir.schema.Topics;
import dev.weir.schema.yaml.ConfigurationException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `weir inspect`: batches of the requests topic, or of a log, as JSON lines or as statistics.
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the requests in the batches of the requests topic, one JSON object a line.",
            "With --stats: how many batches and requests there are, and how many bytes they take.",
            "Reads from the brokers of --config, or else from those of the running `weir up` of"
                    + " --data; with --log from files, which it makes into batches on the spot."
        })
final class InspectCommand implements Callable<Integer> {
    @Mixin private final ConfigOptions options = new ConfigOptions();

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "Stop after so many requests.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--follow", description = "Go on with what comes.")
    private boolean follow;

    @Option(names = "--from-end", description = "Start with what comes, not with the oldest.")
    private boolean fromEnd;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Inspect what a collector would make of this log; again for more.")
    private final List<Path> logs = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "NAME|STRING",
            description =
                    "How the logs given with --log read: a format's name (combined by default) or"
                            + " a format string.")
    private String format = CollectSettings.DEFAULT_FORMAT;

    @Option(names = "--stats", description = "Print statistics instead of requests.")
    private boolean stats;

    @Option(names = "--json", description = "With --stats: as one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        WeirConfig config = options.read();
        if (json && !stats) {
            throw new ConfigurationException("--json goes with --stats; requests are JSON anyway");
        }
        if (stats && (follow || fromEnd) && limit == Long.MAX_VALUE) {
            throw new ConfigurationException(
                    "--stats of what is still to come has no end: give a --limit");
        }
        if (!logs.isEmpty() && (follow || fromEnd)) {
            throw new ConfigurationException("--follow and --from-end are for a topic, not --log");
        }
        PrintWriter out = spec.commandLine().getOut();
        BatchStats statistics = new BatchStats(limit);
        BatchVisitor visitor = stats ? statistics : new RequestPrinter(out, limit);
        if (logs.isEmpty()) {
            inspectTopic(config, visitor);
        } else {
            inspectLogs(config.collect(), visitor);
        }
        if (json) {
            statistics.printJson(out);
        } else if (stats) {
            statistics.printText(out);
        }
        return 0;
    }

    private void inspectLogs(CollectSettings settings, BatchVisitor visitor)
            throws ConfigurationException, IOException, InterruptedException {
        var metrics = new CollectorMetrics(new PrometheusRegistry());
        Catalogue catalogue =
                settings.catalogue().isPresent()
                        ? Catalogue.open(settings.catalogue().get(), metrics)
                        : Catalogue.empty(metrics);
        var inspector = new LogInspector(visitor);
        for (Path log : logs) {
            inspector.run(LogFile.of(log, LogFormat.of(format)), catalogue);
        }
    }

    private void inspectTopic(WeirConfig config, BatchVisitor visitor)
            throws ConfigurationException {
        Map<String, Object> kafka = Brokers.of(config);
        var selection = new TopicInspector.Selection(Topics.REQUESTS, follow || fromEnd, fromEnd);
        new TopicInspector(selection, visitor, spec.commandLine().getErr()).run(kafka);
    }
}
