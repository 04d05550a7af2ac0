package dev.weir.schema.rollup;

import static dev.weir.schema.rollup.RollupLayout.*;

import dev.weir.schema.wire.MessageWriter;
import dev.weir.schema.wire.WireFormat;
import java.util.List;

/// Takes rollups and their keys, gives the Cap'n Proto messages of `rollup.capnp`, by straight stores:
/// a job writes tens of thousands of rollups a second, and the runtime's builder made up half of that
/// work. For one thread; memory is kept from one rollup to the next.
public final class RollupEncoder {
    private static final Counter[] COUNTERS = Counter.values();
    private static final Breakdown[] BREAKDOWNS = Breakdown.values();
    private static final Dimension[] DIMENSIONS = Dimension.values();

    private final MessageWriter message = new MessageWriter();

    /// Creates an encoder.
    public RollupEncoder() {}

    /// Encodes a rollup.
    public byte[] encode(KeyedRollup keyed) {
        RollupKey key = keyed.key();
        Rollup rollup = keyed.rollup();
        message.begin(ROLLUP_DATA_WORDS, ROLLUP_POINTERS);
        int root = WireFormat.ROOT;
        message.putLong(root + WINDOW_START, key.windowStart());
        message.putLong(root + PART, key.part());
        message.putInt(root + TIER_SECONDS, key.tier().seconds());
        message.putShort(root + VERSION, SCHEMA_VERSION);
        message.text(rootPointer(CUSTOMER_POINTER), key.customer());
        counters(rollup);
        breakdowns(rollup);
        latency(rollup.latency(), LATENCY_POINTER);
        latency(rollup.originLatency(), ORIGIN_LATENCY_POINTER);
        UniqueClients clients = rollup.presentClients();
        if (clients != null) {
            data(rootPointer(UNIQUE_CLIENTS_POINTER), clients.encoded());
        }
        heaviest(rollup);
        samples(rollup.threatSamples());
        return message.finish();
    }

    // Of each list only what comes before the last element that says something: most rollups are of
    // few requests.

    private void counters(Rollup rollup) {
        int length = COUNTERS.length;
        while (length > 0 && rollup.counter(COUNTERS[length - 1]) == 0) {
            length--;
        }
        int at = message.longs(rootPointer(COUNTERS_POINTER), length);
        for (int i = 0; i < length; i++) {
            message.putLong(at + i * Long.BYTES, rollup.counter(COUNTERS[i]));
        }
    }

    private void breakdowns(Rollup rollup) {
        int length = BREAKDOWNS.length;
        while (length > 0 && rollup.present(BREAKDOWNS[length - 1]) == null) {
            length--;
        }
        int at =
                message.structs(
                        rootPointer(BREAKDOWNS_POINTER),
                        length,
                        CAPPED_COUNTS_DATA_WORDS,
                        CAPPED_COUNTS_POINTERS);
        for (int i = 0; i < length; i++) {
            CappedCounts counts = rollup.present(BREAKDOWNS[i]);
            if (counts != null) {
                breakdown(counts, at);
            }
            at += (CAPPED_COUNTS_DATA_WORDS + CAPPED_COUNTS_POINTERS) * WireFormat.WORD;
        }
    }

    private void breakdown(CappedCounts counts, int countsAt) {
        message.putLong(countsAt + OTHER, counts.other());
        StringCounts table = counts.table();
        if (table.size() == 0) {
            return;
        }
        int at =
                message.structs(
                        pointer(countsAt, CAPPED_COUNTS_DATA_WORDS, ENTRIES_POINTER),
                        table.size(),
                        ENTRY_DATA_WORDS,
                        ENTRY_POINTERS);
        for (int entry = 0; entry < table.size(); entry++) {
            message.putLong(at + COUNT, table.count(entry));
            int start = table.start(entry);
            int end = table.end(entry);
            int textAt = message.text(pointer(at, ENTRY_DATA_WORDS, KEY_POINTER), end - start);
            table.copyBytes(start, end, message.bytes(), textAt);
            at += (ENTRY_DATA_WORDS + ENTRY_POINTERS) * WireFormat.WORD;
        }
    }

    private void latency(LatencySketch latency, int rootPointer) {
        int at = message.struct(rootPointer(rootPointer), LATENCY_DATA_WORDS, LATENCY_POINTERS);
        long[] few = latency.plainValues();
        if (few.length > 0) {
            int list = message.ints(pointer(at, LATENCY_DATA_WORDS, FEW_POINTER), few.length);
            for (int i = 0; i < few.length; i++) {
                message.putInt(list + i * Integer.BYTES, (int) few[i]);
            }
        } else if (latency.count() > 0) {
            data(pointer(at, LATENCY_DATA_WORDS, HISTOGRAM_POINTER), latency.encodedHistogram());
        }
    }

    private void heaviest(Rollup rollup) {
        int length = DIMENSIONS.length;
        while (length > 0 && rollup.present(DIMENSIONS[length - 1]) == null) {
            length--;
        }
        int at =
                message.structs(
                        rootPointer(HEAVIEST_POINTER),
                        length,
                        HEAVY_HITTERS_DATA_WORDS,
                        HEAVY_HITTERS_POINTERS);
        for (int i = 0; i < length; i++) {
            HeavyHitters hitters = rollup.present(DIMENSIONS[i]);
            if (hitters != null) {
                heaviest(hitters, at);
            }
            at += (HEAVY_HITTERS_DATA_WORDS + HEAVY_HITTERS_POINTERS) * WireFormat.WORD;
        }
    }

    /// In columns, for a rollup has hundreds of values, and a pointer for each would cost more than the
    /// value.
    private void heaviest(HeavyHitters hitters, int hittersAt) {
        message.putLong(hittersAt + TAKEN_OFF, hitters.takenOff());
        StringCounts table = hitters.table();
        int countAt = message.longs(hittersPointer(hittersAt, COUNTS_POINTER), table.size());
        int lengthAt = message.shorts(hittersPointer(hittersAt, LENGTHS_POINTER), table.size());
        for (int entry = 0; entry < table.size(); entry++) {
            message.putLong(countAt + entry * Long.BYTES, table.count(entry));
            message.putShort(lengthAt + entry * Short.BYTES, table.end(entry) - table.start(entry));
        }
        int bytes = table.byteCount();
        int at = message.data(hittersPointer(hittersAt, VALUES_POINTER), bytes);
        table.copyBytes(0, bytes, message.bytes(), at);
    }

    private void samples(List<ThreatSample> samples) {
        if (samples.isEmpty()) {
            return;
        }
        int at =
                message.structs(
                        rootPointer(THREAT_SAMPLES_POINTER),
                        samples.size(),
                        THREAT_SAMPLE_DATA_WORDS,
                        THREAT_SAMPLE_POINTERS);
        for (ThreatSample sample : samples) {
            message.putLong(at + TIME, sample.time());
            message.text(pointer(at, THREAT_SAMPLE_DATA_WORDS, THREAT_POINTER), sample.threat());
            message.text(pointer(at, THREAT_SAMPLE_DATA_WORDS, CLIENT_POINTER), sample.client());
            message.text(pointer(at, THREAT_SAMPLE_DATA_WORDS, TARGET_POINTER), sample.target());
            at += (THREAT_SAMPLE_DATA_WORDS + THREAT_SAMPLE_POINTERS) * WireFormat.WORD;
        }
    }

    private void data(int pointerAt, byte[] data) {
        int at = message.data(pointerAt, data.length);
        System.arraycopy(data, 0, message.bytes(), at, data.length);
    }

    private static int rootPointer(int index) {
        return pointer(WireFormat.ROOT, ROLLUP_DATA_WORDS, index);
    }

    private static int hittersPointer(int hittersAt, int index) {
        return pointer(hittersAt, HEAVY_HITTERS_DATA_WORDS, index);
    }

    private static int pointer(int structAt, int dataWords, int index) {
        return structAt + (dataWords + index) * WireFormat.WORD;
    }
}
