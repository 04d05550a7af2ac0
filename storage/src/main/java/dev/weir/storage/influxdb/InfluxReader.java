package dev.weir.storage.influxdb;

import com.influxdb.query.InfluxQLQueryResult;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.MalformedRollupException;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/// Reads the measurement `rollups`: from the messages, or, where all customers are asked for counters
/// that are fields, from the sums that the server makes of these.
final class InfluxReader {
    private static final Comparator<EncodedRollup> ORDER =
            Comparator.<EncodedRollup>comparingLong(rollup -> rollup.key().windowStart())
                    .thenComparingLong(rollup -> rollup.key().part());

    /// Customers whose messages are in memory at once.
    private static final int CUSTOMERS = 100;

    private final InfluxDatabase db;
    private final InfluxCustomers customers;

    InfluxReader(InfluxDatabase db, InfluxCustomers customers) {
        this.db = db;
        this.customers = customers;
    }

    /// Reads a customer's rollups of the windows of `[from, to)`, oldest first.
    ///
    /// @param target takes a window's start, gives what its parts are merged into
    void read(
            String customer,
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            LongFunction<Rollup> target) {
        String condition = ofCustomer(TagText.tag(customer));
        for (EncodedRollup part : parts(tier, from, to, List.of(condition))) {
            decode(part, target.apply(part.key().windowStart()), fields);
        }
    }

    /// Reads for each customer that has windows in `[from, to)` their merge.
    void readAll(
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer) {
        if (from >= to) {
            return;
        }
        if (fields.areCounters()
                && InfluxRollups.FIELDS.containsAll(fields.counters())
                && PointTime.isOneEra(tier, from, to)) {
            sums(tier, from, to, fields).forEach(consumer);
            return;
        }
        List<String> conditions =
                customers.tags(List.of(tier.wireName())).stream()
                        .map(InfluxReader::ofCustomer)
                        .toList();
        for (int i = 0; i < conditions.size(); i += CUSTOMERS) {
            List<String> some = conditions.subList(i, Math.min(i + CUSTOMERS, conditions.size()));
            Map<String, Rollup> merged = new HashMap<>();
            for (EncodedRollup part : parts(tier, from, to, some)) {
                decode(
                        part,
                        merged.computeIfAbsent(part.key().customer(), name -> new Rollup()),
                        fields);
            }
            merged.forEach(consumer);
        }
    }

    /// Points of windows that do not start at a multiple of their length may be of a window that
    /// begins before the range: they are few, if any, and looked at one by one. The same goes for
    /// those of other eras.
    private Map<String, Rollup> sums(Tier tier, long from, long to, RollupFields fields) {
        Map<String, Rollup> sums = new HashMap<>();
        List<Counter> counters = new ArrayList<>(fields.counters());
        if (counters.isEmpty()) {
            counters.add(Counter.REQUESTS); // any does, to know who is there
        }
        String wanted =
                counters.stream()
                        .map(counter -> "sum(\"%1$s\") AS \"%1$s\"".formatted(counter.wireName()))
                        .collect(Collectors.joining(", "));
        for (InfluxQLQueryResult.Series series :
                db.queryGroups(
                        tier.wireName(),
                        "SELECT %s FROM \"%s\" WHERE \"era\" = '' AND \"shift\" = ''%s GROUP BY \"customer\""
                                .formatted(
                                        wanted,
                                        InfluxRollups.MEASUREMENT,
                                        PointTime.wholeWindows(tier, from, to)))) {
            Rollup sum = new Rollup();
            InfluxQLQueryResult.Series.Record row = series.getValues().getFirst();
            for (Counter counter : fields.counters()) {
                sum.add(counter, StateRows.number(row, counter.wireName()));
            }
            String tag = String.valueOf(series.getTags().get("customer"));
            sums.put(customers.name(tag, List.of(tier.wireName())), sum);
        }
        String others = "(\"era\" <> '' OR \"shift\" <> '')";
        for (EncodedRollup part : parts(tier, from, to, List.of(others))) {
            decode(part, sums.computeIfAbsent(part.key().customer(), name -> new Rollup()), fields);
        }
        return sums;
    }

    private static String ofCustomer(String tag) {
        return "\"customer\" = " + InfluxSignals.quoted(tag);
    }

    /// The rollups of the range that meet one of the conditions, in order.
    private List<EncodedRollup> parts(Tier tier, long from, long to, List<String> conditions) {
        if (from >= to) {
            return List.of();
        }
        String range = PointTime.condition(tier, from, to);
        List<String> statements =
                conditions.stream()
                        .map(condition ->
                                "SELECT \"message\" FROM \"%s\" WHERE %s%s"
                                        .formatted(InfluxRollups.MEASUREMENT, condition, range))
                        .toList();
        List<EncodedRollup> parts = new ArrayList<>();
        for (InfluxQLQueryResult.Series.Record row : db.queryAll(tier.wireName(), statements)) {
            byte[] message = InfluxSources.bytes(StateRows.text(row, "message"));
            EncodedRollup part = decodeKey(message, tier);
            if (part.key().windowStart() >= from && part.key().windowStart() < to) {
                parts.add(part);
            }
        }
        parts.sort(ORDER);
        return parts;
    }

    private static EncodedRollup decodeKey(byte[] message, Tier tier) {
        try {
            return EncodedRollup.of(message);
        } catch (MalformedRollupException e) {
            throw StoreException.undecodable("a customer", tier, e);
        }
    }

    private static void decode(EncodedRollup part, Rollup into, RollupFields fields) {
        try {
            RollupCodec.decode(part.message(), into, fields);
        } catch (MalformedRollupException e) {
            throw StoreException.undecodable(part.key().customer(), part.key().tier(), e);
        }
    }
}
