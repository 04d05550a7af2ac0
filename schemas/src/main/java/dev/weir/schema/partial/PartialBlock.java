package dev.weir.schema.partial;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.PartialBlockSchema;
import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.ThreatSample;
import dev.weir.schema.rollup.Tier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.capnproto.StructList;

/// A block as it was read: cells, each to be added to a rollup, at once or later.
///
/// What it takes beside its bytes is 16 bytes or so for each string. Immutable but for what it remembers
/// of its strings: for one thread.
public final class PartialBlock {
    private static final Counter[] COUNTERS = Counter.values();

    /// So many strings are far from filling the cache.
    private static final int TOUCHED_ENTRIES = 128;

    private final PartialStrings strings;
    private final Tier tier;
    private final int counterCount;
    private final Column kinds;
    private final Column values;
    private final Column counts;

    /// Where the entries of each cell end.
    private final int[] entryEnds;

    private final String[] customers;
    private final long[] windowStarts;
    private final Column counters;
    private final Map<Integer, List<ThreatSample>> samples;

    /// What was read by touching: to no end but that it is read.
    @SuppressWarnings("UnusedVariable")
    private long touched;

    private PartialBlock(PartialBlockSchema.PartialBlock.Reader root) {
        int version = Short.toUnsignedInt(root.getSchemaVersion());
        require(
                version >= PartialBlockLayout.SCHEMA_VERSION,
                "schema version "
                        + version
                        + " is older than "
                        + PartialBlockLayout.SCHEMA_VERSION);
        tier = new Tier(root.getTierSeconds());
        counterCount = Short.toUnsignedInt(root.getCounterCount());
        strings =
                new PartialStrings(
                        Column.of(root.getStringLengths()), Column.of(root.getStringBytes()));
        kinds = Column.of(root.getKinds());
        values = Column.of(root.getValues());
        counts = Column.of(root.getCounts());
        checkEntries();
        StructList.Reader<PartialBlockSchema.PartialBlock.Cell.Reader> cells = root.getCells();
        entryEnds = new int[cells.size()];
        customers = new String[cells.size()];
        windowStarts = new long[cells.size()];
        readCells(cells);
        counters = Column.of(root.getCounters());
        require(
                counters.size() == (long) cells.size() * counterCount * Long.BYTES,
                "cells with other counters than there are");
        samples = samples(root);
    }

    /// Reads a block, whose bytes must not change any more.
    ///
    /// @throws IllegalArgumentException if the bytes are none
    public static PartialBlock read(byte[] block) {
        try {
            return new PartialBlock(
                    CapnpBytes.read(block).getRoot(PartialBlockSchema.PartialBlock.factory));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("no block of partials: " + e.getMessage(), e);
        }
    }

    private void checkEntries() {
        int count = kinds.size();
        long bytesEach = (long) Integer.BYTES * count;
        require(
                values.size() == bytesEach && counts.size() == bytesEach,
                "entries whose kinds, values and counts are not equally many");
        for (int entry = 0; entry < count; entry++) {
            EntryKind kind = EntryKind.of(kinds.byteAt(entry));
            require(
                    kind == null || kind.isNumber() || strings.has(values.intAt(entry)),
                    "an entry without its string");
        }
    }

    private void readCells(StructList.Reader<PartialBlockSchema.PartialBlock.Cell.Reader> cells) {
        int end = 0;
        for (int cell = 0; cell < entryEnds.length; cell++) {
            var source = cells.get(cell);
            end = Math.addExact(end, source.getEntryCount());
            require(source.getEntryCount() >= 0, "a cell with a negative number of entries");
            entryEnds[cell] = end;
            customers[cell] = strings.text(source.getCustomer());
            windowStarts[cell] = source.getWindowStart();
        }
        require(end == kinds.size(), "cells with other entries than there are");
    }

    private Map<Integer, List<ThreatSample>> samples(PartialBlockSchema.PartialBlock.Reader root) {
        Map<Integer, List<ThreatSample>> byCell = new HashMap<>();
        var list = root.getThreatSamples();
        for (int i = 0; i < list.size(); i++) {
            var source = list.get(i);
            var sample =
                    new ThreatSample(
                            source.getTime(),
                            strings.text(source.getThreat()),
                            strings.text(source.getClient()),
                            strings.text(source.getTarget()));
            byCell.computeIfAbsent(source.getCell(), _ -> new ArrayList<>(1)).add(sample);
        }
        return byCell;
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
        return entryEnds.length;
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
            rollup.add(COUNTERS[i], counters.longAt(at + i));
        }
        int end = entryEnds[cell];
        for (int from = cell == 0 ? 0 : entryEnds[cell - 1]; from < end; from += TOUCHED_ENTRIES) {
            addEntries(rollup, from, Math.min(from + TOUCHED_ENTRIES, end));
        }
        if (!samples.isEmpty()) {
            samples.getOrDefault(cell, List.of()).forEach(rollup::addThreatSample);
        }
    }

    /// First touches the strings of all these entries, and then looks at one after the other: what it costs to
    /// look at one is the wait for memory, and so all of them wait at the same time.
    private void addEntries(Rollup rollup, int from, int to) {
        long read = 0;
        for (int entry = from; entry < to; entry++) {
            if (EntryKind.isString(kinds.byteAt(entry))) {
                read ^= strings.touch(values.intAt(entry));
            }
        }
        for (int entry = from; entry < to; entry++) {
            if (EntryKind.isString(kinds.byteAt(entry))) {
                read ^= strings.touchBytes(values.intAt(entry));
            }
        }
        touched = read;
        for (int entry = from; entry < to; entry++) {
            EntryKind kind = EntryKind.of(kinds.byteAt(entry));
            if (kind != null) {
                long requests = Integer.toUnsignedLong(counts.intAt(entry));
                add(rollup, kind, values.intAt(entry), requests);
            }
        }
    }

    private void add(Rollup rollup, EntryKind kind, int value, long requests) {
        if (kind.isNumber()) {
            addTime(rollup, kind, Integer.toUnsignedLong(value), requests);
            return;
        }
        int start = strings.start(value);
        int length = strings.length(value);
        Breakdown breakdown = kind.breakdown();
        if (breakdown != null) {
            rollup.add(breakdown, strings.bytes(), start, length, strings.hash(value), requests);
        }
        Dimension dimension = kind.dimension();
        if (dimension != null) {
            rollup.add(dimension, strings.bytes(), start, length, strings.hash(value), requests);
            if (dimension == Dimension.CLIENT && value != 0) {
                rollup.uniqueClients().addCoupon(strings.coupon(value));
            }
        }
    }

    private static void addTime(Rollup rollup, EntryKind kind, long micros, long requests) {
        if (kind == EntryKind.LATENCY) {
            rollup.latency().record(micros, requests);
        } else {
            rollup.originLatency().record(micros, requests);
        }
    }
}
