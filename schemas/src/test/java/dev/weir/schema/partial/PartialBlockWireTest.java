package dev.weir.schema.partial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.PartialBlockSchema;
import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.ThreatSample;
import dev.weir.schema.rollup.Tier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.capnproto.MessageBuilder;
import org.junit.jupiter.api.Test;

/// What the writer writes is what `partial_block.capnp` says: read by the classes that Cap'n Proto
/// generates from it, not by our read.
class PartialBlockWireTest {
    private static final long START = 1_790_000_000_000L;

    private static int string(PartialBlockWriter block, String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
        return block.string(bytes, 1, bytes.length - 1);
    }

    private static long[] numbers(long from) {
        long[] numbers = new long[3 + Counter.COUNT];
        for (int i = 0; i < Counter.COUNT; i++) {
            numbers[3 + i] = from + i;
        }
        return numbers;
    }

    /// Two cells whose entries come in turn, of which the wire makes one after the other.
    private static void fill(PartialBlockWriter block) {
        int mueller = block.cell(string(block, "müller"), START);
        int acme = block.cell(string(block, "acme"), START + 1000);
        block.count(mueller, numbers(100), 3);
        block.entry(mueller, EntryKind.METHOD, string(block, "GET"), 7);
        block.entry(acme, EntryKind.METHOD, string(block, "GET"), 1);
        block.entry(mueller, EntryKind.LATENCY, -2, 3);
        block.entry(acme, EntryKind.CLIENT, string(block, "::1"), 100_000_000);
        block.count(acme, numbers(5), 3);
        block.count(mueller, numbers(1), 3);
        block.threatSample(
                acme, START + 5, string(block, "sqli"), string(block, "::1"), string(block, "/?a"));
        block.threatSample(mueller, START + 6, string(block, "xss"), 0, string(block, "/"));
    }

    private static PartialBlockSchema.PartialBlock.Reader read(byte[] block) {
        return CapnpBytes.read(block).getRoot(PartialBlockSchema.PartialBlock.factory);
    }

    private static ByteBuffer data(org.capnproto.Data.Reader data) {
        return ByteBuffer.wrap(data.toArray()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static List<String> strings(PartialBlockSchema.PartialBlock.Reader root) {
        List<String> strings = new ArrayList<>(List.of(""));
        ByteBuffer lengths = data(root.getStringLengths());
        ByteBuffer bytes = data(root.getStringBytes());
        while (lengths.hasRemaining()) {
            byte[] text = new byte[lengths.getInt()];
            bytes.get(text);
            strings.add(new String(text, StandardCharsets.UTF_8));
        }
        assertEquals(0, bytes.remaining(), "bytes that belong to no string");
        return strings;
    }

    @Test
    void theHeaderSaysHowToReadTheRest() {
        var block = new PartialBlockWriter(Tier.MINUTE);
        fill(block);
        var root = read(block.write());

        assertEquals(1, root.getSchemaVersion());
        assertEquals(Counter.values().length, root.getCounterCount());
        assertEquals(60, root.getTierSeconds());
        assertEquals(
                List.of("", "GET", "xss", "/", "::1", "sqli", "/?a", "müller", "acme"),
                strings(root));
    }

    @Test
    void cellsStandOneAfterTheOtherWithTheirCounters() {
        var block = new PartialBlockWriter(Tier.SECOND);
        fill(block);
        var root = read(block.write());

        assertEquals(2, root.getCells().size());
        assertEquals(7, root.getCells().get(0).getCustomer());
        assertEquals(START, root.getCells().get(0).getWindowStart());
        assertEquals(2, root.getCells().get(0).getEntryCount());
        assertEquals(8, root.getCells().get(1).getCustomer());
        assertEquals(START + 1000, root.getCells().get(1).getWindowStart());
        assertEquals(2, root.getCells().get(1).getEntryCount());
        ByteBuffer counters = data(root.getCounters());
        assertEquals(2 * Counter.COUNT * Long.BYTES, counters.remaining());
        for (int i = 0; i < Counter.COUNT; i++) {
            assertEquals(101 + 2 * i, counters.getLong(i * Long.BYTES));
            assertEquals(5 + i, counters.getLong((Counter.COUNT + i) * Long.BYTES));
        }
    }

    @Test
    void entriesStandCellAfterCell() {
        var block = new PartialBlockWriter(Tier.SECOND);
        fill(block);
        var root = read(block.write());
        ByteBuffer kinds = data(root.getKinds());
        ByteBuffer values = data(root.getValues());
        ByteBuffer counts = data(root.getCounts());
        List<String> entries = new ArrayList<>();
        while (kinds.hasRemaining()) {
            entries.add(kinds.get() + " " + values.getInt() + " " + counts.getInt());
        }

        assertEquals(
                List.of(
                        EntryKind.METHOD.ordinal() + " 1 7",
                        EntryKind.LATENCY.ordinal() + " -2 3",
                        EntryKind.METHOD.ordinal() + " 1 1",
                        EntryKind.CLIENT.ordinal() + " 4 100000000"),
                entries);
        assertEquals(0, values.remaining() + counts.remaining());
    }

    /// Requests of a string from one batch after the other are one entry, times are one each.
    @Test
    void requestsOfAStringAreAddedUp() {
        var block = new PartialBlockWriter(Tier.SECOND);
        int cell = block.cell(string(block, "acme"), START);
        int other = block.cell(string(block, "other"), START);
        int get = string(block, "GET");
        for (int batch = 1; batch <= 3; batch++) {
            block.entry(cell, EntryKind.METHOD, get, batch);
            block.entry(other, EntryKind.METHOD, get, 10 * batch);
            block.entry(cell, EntryKind.LATENCY, get, 1);
            block.entry(cell, EntryKind.PATH, get, 100 * batch);
        }
        block.entry(other, EntryKind.METHOD, get, Integer.MAX_VALUE);
        PartialBlock read = PartialBlock.read(block.write());
        Rollup acme = new Rollup();
        Rollup rest = new Rollup();
        read.addTo(acme, 0);
        read.addTo(rest, 1);

        assertEquals(6, acme.breakdown(Breakdown.METHOD).get("GET"));
        assertEquals(3, acme.latency().count());
        assertEquals(600, acme.heaviest(Dimension.PATH).heaviest(1).getFirst().requests());
        assertEquals(60L + Integer.MAX_VALUE, rest.breakdown(Breakdown.METHOD).get("GET"));
    }

    @Test
    void requestsOfAStringAreOneEntry() {
        var block = new PartialBlockWriter(Tier.SECOND);
        int cell = block.cell(string(block, "acme"), START);
        for (int batch = 0; batch < 3; batch++) {
            block.entry(cell, EntryKind.METHOD, string(block, "GET"), 1);
            block.entry(cell, EntryKind.METHOD, string(block, "POST"), 1);
        }
        assertEquals(2, read(block.write()).getKinds().size());
    }

    @Test
    void evidenceNamesItsCell() {
        var block = new PartialBlockWriter(Tier.SECOND);
        fill(block);
        var samples = read(block.write()).getThreatSamples();

        assertEquals(2, samples.size());
        assertEquals(START + 6, samples.get(0).getTime());
        assertEquals(0, samples.get(0).getCell());
        assertEquals(0, samples.get(0).getClient());
        assertEquals(START + 5, samples.get(1).getTime());
        assertEquals(1, samples.get(1).getCell());
        assertEquals(5, samples.get(1).getThreat());
        assertEquals(4, samples.get(1).getClient());
        assertEquals(6, samples.get(1).getTarget());
    }

    /// What is in several blocks is in each of them with the strings that it needs, and added up by no
    /// reader twice.
    @Test
    void aCellThatIsTooMuchForABlockGoesOnInTheNextOne() {
        var block = new PartialBlockWriter(Tier.SECOND);
        int cell = block.cell(string(block, "acme"), START);
        block.count(cell, numbers(100), 3);
        for (int i = 0; i < 600; i++) {
            block.entry(cell, EntryKind.HOST, string(block, "www.acme.example"), 1);
            block.entry(cell, EntryKind.PATH, string(block, "/" + i % 200), 1);
            block.threatSample(cell, i, string(block, "sqli"), 0, string(block, "/" + i));
        }
        List<byte[]> pieces = new ArrayList<>();
        block.write(2000, pieces::add);
        Rollup sum = new Rollup();
        int samples = 0;
        for (byte[] piece : pieces) {
            assertTrue(piece.length < 2500, piece.length + " bytes");
            PartialBlock read = PartialBlock.read(piece);
            assertEquals(1, read.cellCount());
            assertEquals("acme", read.customer(0));
            read.addTo(sum, 0);
            samples += read(piece).getThreatSamples().size();
        }

        assertTrue(pieces.size() > 5, pieces.size() + " blocks");
        assertEquals(100, sum.counter(Counter.REQUESTS));
        assertEquals(600, sum.heaviest(Dimension.HOST).heaviest(1).getFirst().requests());
        assertEquals(600, samples);
    }

    @Test
    void aWriterBeginsAnewAfterABlock() {
        var block = new PartialBlockWriter(Tier.SECOND);
        fill(block);
        block.write();
        assertTrue(block.isEmpty());
        string(block, "of no use");
        block.cell(string(block, "acme"), START);
        var root = read(block.write());

        assertEquals(List.of("", "acme"), strings(root));
        assertEquals(1, root.getCells().size());
        assertEquals(0, root.getKinds().size());
        assertEquals(0, root.getThreatSamples().size());
        ByteBuffer counters = data(root.getCounters());
        while (counters.hasRemaining()) {
            assertEquals(0, counters.getLong());
        }
    }

    @Test
    void ourReaderAddsWhatACellHolds() {
        var block = new PartialBlockWriter(Tier.SECOND);
        fill(block);
        PartialBlock read = PartialBlock.read(block.write());
        Rollup mueller = new Rollup();
        Rollup acme = new Rollup();
        read.addTo(mueller, 0);
        read.addTo(acme, 1);

        assertEquals(Tier.SECOND, read.tier());
        assertEquals("müller", read.customer(0));
        assertEquals(START + 1000, read.windowStart(1));
        assertEquals(101, mueller.counter(Counter.REQUESTS));
        assertEquals(7, mueller.breakdown(Breakdown.METHOD).get("GET"));
        assertEquals(3, mueller.latency().count());
        assertEquals(0xFFFF_FFFEL, mueller.latency().percentile(50));
        assertEquals(List.of(new ThreatSample(START + 6, "xss", "", "/")), mueller.threatSamples());
        assertEquals(1, acme.breakdown(Breakdown.METHOD).get("GET"));
        assertEquals(
                100_000_000L, acme.heaviest(Dimension.CLIENT).heaviest(1).getFirst().requests());
        assertEquals(1, acme.uniqueClients().estimate(), 0.01);
        assertEquals("::1", acme.threatSamples().getFirst().client());
    }

    @Test
    void whatANewerWriterAddsIsPassedOver() {
        int newerCount = Counter.COUNT + 2;
        var message = new MessageBuilder();
        var root = message.initRoot(PartialBlockSchema.PartialBlock.factory);
        root.setSchemaVersion((short) 2);
        root.setCounterCount((short) newerCount);
        root.setTierSeconds(1);
        root.setStringLengths(new byte[] {1, 0, 0, 0});
        root.setStringBytes(new byte[] {'a'});
        root.initCells(2).get(0).setEntryCount(1);
        root.getCells().get(1).setEntryCount(1);
        ByteBuffer counters =
                ByteBuffer.allocate(2 * newerCount * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 2 * newerCount; i++) {
            counters.putLong(i);
        }
        root.setCounters(counters.array());
        root.setKinds(new byte[] {(byte) 200, (byte) EntryKind.METHOD.ordinal()});
        root.setValues(new byte[] {99, 0, 0, 0, 1, 0, 0, 0});
        root.setCounts(new byte[] {5, 0, 0, 0, 6, 0, 0, 0});
        PartialBlock read = PartialBlock.read(CapnpBytes.of(message));
        Rollup rollup = new Rollup();
        read.addTo(rollup, 1);

        for (Counter counter : Counter.values()) {
            assertEquals(newerCount + counter.ordinal(), rollup.counter(counter));
        }
        assertEquals(6, rollup.breakdown(Breakdown.METHOD).get("a"));
        assertEquals(1, rollup.breakdown(Breakdown.METHOD).size());
    }

    @Test
    void aBlockOfWhichSomethingIsMissingIsRefused() {
        var block = new PartialBlockWriter(Tier.SECOND);
        fill(block);
        byte[] whole = block.write();
        for (int length = 0; length < whole.length; length++) {
            byte[] beginning = Arrays.copyOf(whole, length);
            assertRefused(beginning, "no Cap'n Proto message");
        }
        assertEquals(2, PartialBlock.read(whole).cellCount());
    }

    @Test
    void aMessageOfAnotherKindIsRefused() {
        var key = new RollupKey("acme", Tier.SECOND, START, 1);
        Rollup rollup = new Rollup();
        rollup.add(Counter.REQUESTS, 1);
        byte[] encoded = RollupCodec.encode(new KeyedRollup(key, rollup));
        assertRefused(encoded, "");
    }

    @Test
    void aBlockWithoutAVersionIsRefused() {
        var message = new MessageBuilder();
        message.initRoot(PartialBlockSchema.PartialBlock.factory).setTierSeconds(1);
        assertRefused(CapnpBytes.of(message), "schema version 0 is older than 1");
    }

    @Test
    void aColumnThatIsTooShortIsRefused() {
        for (int column = 0; column < 5; column++) {
            var message = new MessageBuilder();
            var root = message.initRoot(PartialBlockSchema.PartialBlock.factory);
            root.setSchemaVersion((short) 1);
            root.setTierSeconds(1);
            root.initCells(1).get(0).setEntryCount(1);
            root.setCounterCount((short) 1);
            root.setCounters(new byte[column == 0 ? 7 : 8]);
            root.setKinds(new byte[column == 1 ? 0 : 1]);
            root.setValues(new byte[column == 2 ? 3 : 4]);
            root.setCounts(new byte[column == 3 ? 3 : 4]);
            root.setStringLengths(new byte[] {(byte) (column == 4 ? 2 : 1), 0, 0, 0});
            root.setStringBytes(new byte[] {'a'});
            assertRefused(CapnpBytes.of(message), "");
        }
    }

    private static void assertRefused(byte[] block, String reason) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> PartialBlock.read(block));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith("no block of partials: " + reason), message);
    }

    @Test
    void listsWithoutASizeAreNotAllocated() {
        for (String list : List.of("cells", "samples")) {
            var message = new MessageBuilder();
            var root = message.initRoot(PartialBlockSchema.PartialBlock.factory);
            root.setSchemaVersion((short) 1);
            root.setTierSeconds(1);
            root.initCells(1);
            root.initThreatSamples(1);
            byte[] bytes = CapnpBytes.of(message);
            int pointers = 16 + PartialBlockSchema.PartialBlock.STRUCT_SIZE.data * 8;
            int pointer = list.equals("cells") ? 2 : pointerCount() - 1;
            // 2^29 - 1 elements of no bits.
            bytes[pointers + pointer * 8 + 4] = (byte) 0xF8;
            bytes[pointers + pointer * 8 + 5] = (byte) 0xFF;
            bytes[pointers + pointer * 8 + 6] = (byte) 0xFF;
            bytes[pointers + pointer * 8 + 7] = (byte) 0xFF;

            assertThrows(IllegalArgumentException.class, () -> PartialBlock.read(bytes), list);
        }
    }

    private static int pointerCount() {
        return PartialBlockSchema.PartialBlock.STRUCT_SIZE.pointers;
    }

    @Test
    void whatIsTooMuchForABlockIsSplit() {
        var block = new PartialBlockWriter(Tier.SECOND);
        for (int i = 0; i < 300; i++) {
            int cell = block.cell(string(block, "customer-" + i % 3), START + i % 40 * 1000L);
            block.count(cell, numbers(i), 3);
            block.entry(cell, EntryKind.PATH, string(block, "/" + i), i + 1);
            block.entry(cell, EntryKind.LATENCY, i, 1);
            block.threatSample(cell, i, string(block, "sqli"), 0, string(block, "/" + i));
        }
        List<byte[]> pieces = new ArrayList<>();
        block.write(1000, pieces::add);

        assertTrue(block.isEmpty());
        assertTrue(pieces.size() > 20, pieces.size() + " blocks");
        long counted = 0;
        long entries = 0;
        long samples = 0;
        for (byte[] piece : pieces) {
            assertTrue(piece.length < 2000, piece.length + " bytes");
            PartialBlock read = PartialBlock.read(piece);
            for (int cell = 0; cell < read.cellCount(); cell++) {
                Rollup rollup = new Rollup();
                read.addTo(rollup, cell);
                counted += rollup.counter(Counter.REQUESTS);
                samples += rollup.threatSamples().size();
                for (var path : rollup.heaviest(Dimension.PATH).heaviest(1000)) {
                    entries += path.requests();
                }
            }
        }
        assertEquals(299L * 300 / 2, counted);
        assertEquals(300L * 301 / 2, entries);
        assertEquals(300, samples);
    }

    @Test
    void aStringIsCut() {
        var block = new PartialBlockWriter(Tier.SECOND);
        int cell = block.cell(string(block, "c".repeat(1 << 20)), START);
        block.entry(cell, EntryKind.PATH, string(block, "p".repeat(1 << 20)), 1);
        assertEquals(
                2 * PartialBlockWriter.MAX_STRING_BYTES,
                data(read(block.write()).getStringBytes()).remaining());
    }
}
