package dev.weir.cli.audit;

import dev.weir.cli.config.CollectSettings;
import dev.weir.cli.config.WeirConfig;
import dev.weir.cli.run.CollectPart;
import dev.weir.cli.run.DataDirectory;
import dev.weir.cli.run.OpenStore;
import dev.weir.collector.Catalogue;
import dev.weir.collector.CollectorMetrics;
import dev.weir.collector.LogFile;
import dev.weir.collector.LogScan;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.yaml.ConfigurationException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Reads the files, asks what was said and counted, and waits a while for what is still under way.
public final class Auditor {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final WeirConfig config;
    private final CollectSettings settings;
    private final Optional<String> api;
    private final Optional<String> token;

    /// Creates an auditor.
    ///
    /// @param settings the files, and how they read
    /// @param api the API to ask; empty: that of the process that runs on the data directory, or
    ///     the store in it if none runs
    /// @param token a key for the API
    public Auditor(
            WeirConfig config,
            CollectSettings settings,
            Optional<String> api,
            Optional<String> token) {
        this.config = config;
        this.settings = settings;
        this.api = api;
        this.token = token;
    }

    /// Compares the files until everything is counted, or for `patience` without any progress.
    public Audit.Outcome run(Duration patience)
            throws IOException, InterruptedException, ConfigurationException {
        ExpectedCells expected = read();
        Optional<ApiClient> client = client();
        if (client.isPresent()) {
            return await(expected, new ApiCells(client.get()), patience);
        }
        try (OpenStore store = toRead()) {
            return Audit.compare(expected, new StoreCells(store.store()));
        }
    }

    /// Compares what the collectors of all hosts say with what was counted, until nothing is under
    /// way, or for `patience`.
    public SourceAudit.Outcome runSources(Duration patience)
            throws IOException, InterruptedException, ConfigurationException {
        Optional<ApiClient> client = client();
        if (client.isPresent()) {
            return SourceAudit.run(new ApiBalances(client.get()), patience);
        }
        try (OpenStore store = toRead()) {
            return SourceAudit.run(new StoreBalances(store.store()), Duration.ZERO);
        }
    }

    private Optional<ApiClient> client() {
        return api.or(() -> DataDirectory.endpoint(config.data(), "api"))
                .map(address -> new ApiClient(address, token));
    }

    private OpenStore toRead() throws IOException, ConfigurationException {
        try {
            return OpenStore.toRead(config);
        } catch (ConfigurationException e) {
            throw new ConfigurationException(
                    "nothing to compare with: no weir runs on "
                            + config.data()
                            + " and "
                            + e.getMessage()
                            + ", or an API with --api");
        }
    }

    private static Audit.Outcome await(
            ExpectedCells expected, CountedCells counted, Duration patience)
            throws IOException, InterruptedException {
        Audit.Outcome outcome = Audit.compare(expected, counted);
        long deadline = System.nanoTime() + patience.toNanos();
        while (outcome.missing() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(PAUSE);
            Audit.Outcome next = Audit.compare(expected, counted);
            if (next.counted() != outcome.counted()) {
                deadline = System.nanoTime() + patience.toNanos();
            }
            outcome = next;
        }
        return outcome;
    }

    private ExpectedCells read() throws IOException, InterruptedException, ConfigurationException {
        var metrics = new CollectorMetrics(new PrometheusRegistry());
        Catalogue catalogue =
                settings.catalogue().isPresent()
                        ? Catalogue.open(settings.catalogue().get(), metrics)
                        : Catalogue.empty(metrics);
        var expected = new ExpectedCells();
        var reader = new BatchReader();
        for (LogFile log : CollectPart.logFiles(settings)) {
            LogScan.run(log, catalogue, batch -> add(batch, reader, expected));
        }
        return expected;
    }

    private static void add(EncodedBatch batch, BatchReader reader, ExpectedCells expected) {
        try {
            reader.open(batch.message(), batch.messageLength());
            expected.add(reader);
        } catch (MalformedBatchException e) {
            throw new IllegalStateException("the collector wrote what cannot be read", e);
        }
    }
}
