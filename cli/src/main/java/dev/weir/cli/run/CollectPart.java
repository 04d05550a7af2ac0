package dev.weir.cli.run;

import dev.weir.cli.config.CollectSettings;
import dev.weir.collector.BatchLimits;
import dev.weir.collector.BatchSink;
import dev.weir.collector.Catalogue;
import dev.weir.collector.Collector;
import dev.weir.collector.CollectorConfig;
import dev.weir.collector.CollectorMetrics;
import dev.weir.collector.LogFile;
import dev.weir.collector.TailTiming;
import dev.weir.collector.address.AddressPolicy;
import dev.weir.collector.format.LogFormat;
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
import java.util.function.Consumer;

/// The collector of a process, with its shipper behind it.
public final class CollectPart implements AutoCloseable {
    private final Collector collector;
    private final Shipper shipper;

    private CollectPart(Collector collector, Shipper shipper) {
        this.collector = collector;
        this.shipper = shipper;
    }

    /// Starts to follow the logs.
    ///
    /// @param checkpoint the file that remembers how far each log is shipped
    /// @param fatal told with a sentence if the collector ends by itself
    public static CollectPart start(
            CollectSettings settings,
            Map<String, Object> kafka,
            Path checkpoint,
            PrometheusRegistry registry,
            Consumer<String> fatal)
            throws ConfigurationException {
        var config =
                CollectorConfig.of(settings.host(), logFiles(settings), checkpoint)
                        .withFromBeginning(settings.fromBeginning())
                        .withLimits(BatchLimits.DEFAULT.withLineBytes(settings.maxLineBytes()))
                        .withTiming(TailTiming.DEFAULT.withStall(settings.stallAfter()));
        var shipping =
                new ShipperConfig(
                        kafka,
                        ShipperConfig.DEFAULT_IN_FLIGHT_BYTES,
                        ShipperConfig.DEFAULT_IN_FLIGHT_BATCHES,
                        ShipperConfig.DEFAULT_CLOSE_TIMEOUT);
        var shipper = new Shipper(shipping, KafkaSinks.of(shipping), new ShipperMetrics(registry));
        var metrics = new CollectorMetrics(registry);
        Collector collector =
                new Collector(
                        config,
                        catalogue(settings, checkpoint, metrics),
                        sinkOf(shipper),
                        metrics,
                        System::currentTimeMillis);
        var _ =
                collector
                        .failure()
                        .thenAccept(error -> fatal.accept("the collector ended: " + error));
        shipper.start();
        collector.start();
        return new CollectPart(collector, shipper);
    }

    /// Complains about formats and customers that are not valid, before anything is started.
    ///
    /// @param checkpoint as for [#start]
    public static void check(CollectSettings settings, Path checkpoint)
            throws ConfigurationException {
        logFiles(settings);
        if (settings.catalogue().isPresent() && Files.notExists(lastGood(checkpoint))) {
            var metrics = new CollectorMetrics(new PrometheusRegistry());
            Catalogue.open(settings.catalogue().get(), metrics);
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

    /// The files to follow, their formats compiled.
    public static List<LogFile> logFiles(CollectSettings settings) throws ConfigurationException {
        List<LogFile> files = new ArrayList<>();
        AddressPolicy ofAll = settings.addresses().open();
        for (CollectSettings.Log log : settings.logs()) {
            files.add(
                    new LogFile(
                            log.path(),
                            LogFormat.of(log.format()),
                            log.customer() == null ? "" : log.customer(),
                            log.defaultHost() == null ? "" : log.defaultHost(),
                            log.addresses() == null ? ofAll : log.addresses().open()));
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
            public void rejected(String sourceId, long offset, String reason, byte[] line) {
                shipper.rejected(sourceId, offset, reason, line);
            }
        };
    }

    @Override
    public void close() {
        collector.close();
        shipper.close();
    }
}
