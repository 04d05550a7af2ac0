package dev.weir.cli.audit;

import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceStatus;
import dev.weir.storage.MetricStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads what is said of sources from a store that no server has open.
final class StoreBalances implements SourceAudit.Balances {
    private final MetricStore store;

    StoreBalances(MetricStore store) {
        this.store = store;
    }

    @Override
    public List<SourceBalance> read() {
        Map<String, SourceBalance> balances = new TreeMap<>();
        for (SourceLines lines : store.sourceLines()) {
            balances.put(
                    lines.sourceId(),
                    new SourceBalance(lines.sourceId(), lines.file(), 0, 0, Optional.of(lines)));
        }
        for (SourceStatus status : store.sources()) {
            SourceBalance said = balances.get(status.sourceId());
            balances.put(
                    status.sourceId(),
                    new SourceBalance(
                            status.sourceId(),
                            status.file(),
                            status.countedTo(),
                            status.requests(),
                            said == null ? Optional.empty() : said.lines()));
        }
        return List.copyOf(balances.values());
    }
}
