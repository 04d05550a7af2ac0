package dev.weir.benchmarks.stores;

import dev.weir.storage.MetricStore;
import dev.weir.storage.Retention;
import dev.weir.storage.rocksdb.RocksConfig;
import dev.weir.storage.rocksdb.RocksMetricStore;
import java.nio.file.Path;

/// The store in a directory, with the memory that it has by default, every write synced.
final class EmbeddedBackend implements Backend {
    private final Path directory;

    EmbeddedBackend(Path directory) {
        this.directory = directory;
    }

    @Override
    public String name() {
        return "embedded (RocksDB)";
    }

    @Override
    public MetricStore open() {
        return RocksMetricStore.open(
                RocksConfig.of(directory), Retention.DEFAULT, System::currentTimeMillis);
    }

    @Override
    public Path files() {
        return directory;
    }

    /// Opening writes out what the log of changes has.
    @Override
    public void restart() {
        open().close();
    }

    @Override
    public void close() {
        // There is no server.
    }
}
