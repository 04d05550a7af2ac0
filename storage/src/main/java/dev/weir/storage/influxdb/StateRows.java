package dev.weir.storage.influxdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.influxdb.query.InfluxQLQueryResult;
import dev.weir.storage.StoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/// The rows of a measurement that are known by an `id`, such as a path, of which there are no bounds:
/// it cannot be a tag. A row's place is a time that is made of its id, or one of the next if another
/// id has it already.
final class StateRows {
    /// A row as it was found.
    ///
    /// @param order what says which of two states of the row is the newer; nothing was found: the
    ///     lowest
    record Found(long place, long order) {}

    /// Places that an id may have. That all are taken by others does not happen by chance.
    private static final int PLACES = 16;

    /// Two to this power of nanoseconds are three days: all rows lie in one shard, whose length in
    /// the policy `state` is 30 days, and in the default of InfluxDB 2 as well.
    private static final int PLACE_BITS = 48;

    private final InfluxDatabase db;
    private final String measurement;
    private final String order;

    /// @param order the field that says which state of a row is the newer; where there is none, one
    ///     that is there
    StateRows(InfluxDatabase db, String measurement, String order) {
        this.db = db;
        this.measurement = measurement;
        this.order = order;
    }

    /// A number of up to so many bits that is made of a text, the same for the same.
    static long hash(String text, int bits) {
        return ByteBuffer.wrap(TagText.sha256(text.getBytes(UTF_8))).getLong() >>> (64 - bits);
    }

    /// The first of the places that an id may have, where no time suits it.
    static long firstPlace(String id) {
        return hash(id, PLACE_BITS);
    }

    /// Where rows are, or where there is room for them.
    ///
    /// @param firstPlaces by id, as it is stored
    Map<String, Found> find(Map<String, Long> firstPlaces) {
        List<String> statements = new ArrayList<>();
        for (long place : firstPlaces.values()) {
            statements.add(
                    "SELECT \"id\", \"%s\" FROM \"%s\" WHERE time >= %d AND time < %d"
                            .formatted(order, measurement, place, place + PLACES));
        }
        NavigableMap<Long, String> taken = new TreeMap<>();
        Map<String, Found> present = new HashMap<>();
        for (InfluxQLQueryResult.Series.Record row :
                db.queryAll(InfluxDatabase.STATE, statements)) {
            long place = number(row, "time");
            taken.put(place, text(row, "id"));
            present.put(text(row, "id"), new Found(place, number(row, order)));
        }
        Map<String, Found> found = new LinkedHashMap<>();
        firstPlaces.forEach((id, first) -> {
            Found there = present.get(id);
            found.put(id, there != null ? there : room(id, first, taken));
        });
        return found;
    }

    private Found room(String id, long first, NavigableMap<Long, String> taken) {
        for (long place = first; place < first + PLACES; place++) {
            if (taken.putIfAbsent(place, id) == null) {
                return new Found(place, Long.MIN_VALUE);
            }
        }
        throw new StoreException("there is no place for " + id + " in measurement " + measurement);
    }

    /// Takes rows away.
    void delete(List<Long> places) {
        var _ =
                db.queryAll(
                        InfluxDatabase.STATE,
                        places.stream()
                                .map(place ->
                                        "DELETE FROM \"" + measurement + "\" WHERE time = " + place)
                                .toList());
    }

    static String text(InfluxQLQueryResult.Series.Record row, String column) {
        return (String) Objects.requireNonNull(row.getValueByKey(column), column);
    }

    static long number(InfluxQLQueryResult.Series.Record row, String column) {
        return Long.parseLong(text(row, column));
    }
}
