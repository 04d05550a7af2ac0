package dev.weir.jobs.count;

import dev.weir.jobs.attack.Threat;
import dev.weir.jobs.attack.ThreatClassifier;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.ThreatSample;
import dev.weir.schema.rollup.Tier;
import java.util.ArrayList;
import java.util.List;

/// Takes a batch of requests, gives a rollup for each customer and window in it.
///
/// A request costs array arithmetic: its strings are looked at once per distinct string of the
/// batch, not once per request. One thread at a time; the tables are reused.
public final class BatchAggregator {
    /// Customer of requests that name none.
    static final String UNASSIGNED = "_unassigned";

    /// Groups are counted by a packed key: cell (24 bits), grouping (8), string or status (32).
    private static final int CELL_SHIFT = 40;

    private static final int GROUPING_SHIFT = 32;
    private static final int STATUS_GROUPING = 0x7F;
    private static final int THREAT_GROUPING = 0x7E;

    private final Tier tier;
    private final Cells cells = new Cells();
    private final GroupedCounts groups = new GroupedCounts();
    private final StringFacts facts = new StringFacts();
    private final ThreatClassifier classifier = new ThreatClassifier();
    private final Threat[] threats = Threat.values();
    private int malformed;
    private long newestTime;

    /// Creates an aggregator that counts in windows of `tier`.
    public BatchAggregator(Tier tier) {
        this.tier = tier;
    }

    /// Aggregates the requests whose lines start at or after `fromOffset`.
    ///
    /// @return rollups of the finest tier, part 0, each (customer, window) once
    /// @throws MalformedBatchException if a request is not readable; nothing is counted then
    public List<KeyedRollup> aggregate(BatchReader batch, long fromOffset)
            throws MalformedBatchException {
        cells.clear();
        groups.clear();
        facts.open(batch);
        malformed = 0;
        newestTime = Long.MIN_VALUE;
        // Where lines start takes work to find out; most batches are counted whole.
        boolean isWhole = fromOffset <= batch.firstOffset();
        for (int request = 0; request < batch.requestCount(); request++) {
            if (isWhole || batch.lineOffset(request) >= fromOffset) {
                count(batch, request);
            }
        }
        groups.forEach(this::toRollup);
        return rollups(batch.host());
    }

    /// Malformed requests among those aggregated last.
    public int malformed() {
        return malformed;
    }

    /// Newest event time among those aggregated last, milliseconds; `Long.MIN_VALUE` if none.
    public long newestTime() {
        return newestTime;
    }

    private void count(BatchReader batch, int request) throws MalformedBatchException {
        long time = batch.time(request);
        newestTime = Math.max(newestTime, time);
        int customer = batch.stringIndex(request, StringField.CUSTOMER);
        int cell = cells.find(customer, tier.windowStart(time));
        Rollup rollup = cells.rollup(cell);
        rollup.add(Counter.REQUESTS, 1);
        countTraffic(batch, request, rollup);
        countStatus(batch.status(request), cell, rollup);
        for (Grouping grouping : Grouping.ALL) {
            int index = batch.stringIndex(request, grouping.field);
            if (index != 0) {
                groups.add(key(cell, grouping.ordinal(), index), 1);
            }
        }
        if (batch.isMalformed(request)) {
            malformed++;
            rollup.add(Counter.MALFORMED, 1);
        } else {
            countThreats(batch, request, cell, time);
        }
    }

    private void countTraffic(BatchReader batch, int request, Rollup rollup)
            throws MalformedBatchException {
        long sent = Math.max(batch.bytesSent(request), 0);
        rollup.add(Counter.BYTES_SENT, sent);
        rollup.add(Counter.BYTES_RECEIVED, Math.max(batch.bytesReceived(request), 0));
        if (facts.isCacheHit(batch.stringIndex(request, StringField.CACHE_STATUS))) {
            rollup.add(Counter.CACHED_REQUESTS, 1);
            rollup.add(Counter.CACHED_BYTES, sent);
        }
        if (batch.stringIndex(request, StringField.TLS_VERSION) != 0) {
            rollup.add(Counter.ENCRYPTED_REQUESTS, 1);
        }
        long duration = batch.duration(request);
        if (duration >= 0) {
            rollup.latency().record(duration);
        }
        long upstream = batch.upstreamDuration(request);
        if (upstream >= 0) {
            rollup.originLatency().record(upstream);
        }
        if (upstream >= 0 || batch.upstreamStatus(request) != 0) {
            rollup.add(Counter.ORIGIN_REQUESTS, 1);
        }
        if (isPageView(batch, request)) {
            rollup.add(Counter.PAGE_VIEWS, 1);
        }
    }

    private boolean isPageView(BatchReader batch, int request) throws MalformedBatchException {
        int status = batch.status(request);
        if (status < 200 || status > 299) {
            return false;
        }
        int type = batch.stringIndex(request, StringField.CONTENT_TYPE);
        boolean page =
                type != 0
                        ? facts.isHtml(type)
                        : facts.isPagePath(batch.stringIndex(request, StringField.PATH));
        return page && facts.isGet(batch.stringIndex(request, StringField.METHOD));
    }

    private void countStatus(int status, int cell, Rollup rollup) {
        if (status == 0) {
            return;
        }
        groups.add(key(cell, STATUS_GROUPING, status), 1);
        switch (status / 100) {
            case 1 -> rollup.add(Counter.STATUS_1XX, 1);
            case 2 -> rollup.add(Counter.STATUS_2XX, 1);
            case 3 -> rollup.add(Counter.STATUS_3XX, 1);
            case 4 -> rollup.add(Counter.STATUS_4XX, 1);
            case 5 -> rollup.add(Counter.STATUS_5XX, 1);
            default -> {
                // Out of HTTP's range: it stands in the status breakdown alone.
            }
        }
    }

    private void countThreats(BatchReader batch, int request, int cell, long time)
            throws MalformedBatchException {
        int path = batch.stringIndex(request, StringField.PATH);
        int query = batch.stringIndex(request, StringField.QUERY);
        int mask = facts.threats(classifier, path) | facts.threats(classifier, query);
        if (mask == 0) {
            return;
        }
        Rollup rollup = cells.rollup(cell);
        rollup.add(Counter.THREATS, 1);
        String target = query == 0 ? facts.text(path) : facts.text(path) + "?" + facts.text(query);
        String client = facts.text(batch.stringIndex(request, StringField.CLIENT_ADDRESS));
        for (Threat threat : threats) {
            if ((mask & threat.bit()) != 0) {
                groups.add(key(cell, THREAT_GROUPING, threat.ordinal() + 1), 1);
                rollup.addThreatSample(new ThreatSample(time, threat.wireName(), client, target));
            }
        }
    }

    /// One is added to the cell so that no key is 0.
    private static long key(int cell, int grouping, int value) {
        return (cell + 1L) << CELL_SHIFT | (long) grouping << GROUPING_SHIFT | value;
    }

    private void toRollup(long key, long count) {
        Rollup rollup = cells.rollup((int) (key >>> CELL_SHIFT) - 1);
        int grouping = (int) (key >>> GROUPING_SHIFT) & 0xFF;
        int value = (int) key;
        if (grouping == STATUS_GROUPING) {
            rollup.breakdown(Breakdown.STATUS).add(Integer.toString(value), count);
        } else if (grouping == THREAT_GROUPING) {
            rollup.breakdown(Breakdown.THREAT).add(threats[value - 1].wireName(), count);
        } else {
            Grouping by = Grouping.ALL[grouping];
            if (by.breakdown != null) {
                rollup.breakdown(by.breakdown).add(facts.text(value), count);
            }
            if (by.dimension != null) {
                rollup.heaviest(by.dimension).add(facts.text(value), count);
            }
            if (by.dimension == Dimension.CLIENT) {
                rollup.uniqueClients().add(facts.hash(value));
            }
        }
    }

    private List<KeyedRollup> rollups(String host) {
        List<KeyedRollup> result = new ArrayList<>(cells.size());
        for (int cell = 0; cell < cells.size(); cell++) {
            Rollup rollup = cells.rollup(cell);
            if (!host.isEmpty()) {
                rollup.breakdown(Breakdown.EDGE_HOST).add(host, rollup.counter(Counter.REQUESTS));
            }
            int index = cells.customer(cell);
            String customer = index == 0 ? UNASSIGNED : facts.text(index);
            result.add(
                    new KeyedRollup(
                            new RollupKey(customer, tier, cells.windowStart(cell), 0), rollup));
        }
        return result;
    }
}
