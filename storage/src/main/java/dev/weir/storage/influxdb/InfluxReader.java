package dev.weir.storage.influxdb;

import com.influxdb.query.InfluxQLQueryResult;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;

/// Reads the measurement `rollups`: from the messages, or, where counters that are fields are all that
/// is wanted, from these.
final class InfluxReader {
    private static final Comparator<EncodedRollup> ORDER =
            Comparator.<EncodedRollup>comparingLong(rollup -> rollup.key().windowStart())
                    .thenComparingLong(rollup -> rollup.key().part());

    /// Customers whose messages are in memory at once.
    private static final int CUSTOMERS = 100;

    private final InfluxDatabase db;
    private final InfluxCustomers customers;
    private final InfluxCounters counters;

    InfluxReader(InfluxDatabase db, InfluxCustomers customers) {
        this.db = db;
        this.customers = customers;
        counters = new InfluxCounters(db);
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
        if (from < to
                && InfluxCounters.suffice(tier, from, to, fields)
                && counters.read(condition, tier, from, to, fields.counters(), target)) {
            return;
        }
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
        Optional<Map<String, Rollup>> sums = sums(tier, from, to, fields);
        if (sums.isPresent()) {
            sums.get().forEach(consumer);
        } else {
            List<String> tags = customers.tags(List.of(tier.wireName()));
            merge(tags, tier, from, to, fields, consumer);
        }
    }

    /// Reads for each of some customers that has windows in `[from, to)` their merge.
    void readSome(
            Set<String> names,
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer) {
        Optional<Map<String, Rollup>> sums = sums(tier, from, to, fields);
        if (sums.isPresent()) {
            sums.get().keySet().retainAll(names);
            sums.get().forEach(consumer);
        } else {
            List<String> tags = names.stream().map(TagText::tag).toList();
            merge(tags, tier, from, to, fields, consumer);
        }
    }

    /// Of their messages.
    private void merge(
            List<String> tags,
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer) {
        List<String> conditions = tags.stream().map(InfluxReader::ofCustomer).toList();
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

    /// All customers' merges by the sums that the server makes, if they tell all that is wanted.
    private Optional<Map<String, Rollup>> sums(Tier tier, long from, long to, RollupFields fields) {
        if (from >= to || !InfluxCounters.suffice(tier, from, to, fields)) {
            return Optional.empty();
        }
        Optional<Map<String, Rollup>> byTag = counters.sums(tier, from, to, fields.counters());
        if (byTag.isEmpty()) {
            return byTag;
        }
        Map<String, Rollup> sums = new HashMap<>();
        byTag.get()
                .forEach(
                        (tag, sum) -> sums.put(customers.name(tag, List.of(tier.wireName())), sum));
        for (EncodedRollup part : parts(tier, from, to, List.of(InfluxCounters.IRREGULAR))) {
            decode(part, sums.computeIfAbsent(part.key().customer(), name -> new Rollup()), fields);
        }
        return Optional.of(sums);
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
