package dev.weir.schema.rollup;

import static dev.weir.schema.rollup.RollupLayout.*;

import dev.weir.schema.wire.MessageWriter;
import dev.weir.schema.wire.WireFormat;
import java.nio.ByteBuffer;
import java.util.List;

/// Takes rollups and their keys, gives the Cap'n Proto messages of `rollup.capnp`, by straight stores:
/// a job writes tens of thousands of rollups a second, and the runtime's builder made up half of that
/// work. For one thread; memory is kept from one rollup to the next.
public final class RollupEncoder {
    private static final Counter[] COUNTERS = Counter.values();
    private static final Breakdown[] BREAKDOWNS = Breakdown.values();
    private static final Dimension[] DIMENSIONS = Dimension.values();

    private final MessageWriter message = new MessageWriter();

    /// The entries of the rollup's fields, field after field, and the next one to be written.
    private int[] byField = new int[64];

    private int next;

    private ByteBuffer histogram = ByteBuffer.allocate(0);

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
        FieldCounts counts = rollup.fieldCounts();
        byField = counts.byField(byField);
        next = 0;
        breakdowns(counts);
        latency(rollup.latency(), LATENCY_POINTER);
        latency(rollup.originLatency(), ORIGIN_LATENCY_POINTER);
        UniqueClients clients = rollup.presentClients();
        if (clients != null) {
            byte[] encoded = clients.encoded();
            data(rootPointer(UNIQUE_CLIENTS_POINTER), encoded, encoded.length);
        }
        heaviest(counts);
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

    private void breakdowns(FieldCounts counts) {
        int length = BREAKDOWNS.length;
        while (length > 0 && isEmpty(counts, FieldCounts.field(BREAKDOWNS[length - 1]))) {
            length--;
        }
        int at =
                message.structs(
                        rootPointer(BREAKDOWNS_POINTER),
                        length,
                        CAPPED_COUNTS_DATA_WORDS,
                        CAPPED_COUNTS_POINTERS);
        for (int i = 0; i < length; i++) {
            breakdown(counts, FieldCounts.field(BREAKDOWNS[i]), at);
            at += (CAPPED_COUNTS_DATA_WORDS + CAPPED_COUNTS_POINTERS) * WireFormat.WORD;
        }
    }

    private static boolean isEmpty(FieldCounts counts, int field) {
        return counts.size(field) == 0 && counts.rest(field) == 0;
    }

    private void breakdown(FieldCounts counts, int field, int countsAt) {
        message.putLong(countsAt + OTHER, counts.rest(field));
        int size = counts.size(field);
        if (size == 0) {
            return;
        }
        int at =
                message.structs(
                        pointer(countsAt, CAPPED_COUNTS_DATA_WORDS, ENTRIES_POINTER),
                        size,
                        ENTRY_DATA_WORDS,
                        ENTRY_POINTERS);
        for (int end = next + size; next < end; next++) {
            int entry = byField[next];
            message.putLong(at + COUNT, counts.count(entry));
            int length = counts.length(entry);
            int textAt = message.text(pointer(at, ENTRY_DATA_WORDS, KEY_POINTER), length);
            counts.copyBytes(entry, message.bytes(), textAt);
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
            histogram = latency.encodeHistogram(histogram);
            int pointerAt = pointer(at, LATENCY_DATA_WORDS, HISTOGRAM_POINTER);
            data(pointerAt, histogram.array(), histogram.position());
        }
    }

    private void heaviest(FieldCounts counts) {
        int length = DIMENSIONS.length;
        while (length > 0 && isEmpty(counts, FieldCounts.field(DIMENSIONS[length - 1]))) {
            length--;
        }
        int at =
                message.structs(
                        rootPointer(HEAVIEST_POINTER),
                        length,
                        HEAVY_HITTERS_DATA_WORDS,
                        HEAVY_HITTERS_POINTERS);
        for (int i = 0; i < length; i++) {
            int field = FieldCounts.field(DIMENSIONS[i]);
            if (!isEmpty(counts, field)) {
                heaviest(counts, field, at);
            }
            at += (HEAVY_HITTERS_DATA_WORDS + HEAVY_HITTERS_POINTERS) * WireFormat.WORD;
        }
    }

    /// In columns, for a rollup has hundreds of values, and a pointer for each would cost more than the
    /// value.
    private void heaviest(FieldCounts counts, int field, int hittersAt) {
        message.putLong(hittersAt + TAKEN_OFF, counts.rest(field));
        int size = counts.size(field);
        int countAt = message.longs(hittersPointer(hittersAt, COUNTS_POINTER), size);
        int lengthAt = message.shorts(hittersPointer(hittersAt, LENGTHS_POINTER), size);
        int bytes = 0;
        for (int i = 0; i < size; i++) {
            int entry = byField[next + i];
            int length = counts.length(entry);
            message.putLong(countAt + i * Long.BYTES, counts.count(entry));
            message.putShort(lengthAt + i * Short.BYTES, length);
            bytes += length;
        }
        int at = message.data(hittersPointer(hittersAt, VALUES_POINTER), bytes);
        for (int end = next + size; next < end; next++) {
            int entry = byField[next];
            counts.copyBytes(entry, message.bytes(), at);
            at += counts.length(entry);
        }
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

    private void data(int pointerAt, byte[] data, int length) {
        int at = message.data(pointerAt, length);
        System.arraycopy(data, 0, message.bytes(), at, length);
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
