package dev.weir.cli.audit;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.MetricStore;
import dev.weir.storage.WindowRollup;
import java.util.HashMap;
import java.util.Map;

/// Reads what was counted from a store that no server has open.
final class StoreCells implements CountedCells {
    private final MetricStore store;

    StoreCells(MetricStore store) {
        this.store = store;
    }

    @Override
    public Map<Long, Long> requests(String customer, long from, long to) {
        Map<Long, Long> requests = new HashMap<>();
        for (WindowRollup window :
                store.read(customer, Tier.MINUTE, from, to, RollupFields.of(Counter.REQUESTS))) {
            requests.put(window.windowStart(), window.rollup().counter(Counter.REQUESTS));
        }
        return requests;
    }
}
