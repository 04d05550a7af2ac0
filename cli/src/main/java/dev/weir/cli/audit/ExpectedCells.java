package dev.weir.cli.audit;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.rollup.Tier;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What stands in the log files: lines, and requests by customer and minute.
final class ExpectedCells {
    /// Customer of requests that name none.
    private static final String UNASSIGNED = "_unassigned";

    private final Map<String, NavigableMap<Long, Long>> requests = new HashMap<>();
    private long lines;
    private long rejected;

    /// Adds what a batch holds: request by request, not as the stream jobs count.
    void add(BatchReader batch) {
        lines += batch.requestCount() + batch.rejectedCount();
        rejected += batch.rejectedCount();
        for (int request = 0; request < batch.requestCount(); request++) {
            int index = batch.stringIndex(request, StringField.CUSTOMER);
            String customer = index == 0 ? UNASSIGNED : batch.string(index);
            long minute = Tier.MINUTE.windowStart(batch.time(request));
            requests.computeIfAbsent(customer, _ -> new TreeMap<>()).merge(minute, 1L, Long::sum);
        }
    }

    /// Requests by customer, then by the start of the minute.
    Map<String, NavigableMap<Long, Long>> requests() {
        return requests;
    }

    long lines() {
        return lines;
    }

    long rejected() {
        return rejected;
    }

    long total() {
        return requests.values().stream()
                .flatMap(minutes -> minutes.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
