package dev.weir.cli.audit;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.KeyedRollup;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What stands in the log files: lines, and requests by customer and minute.
final class ExpectedCells {
    private final Map<String, NavigableMap<Long, Long>> requests = new HashMap<>();
    private long lines;
    private long rejected;

    /// Adds lines of a file.
    void addLines(long all, long notRequests) {
        lines += all;
        rejected += notRequests;
    }

    /// Adds requests of a customer's minute.
    void add(KeyedRollup minute) {
        requests.computeIfAbsent(minute.key().customer(), customer -> new TreeMap<>())
                .merge(
                        minute.key().windowStart(),
                        minute.rollup().counter(Counter.REQUESTS),
                        Long::sum);
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
