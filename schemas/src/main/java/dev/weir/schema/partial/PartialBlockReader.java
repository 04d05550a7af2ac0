package dev.weir.schema.partial;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.PartialBlockSchema;
import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.ThreatSample;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.text.Utf8;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;
import org.capnproto.StructList;
import org.jspecify.annotations.Nullable;

/// Takes a block, gives its cells, each to be added to a rollup. A string becomes an object once a
/// block, however many cells have it. Reused for the next block.
public final class PartialBlockReader {
    private static final Counter[] COUNTERS = Counter.values();

    private static final XXHash64 XX_HASH = XXHashFactory.fastestJavaInstance().hash64();

    private byte[] bytes = new byte[0];
    private int[] ends = new int[1];
    private @Nullable String[] strings = new @Nullable String[1];

    /// Of clients that were hashed; 0: not yet.
    private long[] clientHashes = new long[1];

    /// Under which rollups look the strings up.
    private int[] hashes = new int[1];

    private int stringCount;
    private Tier tier = Tier.SECOND;
    private int counterCount;
    private byte[] kinds = new byte[0];
    private byte[] values = new byte[0];
    private byte[] counts = new byte[0];

    /// Where the entries of each cell end.
    private int[] entryEnds = new int[0];

    private String[] customers = new String[0];
    private long[] windowStarts = new long[0];
    private int cellCount;
    private byte[] counters = new byte[0];
    private ThreatSample[] samples = new ThreatSample[0];
    private int[] sampleCells = new int[0];

    /// Creates a reader without cells.
    public PartialBlockReader() {}

    /// Reads a block.
    ///
    /// @throws IllegalArgumentException if the bytes are none
    public void open(byte[] block) {
        cellCount = 0;
        try {
            var root = CapnpBytes.read(block).getRoot(PartialBlockSchema.PartialBlock.factory);
            int version = Short.toUnsignedInt(root.getSchemaVersion());
            require(
                    version >= PartialBlockWriter.SCHEMA_VERSION,
                    "schema version "
                            + version
                            + " is older than "
                            + PartialBlockWriter.SCHEMA_VERSION);
            tier = new Tier(root.getTierSeconds());
            counterCount = Short.toUnsignedInt(root.getCounterCount());
            readStrings(root);
            readEntries(root);
            int cells = readCells(root);
            readSamples(root);
            cellCount = cells;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("no block of partials: " + e.getMessage(), e);
        }
    }

    private void readStrings(PartialBlockSchema.PartialBlock.Reader root) {
        byte[] lengths = root.getStringLengths().toArray();
        bytes = root.getStringBytes().toArray();
        stringCount = lengths.length / Integer.BYTES;
        if (ends.length <= stringCount) {
            ends = new int[stringCount * 2];
            strings = new @Nullable String[ends.length];
            clientHashes = new long[ends.length];
            hashes = new int[ends.length];
        } else {
            Arrays.fill(strings, 0, stringCount + 1, null);
            Arrays.fill(clientHashes, 0, stringCount + 1, 0);
        }
        int at = 0;
        for (int string = 1; string <= stringCount; string++) {
            int length = Numbers.intAt(lengths, string - 1);
            require(length >= 0, "a string of negative length");
            at = Math.addExact(at, length);
            ends[string] = at;
        }
        require(at <= bytes.length, "strings end beyond their bytes");
        if (!Utf8.isAscii(bytes, 0, at)) {
            makeUtf8();
        }
        hashes[0] = Rollup.hash(bytes, 0, 0);
        for (int string = 1; string <= stringCount; string++) {
            hashes[string] = Rollup.hash(bytes, ends[string - 1], ends[string]);
        }
    }

    /// Puts U+FFFD in the place of what is no UTF-8: rollups hold text, and logs hold anything.
    private void makeUtf8() {
        var made = new ByteArrayOutputStream(bytes.length + 64);
        int start = 0;
        for (int string = 1; string <= stringCount; string++) {
            int length = ends[string] - start;
            made.writeBytes(Utf8.bytes(Utf8.text(bytes, start, length)));
            start = ends[string];
            ends[string] = made.size();
        }
        bytes = made.toByteArray();
    }

    private void readEntries(PartialBlockSchema.PartialBlock.Reader root) {
        kinds = root.getKinds().toArray();
        values = root.getValues().toArray();
        counts = root.getCounts().toArray();
        int bytesEach = Integer.BYTES * kinds.length;
        require(
                values.length == bytesEach && counts.length == bytesEach,
                "entries whose kinds, values and counts are not equally many");
        for (int entry = 0; entry < kinds.length; entry++) {
            EntryKind kind = EntryKind.of(kinds[entry]);
            require(
                    kind == null
                            || kind.isNumber()
                            || Integer.compareUnsigned(Numbers.intAt(values, entry), stringCount)
                                    <= 0,
                    "an entry without its string");
        }
    }

    private int readCells(PartialBlockSchema.PartialBlock.Reader root) {
        StructList.Reader<PartialBlockSchema.PartialBlock.Cell.Reader> list = root.getCells();
        int count = list.size();
        if (entryEnds.length < count) {
            entryEnds = new int[count * 2];
            customers = new String[count * 2];
            windowStarts = new long[count * 2];
        }
        int end = 0;
        for (int cell = 0; cell < count; cell++) {
            var source = list.get(cell);
            end = Math.addExact(end, source.getEntryCount());
            require(source.getEntryCount() >= 0, "a cell with a negative number of entries");
            entryEnds[cell] = end;
            customers[cell] = string(source.getCustomer());
            windowStarts[cell] = source.getWindowStart();
        }
        require(end == kinds.length, "cells with other entries than there are");
        counters = root.getCounters().toArray();
        require(
                counters.length == (long) count * counterCount * Long.BYTES,
                "cells with other counters than there are");
        return count;
    }

    private void readSamples(PartialBlockSchema.PartialBlock.Reader root) {
        var list = root.getThreatSamples();
        samples = new ThreatSample[list.size()];
        sampleCells = new int[list.size()];
        for (int i = 0; i < samples.length; i++) {
            var source = list.get(i);
            sampleCells[i] = source.getCell();
            samples[i] =
                    new ThreatSample(
                            source.getTime(),
                            string(source.getThreat()),
                            string(source.getClient()),
                            string(source.getTarget()));
        }
    }

    private static void require(boolean holds, String complaint) {
        if (!holds) {
            throw new IllegalArgumentException(complaint);
        }
    }

    /// The windows' size.
    public Tier tier() {
        return tier;
    }

    /// Number of cells.
    public int cellCount() {
        return cellCount;
    }

    /// The customer of a cell.
    public String customer(int cell) {
        return customers[cell];
    }

    /// The start of a cell's window, milliseconds since 1970-01-01T00:00Z.
    public long windowStart(int cell) {
        return windowStarts[cell];
    }

    /// Adds everything that a cell holds to a rollup.
    public void addTo(Rollup rollup, int cell) {
        int at = cell * counterCount;
        for (int i = 0; i < Math.min(counterCount, COUNTERS.length); i++) {
            rollup.add(COUNTERS[i], Numbers.longAt(counters, at + i));
        }
        for (int entry = cell == 0 ? 0 : entryEnds[cell - 1]; entry < entryEnds[cell]; entry++) {
            EntryKind kind = EntryKind.of(kinds[entry]);
            if (kind != null) {
                long requests = Integer.toUnsignedLong(Numbers.intAt(counts, entry));
                add(rollup, kind, Numbers.intAt(values, entry), requests);
            }
        }
        for (int i = 0; i < samples.length; i++) {
            if (sampleCells[i] == cell) {
                rollup.addThreatSample(samples[i]);
            }
        }
    }

    private void add(Rollup rollup, EntryKind kind, int value, long requests) {
        Breakdown breakdown = kind.breakdown();
        if (breakdown != null) {
            int start = start(value);
            rollup.breakdown(breakdown)
                    .add(bytes, start, ends[value] - start, hashes[value], requests);
            return;
        }
        Dimension dimension = kind.dimension();
        if (dimension != null) {
            int start = start(value);
            rollup.heaviest(dimension)
                    .add(bytes, start, ends[value] - start, hashes[value], requests);
            if (dimension == Dimension.CLIENT && value != 0) {
                rollup.uniqueClients().add(clientHash(value));
            }
            return;
        }
        long micros = Integer.toUnsignedLong(value);
        if (kind == EntryKind.LATENCY) {
            rollup.latency().record(micros, requests);
        } else {
            rollup.originLatency().record(micros, requests);
        }
    }

    private String string(int string) {
        if (string == 0) {
            return "";
        }
        if (string < 0 || string > stringCount) {
            throw new IllegalArgumentException("no string " + string);
        }
        String known = strings[string];
        if (known == null) {
            int start = ends[string - 1];
            known = Utf8.text(bytes, start, ends[string] - start);
            strings[string] = known;
        }
        return known;
    }

    /// Where a string starts; string 0 is empty.
    private int start(int string) {
        return string == 0 ? 0 : ends[string - 1];
    }

    /// The same in every process, for sketches of several unite.
    private long clientHash(int string) {
        long hash = clientHashes[string];
        if (hash == 0) {
            int start = ends[string - 1];
            hash = XX_HASH.hash(bytes, start, ends[string] - start, 0);
            clientHashes[string] = hash;
        }
        return hash;
    }
}
