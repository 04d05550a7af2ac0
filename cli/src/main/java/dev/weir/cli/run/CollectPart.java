package dev.weir.cli.run;

import dev.weir.cli.config.CollectSettings;
import dev.weir.cli.config.InputSettings;
import dev.weir.collector.BatchSink;
import dev.weir.collector.Catalogue;
import dev.weir.collector.Collector;
import dev.weir.collector.CollectorConfig;
import dev.weir.collector.CollectorMetrics;
import dev.weir.collector.LogFile;
import dev.weir.collector.TailTiming;
import dev.weir.collector.address.AddressPolicy;
import dev.weir.collector.input.Inputs;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.shipper.Shipper;
import dev.weir.shipper.ShipperConfig;
import dev.weir.shipper.ShipperMetrics;
import dev.weir.shipper.kafka.KafkaSinks;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The collector of a process, with its shipper behind it.
public final class CollectPart implements AutoCloseable {
    private static final String SPOOL = "spool";
    private static final String CHECKPOINTS = "collector/checkpoints";

    private final CollectSettings settings;
    private final Inputs inputs;
    private final Collector collector;
    private final Shipper shipper;

    private CollectPart(
            CollectSettings settings, Inputs inputs, Collector collector, Shipper shipper) {
        this.settings = settings;
        this.inputs = inputs;
        this.collector = collector;
        this.shipper = shipper;
    }

    /// Starts to follow the logs, and to take what comes to the inputs.
    ///
    /// @param data where it is remembered how far each log is shipped, and where inputs have their
    ///     spools
    /// @param fatal told with a sentence if the collector ends by itself
    public static CollectPart start(
            CollectSettings settings,
            Map<String, Object> kafka,
            DataDirectory data,
            PrometheusRegistry registry,
            Consumer<String> fatal)
            throws ConfigurationException {
        List<LogFile> logs = logFiles(settings);
        logs.addAll(spools(settings, data.resolve(SPOOL)));
        var config =
                CollectorConfig.of(settings.host(), logs, data.resolve(CHECKPOINTS))
                        .withFromBeginning(settings.fromBeginning())
                        .withLimits(settings.batches().limits(settings.maxLineBytes()))
                        .withTiming(TailTiming.DEFAULT.withStall(settings.stallAfter()));
        var metrics = new CollectorMetrics(registry);
        Catalogue catalogue = catalogue(settings, data.resolve(CHECKPOINTS), metrics);
        Inputs inputs =
                Inputs.open(
                        settings.inputs().stream().map(InputSettings::config).toList(),
                        data.resolve(SPOOL),
                        registry);
        var shipping =
                new ShipperConfig(
                        kafka,
                        settings.batches().inFlightBytes(),
                        settings.batches().inFlight(),
                        ShipperConfig.DEFAULT_CLOSE_TIMEOUT);
        var shipper = new Shipper(shipping, KafkaSinks.of(shipping), new ShipperMetrics(registry));
        Collector collector =
                new Collector(
                        config, catalogue, sinkOf(shipper), metrics, System::currentTimeMillis);
        var _ =
                collector
                        .failure()
                        .thenAccept(error -> fatal.accept("the collector ended: " + error));
        shipper.onRejected(
                line -> collector.rejectedLate(line.sourceId(), line.offset(), line.reason()));
        shipper.reportLedger(collector::takeLines);
        shipper.start();
        collector.start();
        inputs.start(collector::acknowledgedOffset, fatal);
        return new CollectPart(settings, inputs, collector, shipper);
    }

    /// Complains about formats and customers that are not valid, before anything is started.
    ///
    /// @param data the data directory
    public static void check(CollectSettings settings, Path data) throws ConfigurationException {
        Path checkpoint = data.resolve(CHECKPOINTS);
        logFiles(settings);
        spools(settings, Path.of(SPOOL));
        if (settings.catalogue().isPresent() && Files.notExists(lastGood(checkpoint))) {
            Catalogue.check(settings.catalogue().get());
        }
    }

    private static Path lastGood(Path checkpoint) {
        return checkpoint.resolveSibling("catalogue-last-good.yaml");
    }

    private static Catalogue catalogue(
            CollectSettings settings, Path checkpoint, CollectorMetrics metrics)
            throws ConfigurationException {
        if (settings.catalogue().isEmpty()) {
            return Catalogue.empty(metrics);
        }
        return Catalogue.open(settings.catalogue().get(), lastGood(checkpoint), metrics);
    }

    /// What the inputs write, to be followed as well.
    private static List<LogFile> spools(CollectSettings settings, Path directory)
            throws ConfigurationException {
        List<LogFile> files = new ArrayList<>();
        AddressPolicy ofAll = settings.addresses().open();
        for (InputSettings input : settings.inputs()) {
            files.add(
                    new LogFile(
                            Inputs.log(directory, input.config().name()),
                            input.lines().compile(),
                            input.customer() == null ? "" : input.customer(),
                            input.defaultHost() == null ? "" : input.defaultHost(),
                            ofAll,
                            true));
        }
        return files;
    }

    /// The files to follow, their formats compiled.
    public static List<LogFile> logFiles(CollectSettings settings) throws ConfigurationException {
        List<LogFile> files = new ArrayList<>();
        AddressPolicy ofAll = settings.addresses().open();
        for (CollectSettings.Log log : settings.logs()) {
            files.add(
                    new LogFile(
                            log.path(),
                            log.lines().compile(),
                            log.customer() == null ? "" : log.customer(),
                            log.defaultHost() == null ? "" : log.defaultHost(),
                            log.addresses() == null ? ofAll : log.addresses().open(),
                            false));
        }
        return files;
    }

    /// Collector and shipper do not know each other: this is where they meet.
    private static BatchSink sinkOf(Shipper shipper) {
        return new BatchSink() {
            @Override
            public void ship(EncodedBatch batch, Runnable acknowledged) {
                shipper.ship(batch, acknowledged);
            }

            @Override
            public boolean hasRoom() {
                return shipper.hasRoom();
            }

            @Override
            public void rejected(String sourceId, long offset, String reason, byte[] line) {
                shipper.rejected(sourceId, offset, reason, line);
            }
        };
    }

    /// Where inputs listen, as a part of a sentence; empty if none does.
    public String listening() {
        StringBuilder text = new StringBuilder();
        for (InputSettings input : settings.inputs()) {
            String name = input.config().name();
            inputs.address(name)
                    .ifPresent(address ->
                            text.append(", ").append(name).append(" at ").append(address));
        }
        return text.toString();
    }

    /// Completes when there is nothing but standard input, it is at its end, and all of it is
    /// shipped.
    public CompletableFuture<Void> exhausted() {
        return settings.logs().isEmpty() ? inputs.exhausted() : new CompletableFuture<>();
    }

    @Override
    public void close() {
        inputs.close();
        collector.close();
        shipper.close();
    }
}
