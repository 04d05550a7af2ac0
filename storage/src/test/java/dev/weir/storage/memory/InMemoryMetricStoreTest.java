package dev.weir.storage.memory;

import dev.weir.storage.MetricStore;
import dev.weir.storage.MetricStoreContract;
import dev.weir.storage.Retention;
import java.util.function.LongSupplier;

class InMemoryMetricStoreTest extends MetricStoreContract {
    @Override
    protected MetricStore open(Retention retention, LongSupplier clockMillis) {
        return new InMemoryMetricStore(retention, clockMillis);
    }

    /// Which forgets with its process: so it is not restarted.
    @Override
    protected MetricStore reopen(Retention retention, LongSupplier clockMillis) {
        return store;
    }
}
