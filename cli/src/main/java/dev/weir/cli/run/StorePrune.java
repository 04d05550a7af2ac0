package dev.weir.cli.run;

import dev.weir.cli.config.StoreBackend;
import dev.weir.cli.config.WeirConfig;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.storage.MetricStore;
import dev.weir.storage.PeriodicStore;
import dev.weir.storage.StoredPeriod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Applies the retention of a configuration to its store at once, and tells what went.
public final class StorePrune {
    /// What went.
    ///
    /// @param isByPeriods whether rollups are dropped by Weir; otherwise the store's server forgets them
    ///     by itself
    /// @param periods of these windows there is nothing left
    /// @param customers have nothing left
    public record Outcome(boolean isByPeriods, List<StoredPeriod> periods, List<String> customers) {
        /// Copies the lists.
        public Outcome {
            periods = List.copyOf(periods);
            customers = List.copyOf(customers);
        }
    }

    /// Does it.
    ///
    /// @param nowMillis what time it is, milliseconds since 1970-01-01T00:00Z
    /// @throws ConfigurationException if there is no store, or a weir runs on the embedded one
    public static Outcome run(WeirConfig config, long nowMillis)
            throws ConfigurationException, IOException {
        if (!(config.store().backend() instanceof StoreBackend.Embedded embedded)) {
            return prune(config, config.data(), nowMillis);
        }
        Path directory = OpenStore.directory(embedded, config.data());
        if (!Files.isDirectory(directory)) {
            throw new ConfigurationException(
                    "there is no store in " + directory + ": name the data directory of weir");
        }
        try (DataDirectory data = locked(config.data())) {
            return prune(config, data.root(), nowMillis);
        }
    }

    private static DataDirectory locked(Path directory) throws ConfigurationException {
        try {
            return DataDirectory.open(directory);
        } catch (ConfigurationException e) {
            throw new ConfigurationException(
                    e.getMessage() + "; a weir that runs prunes its store itself");
        }
    }

    private static Outcome prune(WeirConfig config, Path data, long nowMillis) throws IOException {
        try (OpenStore open = OpenStore.present(config, data)) {
            MetricStore store = open.store();
            List<StoredPeriod> periods = periods(store);
            List<String> customers = store.customers();
            store.applyRetention(nowMillis);
            return new Outcome(
                    store instanceof PeriodicStore,
                    without(periods, periods(store)),
                    without(customers, store.customers()));
        }
    }

    private static List<StoredPeriod> periods(MetricStore store) {
        return store instanceof PeriodicStore periodic ? periodic.periods() : List.of();
    }

    private static <T> List<T> without(List<T> before, List<T> after) {
        Set<T> left = Set.copyOf(after);
        return before.stream().filter(element -> !left.contains(element)).toList();
    }

    private StorePrune() {}
}
