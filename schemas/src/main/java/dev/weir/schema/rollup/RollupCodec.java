package dev.weir.schema.rollup;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.RollupSchema;
import java.util.Set;
import org.capnproto.PrimitiveList;
import org.capnproto.StructList;

/// Takes a rollup and its key, gives the Cap'n Proto message of `rollup.capnp`, and back.
public final class RollupCodec {
    private static final Counter[] COUNTERS = Counter.values();
    private static final Breakdown[] BREAKDOWNS = Breakdown.values();
    private static final Dimension[] DIMENSIONS = Dimension.values();

    /// Encodes a rollup; who encodes many keeps a [RollupEncoder].
    public static byte[] encode(KeyedRollup keyed) {
        return new RollupEncoder().encode(keyed);
    }

    /// Decodes a rollup. Counters, breakdowns and dimensions of a newer version are passed over.
    ///
    /// @throws MalformedRollupException if the bytes are none
    public static KeyedRollup decode(byte[] bytes) {
        return decode(bytes, new Rollup());
    }

    /// Decodes a rollup and adds it to `into`, so that reading a range merges as it goes. Where it
    /// throws, a part of it may have been added.
    ///
    /// @return the key with `into`
    /// @throws MalformedRollupException if the bytes are none
    public static KeyedRollup decode(byte[] bytes, Rollup into) {
        return decode(bytes, into, RollupFields.ALL);
    }

    /// Decodes some fields of a rollup and adds them to `into`; what is wrong in others may go
    /// unseen. Where it throws, a part of it may have been added.
    ///
    /// @return the key with `into`
    /// @throws MalformedRollupException if the bytes are none
    public static KeyedRollup decode(byte[] bytes, Rollup into, RollupFields fields) {
        try {
            var root = CapnpBytes.read(bytes).getRoot(RollupSchema.Rollup.factory);
            merge(root, into, fields);
            return new KeyedRollup(key(root), into);
        } catch (RuntimeException e) {
            throw new MalformedRollupException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Reads only the key of an encoded rollup.
    ///
    /// @throws MalformedRollupException if the bytes are none
    public static RollupKey decodeKey(byte[] bytes) {
        try {
            return key(CapnpBytes.read(bytes).getRoot(RollupSchema.Rollup.factory));
        } catch (RuntimeException e) {
            throw new MalformedRollupException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Reads only the counters of an encoded rollup.
    ///
    /// @return by ordinal; those that the rollup does not have are 0
    /// @throws MalformedRollupException if the bytes are none
    public static long[] decodeCounters(byte[] bytes) {
        try {
            var root = CapnpBytes.read(bytes).getRoot(RollupSchema.Rollup.factory);
            PrimitiveList.Long.Reader counters = root.getCounters();
            long[] values = new long[COUNTERS.length];
            for (int i = 0; i < Math.min(counters.size(), COUNTERS.length); i++) {
                values[i] = counters.get(i);
            }
            return values;
        } catch (RuntimeException e) {
            throw new MalformedRollupException(String.valueOf(e.getMessage()), e);
        }
    }

    private static RollupKey key(RollupSchema.Rollup.Reader root) {
        return new RollupKey(
                root.getCustomer().toString(),
                new Tier(root.getTierSeconds()),
                root.getWindowStart(),
                root.getPart());
    }

    private static void merge(RollupSchema.Rollup.Reader root, Rollup into, RollupFields fields) {
        PrimitiveList.Long.Reader counters = root.getCounters();
        for (int i = 0; i < Math.min(counters.size(), COUNTERS.length); i++) {
            if (fields.counters().contains(COUNTERS[i])) {
                into.add(COUNTERS[i], counters.get(i));
            }
        }
        StructList.Reader<RollupSchema.CappedCounts.Reader> breakdowns = root.getBreakdowns();
        for (int i = 0; i < Math.min(breakdowns.size(), BREAKDOWNS.length); i++) {
            if (fields.breakdowns().contains(BREAKDOWNS[i])) {
                merge(breakdowns.get(i), BREAKDOWNS[i], into);
            }
        }
        mergeSketches(root, into, fields.sketches());
        var heaviest = root.getHeaviest();
        for (int i = 0; i < Math.min(heaviest.size(), DIMENSIONS.length); i++) {
            var hitters = heaviest.get(i);
            if (fields.heaviest().contains(DIMENSIONS[i]) && hitters.hasCounts()) {
                HeavyHittersReader.addTo(into.heaviest(DIMENSIONS[i]), hitters);
            }
        }
        if (fields.threatSamples()) {
            for (var sample : root.getThreatSamples()) {
                into.addThreatSample(
                        new ThreatSample(
                                sample.getTime(),
                                sample.getThreat().toString(),
                                sample.getClient().toString(),
                                sample.getTarget().toString()));
            }
        }
    }

    private static void mergeSketches(
            RollupSchema.Rollup.Reader root, Rollup into, Set<Sketch> wanted) {
        if (wanted.contains(Sketch.LATENCY)) {
            merge(root.getLatency(), into.latency());
        }
        if (wanted.contains(Sketch.ORIGIN_LATENCY)) {
            merge(root.getOriginLatency(), into.originLatency());
        }
        if (wanted.contains(Sketch.UNIQUE_CLIENTS) && root.getUniqueClients().size() > 0) {
            into.uniqueClients().mergeEncoded(root.getUniqueClients().toArray());
        }
    }

    private static void merge(
            RollupSchema.CappedCounts.Reader counts, Breakdown breakdown, Rollup into) {
        if (counts.getOther() == 0 && !counts.hasEntries()) {
            return;
        }
        CappedCounts target = into.breakdown(breakdown);
        for (var entry : counts.getEntries()) {
            target.add(entry.getKey().toString(), entry.getCount());
        }
        target.addOther(counts.getOther());
    }

    private static void merge(RollupSchema.Latency.Reader latency, LatencySketch into) {
        if (latency.hasHistogram()) {
            into.mergeEncoded(latency.getHistogram().asByteBuffer());
            return;
        }
        PrimitiveList.Int.Reader few = latency.getFew();
        for (int i = 0; i < few.size(); i++) {
            into.record(Integer.toUnsignedLong(few.get(i)));
        }
    }

    private RollupCodec() {}
}
