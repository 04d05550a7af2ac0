package dev.weir.storage.influxdb;

import dev.weir.schema.signal.Signal;
import dev.weir.schema.signal.SignalCodec;
import dev.weir.storage.SignalQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The measurement `signals`: each signal whole as `message`, and in fields what it is looked for
/// by. A signal lies at the time at which it opened, within its millisecond at a place that is made
/// of its id.
final class InfluxSignals {
    private static final String MEASUREMENT = "signals";
    private static final long NANOS = 1_000_000;

    /// Places within a millisecond: less than all, for the last ids go on to the next ones.
    private static final int PLACE_BITS = 19;

    /// Signals that opened where nanoseconds end lie there together.
    private static final long LAST_MILLIS = 9_200_000_000_000L;

    private static final Comparator<Signal> NEWEST_FIRST =
            Comparator.comparingLong(Signal::openedAt).reversed().thenComparing(Signal::id);

    private final InfluxDatabase db;
    private final StateRows rows;

    InfluxSignals(InfluxDatabase db) {
        this.db = db;
        rows = new StateRows(db, MEASUREMENT, "updated_at");
    }

    private static long nanos(long millis) {
        return Math.clamp(millis, -LAST_MILLIS, LAST_MILLIS) * NANOS;
    }

    /// Writes those that are not older than what is there.
    synchronized void write(List<Signal> signals) {
        Map<String, Signal> newest = new LinkedHashMap<>();
        Map<String, Long> firstPlaces = new HashMap<>();
        for (Signal signal : signals) {
            String id = TagText.of(signal.id());
            newest.merge(id, signal, (a, b) -> b.updatedAt() >= a.updatedAt() ? b : a);
            firstPlaces.put(id, nanos(signal.openedAt()) + StateRows.hash(id, PLACE_BITS));
        }
        var lines = new LineProtocol(1 << 12);
        rows.find(firstPlaces)
                .forEach((id, found) -> {
                    Signal signal = newest.get(id);
                    if (signal != null && signal.updatedAt() >= found.order()) {
                        lines.point(MEASUREMENT)
                                .field("id", id)
                                .field("customer", TagText.tag(signal.customer()))
                                .field("kind", TagText.of(signal.kind()))
                                .field("opened_at", signal.openedAt())
                                .field("updated_at", signal.updatedAt())
                                .field("closed_at", signal.closedAt())
                                .field("requests", signal.requests())
                                .field("message", InfluxSources.base64(SignalCodec.encode(signal)))
                                .at(found.place());
                    }
                    db.writeIfEnough(InfluxDatabase.STATE, lines);
                });
        db.writeRest(InfluxDatabase.STATE, lines);
    }

    /// Reads those that were open at some time of the range, newest first.
    List<Signal> read(SignalQuery query) {
        if (query.limit() <= 0 || query.to() == Long.MIN_VALUE) {
            return List.of();
        }
        String customer = query.customer();
        String condition =
                "\"opened_at\" < %d AND (\"closed_at\" = 0 OR \"closed_at\" >= %d)%s"
                        .formatted(
                                Math.max(query.to(), -Long.MAX_VALUE),
                                Math.max(query.from(), -Long.MAX_VALUE),
                                customer == null
                                        ? ""
                                        : " AND \"customer\" = " + quoted(TagText.tag(customer)));
        long end = nanos(query.to() - 1) + NANOS;
        List<Signal> newest =
                read(
                        "time < %d AND %s ORDER BY time DESC LIMIT %d"
                                .formatted(end, condition, query.limit()));
        if (newest.size() < query.limit()) {
            return inOrder(newest, query);
        }
        // Which of the last millisecond come first their ids say, and not their places.
        long last = nanos(newest.getLast().openedAt());
        List<Signal> whole = new ArrayList<>(newest);
        whole.removeIf(signal -> nanos(signal.openedAt()) == last);
        whole.addAll(
                read("time >= %d AND time < %d AND %s".formatted(last, last + NANOS, condition)));
        return inOrder(whole, query);
    }

    private List<Signal> read(String condition) {
        return db
                .query(
                        InfluxDatabase.STATE,
                        "SELECT \"message\" FROM \"" + MEASUREMENT + "\" WHERE " + condition)
                .stream()
                .map(row -> SignalCodec.decode(InfluxSources.bytes(StateRows.text(row, "message"))))
                .toList();
    }

    private static List<Signal> inOrder(List<Signal> signals, SignalQuery query) {
        return signals.stream()
                .filter(signal -> signal.openedAt() < query.to())
                .filter(signal -> signal.isOpen() || signal.closedAt() >= query.from())
                .sorted(NEWEST_FIRST)
                .limit(query.limit())
                .toList();
    }

    /// Forgets those that closed at `until` or before.
    void forget(long until) {
        List<Long> places =
                db
                        .query(
                                InfluxDatabase.STATE,
                                "SELECT \"closed_at\" FROM \"%s\" WHERE \"closed_at\" <> 0 AND \"closed_at\" <= %d"
                                        .formatted(MEASUREMENT, Math.max(until, -Long.MAX_VALUE)))
                        .stream()
                        .map(row -> StateRows.number(row, "time"))
                        .toList();
        rows.delete(places);
    }

    /// A string of InfluxQL.
    ///
    /// @param text as [TagText] gives it, which has no backslash
    static String quoted(String text) {
        return "'" + text.replace("'", "\\'") + "'";
    }
}
