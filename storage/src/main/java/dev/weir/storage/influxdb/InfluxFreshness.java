package dev.weir.storage.influxdb;

import dev.weir.schema.rollup.Tier;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The measurement `freshness`: the end of the newest window of each tier. Each writer has a place of
/// its own, where the number only rises, and a reader takes the highest of all: so no writer sets
/// back another, whose number it may never have seen.
final class InfluxFreshness {
    private static final String MEASUREMENT = "freshness";
    private static final int PLACE_BITS = 48;

    private final InfluxDatabase db;
    private final RandomGenerator random;
    private final Map<Tier, Long> written = new HashMap<>();
    private long place;

    InfluxFreshness(InfluxDatabase db, RandomGenerator random) {
        this.db = db;
        this.random = random;
        place = newPlace();
    }

    private long newPlace() {
        return random.nextLong(1L << PLACE_BITS);
    }

    /// Writes those that this writer has raised. Last of a write: what is said to be there, is.
    synchronized void raise(Map<Tier, Long> ends) {
        var lines = new LineProtocol(64);
        ends.forEach((tier, end) -> {
            if (end > written.getOrDefault(tier, 0L)) {
                lines.point(MEASUREMENT).tag("tier", tier.wireName()).field("until", end).at(place);
            }
        });
        try {
            db.writeRest(InfluxDatabase.STATE, lines);
        } catch (RuntimeException e) {
            // A request that was given up may still arrive, after those that follow.
            place = newPlace();
            written.clear();
            throw e;
        }
        ends.forEach((tier, end) -> written.merge(tier, end, Math::max));
    }

    /// The end of the newest window written of a tier; 0 if there is none.
    long until(Tier tier) {
        return db
                .query(
                        InfluxDatabase.STATE,
                        "SELECT max(\"until\") FROM \"%s\" WHERE \"tier\" = '%s'"
                                .formatted(MEASUREMENT, tier.wireName()))
                .stream()
                .mapToLong(row -> StateRows.number(row, "max"))
                .max()
                .orElse(0);
    }
}
