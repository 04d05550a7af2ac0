package dev.weir.storage.influxdb;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.MalformedRollupException;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Writes the measurement `rollups` in the retention policy of each tier; [InfluxReader] reads it.
final class InfluxRollups {
    /// The counters that are fields of their own, for people, Grafana and who reads nothing else. The
    /// rollup itself is in `message`. Every point has all of them: to add one is to change the layout,
    /// for points of before would lack it.
    static final List<Counter> FIELDS =
            List.of(
                    Counter.REQUESTS,
                    Counter.BYTES_SENT,
                    Counter.CACHED_REQUESTS,
                    Counter.CACHED_BYTES,
                    Counter.STATUS_4XX,
                    Counter.STATUS_5XX,
                    Counter.THREATS,
                    Counter.PAGE_VIEWS,
                    Counter.DURATION_MICROS);

    /// A field that points alone have whose message has no counters that can be decoded: 1. It stays
    /// when another rollup takes the point's place, so where it is, only the message tells.
    static final String UNDECODABLE = "undecodable";

    static final String MEASUREMENT = "rollups";

    private final InfluxDatabase db;
    private final InfluxFreshness freshness;

    InfluxRollups(InfluxDatabase db, InfluxFreshness freshness) {
        this.db = db;
        this.freshness = freshness;
    }

    /// Writes them, the finest tier first: so nobody who reads in between sees a coarse tier ahead of
    /// a fine one.
    void write(List<EncodedRollup> rollups) {
        Map<RollupKey, EncodedRollup> last = new LinkedHashMap<>();
        rollups.forEach(rollup -> last.put(rollup.key(), rollup));
        NavigableMap<Tier, List<EncodedRollup>> tiers = new TreeMap<>();
        NavigableMap<Tier, Long> ends = new TreeMap<>();
        last.forEach((key, rollup) -> {
            long length = key.tier().millis();
            tiers.computeIfAbsent(key.tier(), tier -> new ArrayList<>()).add(rollup);
            ends.merge(
                    key.tier(),
                    Math.min(key.windowStart(), Long.MAX_VALUE - length) + length,
                    Math::max);
        });
        tiers.forEach(this::write);
        freshness.raise(ends);
    }

    private void write(Tier tier, List<EncodedRollup> rollups) {
        var lines = new LineProtocol(1 << 16);
        for (EncodedRollup rollup : rollups) {
            add(lines, rollup);
            db.writeIfEnough(tier.wireName(), lines);
        }
        db.writeRest(tier.wireName(), lines);
    }

    private static void add(LineProtocol lines, EncodedRollup rollup) {
        PointTime time = PointTime.of(rollup.key());
        lines.point(MEASUREMENT)
                .tag("customer", TagText.tag(rollup.key().customer()))
                .tag("era", time.era())
                .tag("part_high", time.partHigh())
                .tag("shift", time.shift());
        addCounters(lines, rollup.message());
        lines.field("message", InfluxSources.base64(rollup.message())).at(time.time());
    }

    /// Counters are written even where they are 0: a field that is left out keeps what it had. Those
    /// of a message that cannot be decoded are left out, and who reads it is told.
    private static void addCounters(LineProtocol lines, byte[] message) {
        long[] counters;
        try {
            counters = RollupCodec.decodeCounters(message);
        } catch (MalformedRollupException e) {
            lines.field(UNDECODABLE, 1);
            return; // stored all the same, as the other stores do
        }
        for (Counter counter : FIELDS) {
            lines.field(counter.wireName(), counters[counter.ordinal()]);
        }
    }
}
