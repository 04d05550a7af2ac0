package dev.weir.collector;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.batch.StringField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// Keeps every batch, and acknowledges at once, or when told to.
final class RecordingSink implements BatchSink {
    /// A sample of a rejected line.
    record Rejected(String sourceId, long offset, String reason, String line) {}

    final List<EncodedBatch> batches = new ArrayList<>();
    final List<Rejected> rejected = new ArrayList<>();
    private final Deque<Runnable> unacknowledged = new ArrayDeque<>();
    private final Semaphore room;
    private boolean acknowledging;

    RecordingSink(boolean acknowledging) {
        this(acknowledging, Integer.MAX_VALUE);
    }

    /// A sink that blocks when it has so many batches.
    RecordingSink(boolean acknowledging, int room) {
        this.acknowledging = acknowledging;
        this.room = new Semaphore(room);
    }

    @Override
    public void ship(EncodedBatch batch, Runnable acknowledged) throws InterruptedException {
        room.acquire();
        synchronized (this) {
            batches.add(batch);
            unacknowledged.add(acknowledged);
            if (acknowledging) {
                acknowledge(Integer.MAX_VALUE);
            }
        }
    }

    void makeRoom() {
        room.release(1_000_000);
    }

    /// Acknowledges the oldest batches, up to `count`.
    synchronized void acknowledge(int count) {
        for (int index = 0; index < count && !unacknowledged.isEmpty(); index++) {
            unacknowledged.removeFirst().run();
        }
    }

    synchronized int unacknowledged() {
        return unacknowledged.size();
    }

    /// Acknowledges everything from now on.
    synchronized void acknowledgeAll() {
        acknowledging = true;
        acknowledge(Integer.MAX_VALUE);
    }

    @Override
    public synchronized void rejected(String sourceId, long offset, String reason, byte[] line) {
        rejected.add(
                new Rejected(sourceId, offset, reason, new String(line, StandardCharsets.UTF_8)));
    }

    synchronized List<EncodedBatch> batches() {
        return List.copyOf(batches);
    }

    synchronized List<Rejected> rejectedLines() {
        return List.copyOf(rejected);
    }

    int requests() {
        return batches().stream().mapToInt(EncodedBatch::requestCount).sum();
    }

    /// What stands in a field, in the order of arrival.
    List<String> texts(StringField field) {
        return each(request -> text(request, field));
    }

    /// One request of a batch.
    record At(EncodedBatch batch, BatchReader reader, int index) {}

    static String text(At request, StringField field) {
        return request.reader.string(request.reader.stringIndex(request.index, field));
    }

    <T> List<T> each(Function<At, T> what) {
        List<T> all = new ArrayList<>();
        for (EncodedBatch batch : batches()) {
            BatchReader reader = open(batch);
            for (int index = 0; index < reader.requestCount(); index++) {
                all.add(what.apply(new At(batch, reader, index)));
            }
        }
        return all;
    }

    static BatchReader open(EncodedBatch batch) {
        try {
            BatchReader reader = new BatchReader();
            reader.open(batch.message(), batch.messageLength());
            return reader;
        } catch (MalformedBatchException e) {
            throw new AssertionError(e);
        }
    }

    /// Counts as a consumer does: per source, a request below the end already counted is a repeat.
    /// Fails on a gap.
    List<String> countedPaths() {
        TreeMap<String, Long> counted = new TreeMap<>();
        List<String> paths = new ArrayList<>();
        for (EncodedBatch batch : batches()) {
            long end = counted.getOrDefault(batch.sourceId(), 0L);
            if (batch.firstOffset() > end) {
                throw new AssertionError("gap before " + batch.firstOffset() + " after " + end);
            }
            BatchReader reader = open(batch);
            for (int index = 0; index < reader.requestCount(); index++) {
                if (reader.lineOffset(index) >= end) {
                    paths.add(text(new At(batch, reader, index), StringField.PATH));
                }
            }
            counted.put(batch.sourceId(), Math.max(end, batch.endOffset()));
        }
        return paths;
    }
}
