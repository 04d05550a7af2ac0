package dev.weir.jobs.count;

import dev.weir.jobs.attack.Threat;
import dev.weir.jobs.attack.ThreatClassifier;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.batch.NumberField;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.partial.EntryKind;
import dev.weir.schema.partial.PartialBlockWriter;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.source.Timeliness;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/// Takes a batch of requests, adds what it counts by customer and window to the partial blocks.
///
/// Counting goes field by field, each in a loop over the batch's requests that is array arithmetic:
/// strings are looked at, and hashed, once per distinct string of the batch.
/// One thread at a time; the tables are reused.
public final class BatchAggregator {
    private static final int REQUESTS = Counter.REQUESTS.ordinal();
    private static final int BYTES_SENT = Counter.BYTES_SENT.ordinal();
    private static final int BYTES_RECEIVED = Counter.BYTES_RECEIVED.ordinal();
    private static final int CACHED_REQUESTS = Counter.CACHED_REQUESTS.ordinal();
    private static final int CACHED_BYTES = Counter.CACHED_BYTES.ordinal();
    private static final int ENCRYPTED_REQUESTS = Counter.ENCRYPTED_REQUESTS.ordinal();
    private static final int ENCRYPTED_BYTES = Counter.ENCRYPTED_BYTES.ordinal();
    private static final int PAGE_VIEWS = Counter.PAGE_VIEWS.ordinal();
    private static final int ORIGIN_REQUESTS = Counter.ORIGIN_REQUESTS.ordinal();
    private static final int ORIGIN_ERRORS = Counter.ORIGIN_ERRORS.ordinal();

    /// What requests need not be counted by. Their status and what attacks they carry are counters as well.
    public static final Set<EntryKind> OPTIONAL =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(EntryKind.STATUS, EntryKind.THREAT)));

    private final EventTimes eventTimes;
    private final BatchCells cells;
    private final ValueCounts values;
    private final LatencyCounts latencies;
    private final StatusCounts statuses;
    private final StringFacts facts = new StringFacts();
    private final Set<EntryKind> leftOut;
    private final ThreatClassifier classifier = new ThreatClassifier();
    private final Threat[] threats = Threat.values();
    private int malformed;

    /// Creates an aggregator that counts in windows of `tier` into `blocks`.
    ///
    /// @param clock what is done about wrong clocks
    /// @param leftOut of [#OPTIONAL], what requests are not counted by
    public BatchAggregator(
            Tier tier, ClockPolicy clock, Set<EntryKind> leftOut, PartialBlocks blocks) {
        this.leftOut = leftOut;
        eventTimes = new EventTimes(clock);
        cells = new BatchCells(tier, eventTimes, blocks);
        values = new ValueCounts(cells);
        latencies = new LatencyCounts(cells);
        statuses = new StatusCounts(cells);
    }

    /// Counts the requests whose lines start at or after `fromOffset`.
    ///
    /// @param arrivalMillis when the batch came, milliseconds since 1970-01-01T00:00Z
    /// @return how many these are
    /// @throws MalformedBatchException if the batch is not readable; nothing is counted then
    public int aggregate(BatchReader batch, long fromOffset, long arrivalMillis)
            throws MalformedBatchException {
        byte[] host = batch.host().getBytes(StandardCharsets.UTF_8);
        eventTimes.begin(arrivalMillis);
        cells.open(batch, fromOffset);
        facts.open(batch, classifier);
        malformed = 0;
        countRequests(batch);
        countTraffic(batch);
        countOrigins(batch);
        countPageViews(batch);
        statuses.count(batch);
        countValues(batch);
        countLatency(batch, NumberField.DURATION, EntryKind.LATENCY, Counter.DURATION_MICROS);
        countLatency(
                batch,
                NumberField.UPSTREAM_DURATION,
                EntryKind.ORIGIN_LATENCY,
                Counter.ORIGIN_MICROS);
        countThreats(batch);
        return addCells(host);
    }

    /// Malformed requests among those aggregated last.
    public int malformed() {
        return malformed;
    }

    /// Newest event time among those aggregated last that is not ahead of its arrival, milliseconds;
    /// `Long.MIN_VALUE` if there is none.
    public long newestTime() {
        return eventTimes.newest();
    }

    /// How timely a source's requests are, those aggregated last on top of those before.
    public Timeliness timelinessAfter(Timeliness before) {
        return eventTimes.after(before);
    }

    private void countRequests(BatchReader batch) {
        long[] counters = cells.counters();
        int[] cellOf = cells.ofRequests();
        int requests = batch.requestCount();
        for (int request = 0; request < requests; request++) {
            counters[cellOf[request] * Counter.COUNT + REQUESTS]++;
        }
        if (batch.malformedCount() == 0) {
            return;
        }
        for (int request = 0; request < requests; request++) {
            if (batch.isMalformed(request) && cellOf[request] < cells.count()) {
                counters[cellOf[request] * Counter.COUNT + Counter.MALFORMED.ordinal()]++;
                malformed++;
            }
        }
    }

    private void countTraffic(BatchReader batch) {
        long[] counters = cells.counters();
        int[] cellOf = cells.ofRequests();
        byte[] flags = facts.flags();
        int[] cacheStatus = batch.stringIndexes(StringField.CACHE_STATUS);
        int[] tlsVersion = batch.stringIndexes(StringField.TLS_VERSION);
        long[] bytesSent = batch.numbers(NumberField.BYTES_SENT);
        long[] bytesReceived = batch.numbers(NumberField.BYTES_RECEIVED);
        int requests = batch.requestCount();
        for (int request = 0; request < requests; request++) {
            int at = cellOf[request] * Counter.COUNT;
            long sent = bytesSent[request];
            if (sent >= 0) {
                counters[at + BYTES_SENT] += sent;
                counters[at + Counter.size(sent).ordinal()]++;
            } else {
                sent = 0;
            }
            counters[at + BYTES_RECEIVED] += Math.max(bytesReceived[request], 0);
            if ((flags[cacheStatus[request]] & StringFacts.CACHE_HIT) != 0) {
                counters[at + CACHED_REQUESTS]++;
                counters[at + CACHED_BYTES] += sent;
            }
            if (tlsVersion[request] != 0) {
                counters[at + ENCRYPTED_REQUESTS]++;
                counters[at + ENCRYPTED_BYTES] += sent;
            }
        }
    }

    private void countOrigins(BatchReader batch) {
        if (!batch.has(NumberField.UPSTREAM_DURATION) && !batch.has(NumberField.UPSTREAM_STATUS)) {
            return;
        }
        long[] counters = cells.counters();
        int[] cellOf = cells.ofRequests();
        long[] micros = batch.numbers(NumberField.UPSTREAM_DURATION);
        int requests = batch.requestCount();
        for (int request = 0; request < requests; request++) {
            int at = cellOf[request] * Counter.COUNT;
            int status = batch.upstreamStatus(request);
            if (status != 0 || micros[request] >= 0) {
                counters[at + ORIGIN_REQUESTS]++;
            }
            if (status >= 500) {
                counters[at + ORIGIN_ERRORS]++;
            }
        }
    }

    /// Successful GETs of pages: by content type or, where the log has none, by path.
    private void countPageViews(BatchReader batch) {
        long[] counters = cells.counters();
        int[] cellOf = cells.ofRequests();
        byte[] flags = facts.flags();
        int[] methods = batch.stringIndexes(StringField.METHOD);
        int[] types = batch.stringIndexes(StringField.CONTENT_TYPE);
        int[] paths = batch.stringIndexes(StringField.PATH);
        int requests = batch.requestCount();
        for (int request = 0; request < requests; request++) {
            int type = types[request];
            boolean isPage =
                    type != 0
                            ? (flags[type] & StringFacts.HTML) != 0
                            : (flags[paths[request]] & StringFacts.PAGE_PATH) != 0;
            if (isPage
                    && (flags[methods[request]] & StringFacts.GET) != 0
                    && batch.status(request) / 100 == 2) {
                counters[cellOf[request] * Counter.COUNT + PAGE_VIEWS]++;
            }
        }
    }

    private void countValues(BatchReader batch) {
        countValues(batch, StringField.METHOD, EntryKind.METHOD);
        countValues(batch, StringField.CACHE_STATUS, EntryKind.CACHE_STATUS);
        countValues(batch, StringField.PROTOCOL, EntryKind.PROTOCOL);
        countValues(batch, StringField.TLS_VERSION, EntryKind.TLS_VERSION);
        countValues(batch, StringField.CONTENT_TYPE, EntryKind.CONTENT_TYPE);
        countValues(batch, StringField.COUNTRY, EntryKind.COUNTRY);
        countValues(batch, StringField.PATH, EntryKind.PATH);
        countValues(batch, StringField.CLIENT_ADDRESS, EntryKind.CLIENT);
        countValues(batch, StringField.USER_AGENT, EntryKind.USER_AGENT);
        countValues(batch, StringField.REFERER, EntryKind.REFERER);
        countValues(batch, StringField.HOST, EntryKind.HOST);
        if (batch.has(StringField.CLIENT_ADDRESS) && !leftOut.contains(EntryKind.IP_CLASS)) {
            countIpClasses(batch);
        }
    }

    private void countValues(BatchReader batch, StringField field, EntryKind kind) {
        if (!leftOut.contains(kind)) {
            values.count(batch, field, kind);
        }
    }

    private void countLatency(BatchReader batch, NumberField field, EntryKind kind, Counter sum) {
        latencies.sum(batch, field, sum);
        if (!leftOut.contains(kind)) {
            latencies.count(batch, field, kind);
        }
    }

    private void countIpClasses(BatchReader batch) {
        int[] clients = batch.stringIndexes(StringField.CLIENT_ADDRESS);
        byte[] classes = facts.ipClasses();
        int[] order = cells.inOrder();
        int next = 0;
        for (int cell = 0; cell < cells.count(); cell++) {
            int[] counts = new int[IpClass.NAMES.length];
            for (int end = cells.end(cell); next < end; next++) {
                counts[classes[clients[order[next]]]]++;
            }
            for (int number = 1; number < counts.length; number++) {
                if (counts[number] > 0) {
                    byte[] name = IpClass.NAMES[number];
                    int string =
                            cells.block(cell).value(IpClass.HASHES[number], name, 0, name.length);
                    cells.entry(cell, EntryKind.IP_CLASS, string, counts[number]);
                }
            }
        }
    }

    private void countThreats(BatchReader batch) {
        byte[] masks = facts.threats();
        int[] paths = batch.stringIndexes(StringField.PATH);
        int[] queries = batch.stringIndexes(StringField.QUERY);
        int[] cellOf = cells.ofRequests();
        int requests = batch.requestCount();
        for (int request = 0; request < requests; request++) {
            int mask = masks[paths[request]] | masks[queries[request]];
            if (mask != 0 && cellOf[request] < cells.count() && !batch.isMalformed(request)) {
                addThreats(batch, request, mask);
            }
        }
    }

    private void addThreats(BatchReader batch, int request, int mask) {
        int cell = cells.ofRequests()[request];
        cells.counters()[cell * Counter.COUNT + Counter.THREATS.ordinal()]++;
        PartialBlockWriter block = cells.block(cell);
        int query = batch.stringIndex(request, StringField.QUERY);
        String path = batch.string(batch.stringIndex(request, StringField.PATH));
        int target = string(block, query == 0 ? path : path + "?" + batch.string(query));
        int client = batch.stringIndex(request, StringField.CLIENT_ADDRESS);
        int clientInBlock =
                client == 0 || leftOut.contains(EntryKind.CLIENT)
                        ? 0
                        : block.string(
                                batch.bytes(), batch.stringStart(client), batch.stringEnd(client));
        for (Threat threat : threats) {
            if ((mask & threat.bit()) != 0) {
                int name = string(block, threat.wireName());
                cells.entry(cell, EntryKind.THREAT, name, 1);
                cells.threatSample(cell, batch.time(request), name, clientInBlock, target);
            }
        }
    }

    private static int string(PartialBlockWriter block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return block.string(bytes, 0, bytes.length);
    }

    private int addCells(byte[] host) {
        int counted = 0;
        long hash = PartialBlockWriter.hash(host, 0, host.length);
        for (int cell = 0; cell < cells.count(); cell++) {
            int requests = (int) cells.requests(cell);
            counted += requests;
            if (host.length > 0 && !leftOut.contains(EntryKind.EDGE_HOST)) {
                int name = cells.block(cell).value(hash, host, 0, host.length);
                cells.entry(cell, EntryKind.EDGE_HOST, name, requests);
            }
        }
        cells.addCounters();
        return counted;
    }
}
