package dev.weir.storage.influxdb;

import dev.weir.storage.MetricStore;
import dev.weir.storage.MetricStoreContract;
import dev.weir.storage.Retention;
import java.util.function.LongSupplier;

class InfluxMetricStoreContractIT extends MetricStoreContract {
    private final InfluxConfig config = InfluxServer.shared().storeForEver();

    /// What the server does with time of its own shows `InfluxRetentionIT`.
    @Override
    protected boolean forgetsByTheTimeItIsTold() {
        return false;
    }

    @Override
    protected MetricStore open(Retention retention, LongSupplier clockMillis) {
        return InfluxMetricStore.open(config, retention);
    }

    @Override
    protected MetricStore reopen(Retention retention, LongSupplier clockMillis) {
        store.close();
        return InfluxMetricStore.open(config, retention);
    }
}
