package dev.weir.storage.rocksdb;

import dev.weir.storage.MetricStore;
import dev.weir.storage.MetricStoreContract;
import dev.weir.storage.Retention;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.io.TempDir;

class RocksMetricStoreContractTest extends MetricStoreContract {
    @TempDir Path directory;

    @Override
    protected MetricStore open(Retention retention, LongSupplier clockMillis) {
        return RocksMetricStore.open(
                RocksConfig.of(directory.resolve("store")), retention, clockMillis);
    }

    @Override
    protected MetricStore reopen(Retention retention, LongSupplier clockMillis) {
        store.close();
        return open(retention, clockMillis);
    }
}
