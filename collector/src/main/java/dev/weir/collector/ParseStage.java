package dev.weir.collector;

import com.lmax.disruptor.EventHandler;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Takes blocks from the ring on the thread `parse-0`, gives each to its source's batcher, and
/// closes batches that have come of age, if the sink has room for them.
final class ParseStage implements EventHandler<LineBlock> {
    /// Open batches take no more memory than this, whatever their number: beyond it the oldest are
    /// closed, which waits while the sink has no room, and so ends reading.
    static final long MAX_OPEN_BYTES = 32 << 20;

    private final Function<Source, SourceBatcher> newBatcher;
    private final long ageMillis;
    private final LongSupplier clock;
    private final BooleanSupplier sinkHasRoom;
    private final Map<Source, SourceBatcher> batchers = new HashMap<>();

    /// Batchers with an open batch, the oldest batch first.
    private final Set<SourceBatcher> open = new LinkedHashSet<>();

    private long openBytes;

    private final CountDownLatch drained = new CountDownLatch(1);

    /// After a failure nothing more may pass: a batch behind a lost one would be a gap.
    private volatile boolean failed;

    ParseStage(
            Function<Source, SourceBatcher> newBatcher,
            long ageMillis,
            LongSupplier clock,
            BooleanSupplier sinkHasRoom) {
        this.newBatcher = newBatcher;
        this.ageMillis = ageMillis;
        this.clock = clock;
        this.sinkHasRoom = sinkHasRoom;
    }

    @Override
    public void onEvent(LineBlock block, long sequence, boolean endOfBatch)
            throws InterruptedException {
        if (failed) {
            return;
        }
        try {
            handle(block);
        } catch (InterruptedException | RuntimeException | Error e) {
            // Here and not where the owner hears of it: the next event comes right after.
            fail();
            throw e;
        }
    }

    private void handle(LineBlock block) throws InterruptedException {
        Source source = block.source;
        switch (block.kind) {
            case DIRECTIVES, LINES, CUT, SKIPPED, END -> {
                if (source != null) {
                    take(block, source);
                }
            }
            case TICK -> {
                // Time passes, see below.
            }
            case END_ALL -> {
                closeOlderThan(Long.MAX_VALUE, clock.getAsLong(), () -> true);
                drained.countDown();
            }
        }
        block.source = null;
        long now = clock.getAsLong();
        closeOlderThan(now - ageMillis, now, sinkHasRoom);
        closeOlderThan(Long.MAX_VALUE, now, () -> openBytes > MAX_OPEN_BYTES);
    }

    private void take(LineBlock block, Source source) throws InterruptedException {
        SourceBatcher batcher = batchers.computeIfAbsent(source, newBatcher);
        boolean wasOpen = batcher.isOpen();
        long openedBefore = batcher.openedAt();
        batcher.take(block);
        openBytes += batcher.heldBytesChange();
        if (block.kind == LineBlock.Kind.END) {
            batchers.remove(source);
        }
        boolean sameBatch = wasOpen && batcher.isOpen() && batcher.openedAt() == openedBefore;
        if (!sameBatch) {
            open.remove(batcher);
            if (batcher.isOpen()) {
                open.add(batcher);
            }
        }
    }

    private void closeOlderThan(long openedBefore, long now, BooleanSupplier mayClose)
            throws InterruptedException {
        Iterator<SourceBatcher> oldest = open.iterator();
        while (oldest.hasNext()) {
            SourceBatcher batcher = oldest.next();
            if (batcher.openedAt() > openedBefore || !mayClose.getAsBoolean()) {
                return;
            }
            oldest.remove();
            close(batcher, now);
        }
    }

    private void close(SourceBatcher batcher, long now) throws InterruptedException {
        batcher.close(now);
        openBytes += batcher.heldBytesChange();
    }

    void fail() {
        failed = true;
        drained.countDown();
    }

    CountDownLatch drained() {
        return drained;
    }
}
