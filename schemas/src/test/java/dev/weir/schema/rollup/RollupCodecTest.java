package dev.weir.schema.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weir.schema.CapnpBytes;
import dev.weir.schema.RollupSchema;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.capnproto.MessageBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollupCodecTest {
    private static final RollupKey KEY =
            new RollupKey("müller.example", Tier.MINUTE, 1_790_000_040_000L, Long.MAX_VALUE);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 5000})
    void aRollupComesBack(int requests) {
        Rollup rollup = RandomRollup.of(1, requests);
        byte[] bytes = RollupCodec.encode(new KeyedRollup(KEY, rollup));
        KeyedRollup decoded = RollupCodec.decode(bytes);

        assertEquals(KEY, decoded.key());
        assertEquals(KEY, RollupCodec.decodeKey(bytes));
        RollupMergeTest.assertSame(rollup, decoded.rollup());
        assertEquals(rollup.threatSamples(), decoded.rollup().threatSamples());
    }

    @Test
    void whatWasDecodedGoesOnCounting() {
        Rollup rollup = RandomRollup.of(1, 500);
        Rollup decoded = RollupCodec.decode(encoded(rollup)).rollup();
        rollup.merge(RandomRollup.of(2, 300));
        decoded.merge(RandomRollup.of(2, 300));

        RollupMergeTest.assertSame(rollup, decoded);
    }

    @Test
    void decodingIntoARollupMerges() {
        Rollup a = RandomRollup.of(1, 100);
        Rollup b = RandomRollup.of(2, 30);
        Rollup into = new Rollup();
        RollupCodec.decode(encoded(a), into);
        RollupCodec.decode(encoded(b), into);

        RollupMergeTest.assertSame(RandomRollup.merged(a, b), into);
    }

    @Test
    void whatIsNotWantedIsNotDecoded() {
        Rollup rollup = RandomRollup.of(1, 500);
        byte[] bytes = encoded(rollup);
        Rollup counters = decoded(bytes, RollupFields.of(Counter.REQUESTS));
        assertEquals(rollup.counter(Counter.REQUESTS), counters.counter(Counter.REQUESTS));
        counters.add(Counter.REQUESTS, -counters.counter(Counter.REQUESTS));
        RollupMergeTest.assertSame(new Rollup(), counters);
        RollupMergeTest.assertSame(new Rollup(), decoded(bytes, RollupFields.NONE));

        Rollup paths = decoded(bytes, RollupFields.of(Dimension.PATH));
        assertEquals(
                rollup.heaviest(Dimension.PATH).heaviest(20),
                paths.heaviest(Dimension.PATH).heaviest(20));
        assertEquals(List.of(), paths.heaviest(Dimension.CLIENT).heaviest(20));
        assertEquals(0, paths.latency().count());
    }

    @Test
    void partsOfARollupMakeTheWhole() {
        Rollup rollup = RandomRollup.of(1, 500);
        byte[] bytes = encoded(rollup);
        Rollup whole = new Rollup();
        RollupCodec.decode(bytes, whole, RollupFields.of(Counter.values()));
        for (Breakdown breakdown : Breakdown.values()) {
            RollupCodec.decode(bytes, whole, RollupFields.of(breakdown));
        }
        for (Dimension dimension : Dimension.values()) {
            RollupCodec.decode(bytes, whole, RollupFields.of(dimension));
        }
        for (Sketch sketch : Sketch.values()) {
            RollupCodec.decode(bytes, whole, RollupFields.of(sketch));
        }
        RollupMergeTest.assertSame(rollup, whole);
    }

    @Test
    void choicesAddUp() {
        RollupFields both = RollupFields.of(Counter.REQUESTS).and(RollupFields.of(Sketch.LATENCY));
        assertEquals(Set.of(Counter.REQUESTS), both.counters());
        assertEquals(Set.of(Sketch.LATENCY), both.sketches());
        assertTrue(RollupFields.of(Counter.REQUESTS).areCounters());
        assertFalse(both.areCounters());
        assertEquals(RollupFields.ALL, RollupFields.ALL.and(both));
    }

    private static Rollup decoded(byte[] bytes, RollupFields fields) {
        return RollupCodec.decode(bytes, new Rollup(), fields).rollup();
    }

    @Test
    void anEmptyRollupIsSmall() {
        byte[] bytes = encoded(new Rollup());
        assertTrue(bytes.length < 200, bytes.length + " bytes");
    }

    @Test
    void evidenceIsCappedAndCut() {
        Rollup rollup = new Rollup();
        for (int i = 0; i < 20; i++) {
            rollup.addThreatSample(new ThreatSample(i, "xss", "::1", "/" + "x".repeat(5000)));
        }
        List<ThreatSample> samples = RollupCodec.decode(encoded(rollup)).rollup().threatSamples();

        assertEquals(Rollup.MAX_THREAT_SAMPLES, samples.size());
        assertEquals(ThreatSample.MAX_TARGET_CHARS, samples.getFirst().target().length());
        assertEquals(0, samples.getFirst().time());
    }

    @Test
    void whatANewerVersionAddsIsPassedOver() {
        var message = new MessageBuilder();
        var root = message.initRoot(RollupSchema.Rollup.factory);
        root.setTierSeconds(60);
        root.setSchemaVersion((short) 2);
        var counters = root.initCounters(Counter.values().length + 5);
        for (int i = 0; i < counters.size(); i++) {
            counters.set(i, i + 1);
        }
        var breakdowns = root.initBreakdowns(Breakdown.values().length + 1);
        breakdowns.get(Breakdown.values().length).setOther(9);
        root.initHeaviest(Dimension.values().length + 2);
        Rollup rollup = RollupCodec.decode(CapnpBytes.of(message)).rollup();

        for (Counter counter : Counter.values()) {
            assertEquals(counter.ordinal() + 1, rollup.counter(counter));
        }
        for (Breakdown breakdown : Breakdown.values()) {
            assertTrue(rollup.breakdown(breakdown).isEmpty());
        }
    }

    @Test
    void whatAnOlderVersionLacksIsZero() {
        var message = new MessageBuilder();
        var root = message.initRoot(RollupSchema.Rollup.factory);
        root.setTierSeconds(1);
        root.initCounters(2).set(1, 77);
        Rollup rollup = RollupCodec.decode(CapnpBytes.of(message)).rollup();

        assertEquals(77, rollup.counter(Counter.BYTES_SENT));
        assertEquals(0, rollup.counter(Counter.STATUS_5XX));
        assertEquals(0, rollup.latency().count());
        assertEquals(0, rollup.uniqueClients().estimate());
    }

    @Test
    void damagedRollupsAreRefusedOrRead() {
        byte[] original = encoded(RandomRollup.of(1, 200));
        Random random = new Random(3);
        long before = allocatedBytes();
        int rounds = 4000;
        for (int round = 0; round < rounds; round++) {
            byte[] bytes = original.clone();
            for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            assertRefusedOrRead(bytes, round);
            assertRefusedOrRead(Arrays.copyOf(original, random.nextInt(original.length)), round);
        }
        long perRound = (allocatedBytes() - before) / rounds;
        assertTrue(perRound < 2 << 20, perRound + " bytes a round");
    }

    private static byte[] encodedHistogram(LatencySketch latency) {
        ByteBuffer encoded = latency.encodeHistogram(ByteBuffer.allocate(0));
        return Arrays.copyOf(encoded.array(), encoded.position());
    }

    @Test
    void hostileSketchesAreRefusedOrRead() {
        Rollup rollup = RandomRollup.of(1, 5000);
        UniqueClients few = new UniqueClients();
        few.add(1);
        few.add(2);
        byte[][] sketches = {
            rollup.uniqueClients().encoded(),
            few.encoded(),
            "/some/paths/of/a/site".getBytes(StandardCharsets.UTF_8),
            encodedHistogram(rollup.latency())
        };
        Random random = new Random(4);
        for (int round = 0; round < 40_000; round++) {
            byte[] sketch = sketches[round % 4].clone();
            for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
                int reach = random.nextBoolean() ? sketch.length : Math.min(48, sketch.length);
                sketch[random.nextInt(reach)] = (byte) random.nextInt();
            }
            var message = new MessageBuilder();
            var root = message.initRoot(RollupSchema.Rollup.factory);
            root.setTierSeconds(1);
            switch (round % 4) {
                case 0, 1 -> root.setUniqueClients(sketch);
                case 2 -> writeHitters(random, sketch, root.initHeaviest(1).get(0));
                default -> root.initLatency().setHistogram(sketch);
            }
            byte[] bytes = CapnpBytes.of(message);
            long before = allocatedBytes();
            assertRefusedOrRead(bytes, round);
            long allocated = allocatedBytes() - before;
            assertTrue(allocated < 16 << 20, "round " + round + ": " + allocated + " bytes");
        }
    }

    private static void writeHitters(
            Random random, byte[] values, RollupSchema.HeavyHitters.Builder target) {
        target.setTakenOff(random.nextLong());
        target.setValues(values);
        int count = random.nextInt(200);
        var counts = target.initCounts(count);
        var lengths = target.initLengths(random.nextInt(10) == 0 ? 7 : count);
        for (int i = 0; i < Math.min(counts.size(), lengths.size()); i++) {
            counts.set(i, random.nextLong(-1, 100));
            lengths.set(i, (short) random.nextInt(-1, 4));
        }
    }

    private static void assertRefusedOrRead(byte[] bytes, int round) {
        try {
            Rollup rollup = RollupCodec.decode(bytes).rollup();
            rollup.latency().percentile(99);
            rollup.uniqueClients().estimate();
            rollup.heaviest(Dimension.PATH).heaviest(10);
            assertTrue(rollup.breakdown(Breakdown.STATUS).size() <= Breakdown.MAX_KEYS);
        } catch (MalformedRollupException e) {
            assertTrue(String.valueOf(e.getMessage()).startsWith("rollup is malformed: "));
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            throw new AssertionError("round " + round, e);
        }
    }

    @Test
    void listsWithoutASizeAreNotWalked() {
        // 2^29 - 1 elements of no bits, where the schema has lists of structs.
        var message = new MessageBuilder();
        var root = message.initRoot(RollupSchema.Rollup.factory);
        root.setTierSeconds(1);
        root.initThreatSamples(1);
        byte[] bytes = CapnpBytes.of(message);
        int pointers = 16 + RollupSchema.Rollup.STRUCT_SIZE.data * 8;
        int samples = pointers + (RollupSchema.Rollup.STRUCT_SIZE.pointers - 1) * 8;
        bytes[samples + 4] = (byte) 0xF8;
        bytes[samples + 5] = (byte) 0xFF;
        bytes[samples + 6] = (byte) 0xFF;
        bytes[samples + 7] = (byte) 0xFF;

        assertThrows(MalformedRollupException.class, () -> RollupCodec.decode(bytes));
    }

    private static byte[] encoded(Rollup rollup) {
        return RollupCodec.encode(new KeyedRollup(KEY, rollup));
    }

    private static long allocatedBytes() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
