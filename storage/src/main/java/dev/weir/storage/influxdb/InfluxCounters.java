package dev.weir.storage.influxdb;

import com.influxdb.query.InfluxQLQueryResult.Series;
import com.influxdb.query.InfluxQLQueryResult.Series.Record;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.schema.rollup.Tier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads counters that are fields of the points, which saves the server the reading of the messages
/// and everybody their decoding. Where the fields do not tell, it says so: then the messages do.
final class InfluxCounters {
    /// Of points whose window starts where their time says.
    private static final String REGULAR = "\"era\" = '' AND \"shift\" = ''";

    /// Of the others. A window that does not start at a multiple of its length may begin before the
    /// range that its point is in. They are few, if any: the stream jobs make none.
    static final String IRREGULAR = "(\"era\" <> '' OR \"shift\" <> '')";

    private final InfluxDatabase db;

    InfluxCounters(InfluxDatabase db) {
        this.db = db;
    }

    /// Whether nothing is wanted that is no field, and the time of points tells their windows.
    static boolean suffice(Tier tier, long from, long to, RollupFields fields) {
        return fields.areCounters()
                && InfluxRollups.FIELDS.containsAll(fields.counters())
                && PointTime.isOneEra(tier, from, to);
    }

    /// Reads the windows of `[from, to)` of a customer, oldest first.
    ///
    /// @param customer what a query says of whose they are
    /// @param target takes a window's start, gives what its parts are added to
    /// @return false if the fields do not tell all; then nothing was added
    boolean read(
            String customer,
            Tier tier,
            long from,
            long to,
            Set<Counter> counters,
            LongFunction<Rollup> target) {
        String points =
                select(
                        names(counters).map(InfluxCounters::quoted),
                        customer + " AND " + REGULAR + PointTime.wholeWindows(tier, from, to));
        String range = PointTime.condition(tier, from, to);
        String irregular = count("message", customer + " AND " + IRREGULAR + range);
        String undecodable = count(InfluxRollups.UNDECODABLE, customer + range);
        List<Series> answers =
                db.queryGroups(tier.wireName(), String.join("; ", points, irregular, undecodable));
        if (answers.stream().anyMatch(InfluxCounters::isCount)) {
            return false;
        }
        for (Series answer : answers) {
            for (Record row : answer.getValues()) {
                long start = PointTime.windowStart(tier, StateRows.number(row, "time"));
                add(row, counters, target.apply(start));
            }
        }
        return true;
    }

    /// Reads the sums that the server makes of the windows of `[from, to)`, but for irregular points.
    ///
    /// @return by the tag of the customer; empty if the fields do not tell all
    Optional<Map<String, Rollup>> sums(Tier tier, long from, long to, Set<Counter> counters) {
        String regular = REGULAR + PointTime.wholeWindows(tier, from, to);
        String grouped =
                select(
                        names(counters).map(name -> "sum(%1$s) AS %1$s".formatted(quoted(name))),
                        regular + " GROUP BY \"customer\"");
        String undecodable = count(InfluxRollups.UNDECODABLE, regular);
        Map<String, Rollup> sums = new HashMap<>();
        for (Series series :
                db.queryGroups(tier.wireName(), String.join("; ", grouped, undecodable))) {
            if (isCount(series)) {
                return Optional.empty();
            }
            Rollup sum = new Rollup();
            add(series.getValues().getFirst(), counters, sum);
            sums.put(String.valueOf(series.getTags().get("customer")), sum);
        }
        return Optional.of(sums);
    }

    /// The server answers it by nothing at all where there is nothing to count.
    private static String count(String field, String condition) {
        return select(Stream.of("count(" + quoted(field) + ")"), condition);
    }

    private static boolean isCount(Series answer) {
        return answer.getColumns().containsKey("count");
    }

    private static String select(Stream<String> columns, String condition) {
        return "SELECT %s FROM \"%s\" WHERE %s"
                .formatted(
                        columns.collect(Collectors.joining(", ")),
                        InfluxRollups.MEASUREMENT,
                        condition);
    }

    /// Where no counter is wanted, any tells which points there are.
    private static Stream<String> names(Set<Counter> counters) {
        return counters.isEmpty()
                ? Stream.of(Counter.REQUESTS.wireName())
                : counters.stream().map(Counter::wireName);
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    private static void add(Record row, Set<Counter> counters, Rollup into) {
        for (Counter counter : counters) {
            into.add(counter, StateRows.number(row, counter.wireName()));
        }
    }
}
