package dev.weir.storage.postgresql;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.MetricStore;
import dev.weir.storage.MetricStoreContract;
import dev.weir.storage.Retention;
import java.util.function.LongSupplier;

class PostgresMetricStoreContractIT extends MetricStoreContract {
    private final PostgresConfig config = PostgresServer.shared().config();

    @Override
    protected MetricStore open(Retention retention, LongSupplier clockMillis) {
        var _ = new PostgresSetup(config).init(Tier.DEFAULT);
        return PostgresMetricStore.open(config, retention, clockMillis);
    }

    @Override
    protected MetricStore reopen(Retention retention, LongSupplier clockMillis) {
        store.close();
        return PostgresMetricStore.open(config, retention, clockMillis);
    }
}
