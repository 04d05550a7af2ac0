package dev.weir.collector;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import dev.weir.schema.source.SourceLines;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Follows access logs and hands their requests to a sink in batches.
///
/// ```text
/// logs ── tail-0 ──► ring of blocks ── parse-0 ──► BatchSink … acknowledged ──► checkpoint-0 ──► file
///           └──────── watchdog-0 looks on ─────────────────┘
/// ```
///
/// A checkpoint moves only to what the sink has acknowledged; after a crash reading goes on from
/// there, so lines may repeat and none is missing. When the sink blocks, the ring fills and the
/// rest waits in the logs.
public final class Collector implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Collector.class.getName());

    /// Blocks between the threads: 4 MiB, some milliseconds of reading.
    private static final int SLOTS = 16;

    private static final int BLOCK_BYTES = 256 << 10;

    /// Compressed logs read at once; each takes a block of memory.
    private static final int MAX_INFLATED = 4;

    private final CollectorConfig config;
    private final Catalogue catalogue;
    private final BatchSink sink;
    private final CollectorMetrics metrics;
    private final LongSupplier clock;
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private volatile @Nullable Running running;

    /// Stays when the collector is closed.
    private volatile @Nullable SourceBook books;

    /// What a started collector holds.
    private record Running(
            Disruptor<LineBlock> disruptor,
            AtomicReference<Thread> parser,
            ParseStage stage,
            TailLoop tail,
            CheckpointLoop checkpoints,
            Watchdog watchdog,
            SourceBook book) {}

    /// Makes a collector that does nothing until it is started.
    ///
    /// @param clock milliseconds since 1970-01-01T00:00Z
    public Collector(
            CollectorConfig config,
            Catalogue catalogue,
            BatchSink sink,
            CollectorMetrics metrics,
            LongSupplier clock) {
        this.config = config;
        this.catalogue = catalogue;
        this.sink = sink;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Starts its threads.
    ///
    /// @throws ConfigurationException if a log is there but cannot be read
    public synchronized void start() throws ConfigurationException {
        if (running != null) {
            throw new IllegalStateException("the collector is started already");
        }
        check(config.logs());
        long now = clock.getAsLong();
        CheckpointFile file = new CheckpointFile(config.checkpoint());
        CheckpointFile.Recovered recovered = file.read();
        metrics.checkpointDamaged(recovered.damagedSlots());
        SourceBook book =
                new SourceBook(
                        config.host(),
                        recovered.checkpoints(),
                        now,
                        config.timing().forget().toMillis());
        ParseStage stage = newStage();
        AtomicReference<Thread> parser = new AtomicReference<>();
        Disruptor<LineBlock> disruptor = newRing(stage, parser);
        BlockRing ring = new BlockRing(disruptor.getRingBuffer());
        DirectoryWatch watch = DirectoryWatch.open();
        Following shared =
                new Following(
                        book,
                        ring,
                        metrics,
                        config.timing(),
                        new DirectoryListings(),
                        new InflationBudget(MAX_INFLATED, blockBytes()));
        FollowedLogs logs = openLogs(shared, watch, recovered, now);
        TailLoop tail = new TailLoop(logs, shared, watch, catalogue, clock, this::fail);
        CheckpointLoop checkpoints =
                new CheckpointLoop(file, book, metrics, config.timing(), clock);
        Watchdog watchdog = new Watchdog(book, tail, metrics, config.timing(), clock);
        running = new Running(disruptor, parser, stage, tail, checkpoints, watchdog, book);
        books = book;
        disruptor.start();
        checkpoints.start();
        tail.start();
        watchdog.start();
    }

    private ParseStage newStage() {
        EncoderPool encoders = new EncoderPool();
        return new ParseStage(
                source ->
                        new SourceBatcher(
                                source, catalogue, config.limits(), encoders, sink, metrics),
                config.limits().age().toMillis(),
                clock,
                sink::hasRoom);
    }

    private Disruptor<LineBlock> newRing(ParseStage stage, AtomicReference<Thread> parser) {
        int blockBytes = blockBytes();
        Disruptor<LineBlock> disruptor =
                new Disruptor<>(
                        () -> new LineBlock(blockBytes),
                        SLOTS,
                        task -> {
                            Thread thread = new Thread(task, "parse-0");
                            parser.set(thread);
                            return thread;
                        },
                        ProducerType.SINGLE,
                        new BlockingWaitStrategy());
        disruptor.setDefaultExceptionHandler(new FailOnException());
        disruptor.handleEventsWith(stage);
        return disruptor;
    }

    private int blockBytes() {
        return Math.max(BLOCK_BYTES, 2 * config.limits().lineBytes());
    }

    private FollowedLogs openLogs(
            Following shared, DirectoryWatch watch, CheckpointFile.Recovered recovered, long now)
            throws ConfigurationException {
        boolean damaged = recovered.damagedSlots() > 0;
        // Without its checkpoints a log looks as if it was never seen; what comes again is dropped.
        boolean fromBeginning =
                config.fromBeginning() || (damaged && recovered.checkpoints().isEmpty());
        FollowedLogs logs = new FollowedLogs(shared, watch);
        for (LogFile log : config.logs()) {
            try {
                logs.add(log, fromBeginning || log.whole(), now);
            } catch (IOException e) {
                logs.close();
                watch.close();
                throw unreadable(log.path(), e);
            }
        }
        if (damaged) {
            long again = shared.book().followed().stream().mapToLong(Source::lagBytes).sum();
            metrics.reread(again);
            LOG.log(
                    Level.WARNING,
                    "checkpoints were damaged: up to bytes={0} are read again",
                    Long.toString(again));
        }
        return logs;
    }

    private static void check(List<LogFile> logs) throws ConfigurationException {
        Set<Path> paths = new HashSet<>();
        for (LogFile log : logs) {
            if (!paths.add(log.path())) {
                throw new ConfigurationException(
                        log.path() + " stands twice among the logs; name each log once");
            }
            if (!log.customer().isEmpty() && !Catalogue.isCustomerName(log.customer())) {
                throw new ConfigurationException(
                        "the customer of "
                                + log.path()
                                + " is "
                                + log.customer()
                                + "; allowed: 1 to 63 of a-z, 0-9, dot, underscore and hyphen,"
                                + " beginning with a letter or a digit");
            }
            check(log.path());
        }
    }

    private static void check(Path path) throws ConfigurationException {
        if (new LogPath(path).isPattern()) {
            return;
        }
        if (Files.isDirectory(path)) {
            throw new ConfigurationException(
                    path + " is a directory; name the log file in it that the proxy writes");
        }
        try {
            FileTail.check(path);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static ConfigurationException unreadable(Path path, IOException e) {
        return new ConfigurationException(
                e instanceof AccessDeniedException
                        ? path
                                + " may not be read by this user; add the user to the group that"
                                + " owns the log (often adm), or give it read permission"
                        : path + " cannot be read: " + e);
    }

    /// Completes with the cause if the collector stops by itself; its owner then closes it.
    public CompletableFuture<Throwable> failure() {
        return failure.copy();
    }

    /// Where each source stands that is followed, or was and is not acknowledged to its end.
    public List<SourceLedger> ledger() {
        Running now = running;
        return now == null ? List.of() : now.book.ledgers();
    }

    /// What became of the lines of each source: of all at the first call, of those that may have
    /// changed since at each other; the last may be made after closing. For one caller.
    public List<SourceLines> takeLines() {
        SourceBook present = books;
        return present == null ? List.of() : present.takeLines(clock.getAsLong());
    }

    /// Counts a request that was handed to the sink, and that the sink has made a rejected line, in
    /// its source's ledger.
    ///
    /// @param offset where its line begins
    /// @param reason as the ledger names it
    public void rejectedLate(String sourceId, long offset, String reason) {
        metrics.rejected(reason);
        metrics.settled(1, 0);
        Running now = running;
        if (now != null) {
            now.book.rejectedLate(sourceId, offset, reason);
        }
    }

    /// Up to where the file that lies at a path is acknowledged, whatever its name was when it was
    /// read; empty: nothing of it was read since it was last written to. To be asked of a file that
    /// may be deleted when all of it is acknowledged.
    public OptionalLong acknowledgedOffset(Path file) throws IOException {
        Running now = running;
        Optional<RotatedFile> there = now == null ? Optional.empty() : RotatedFile.look(file);
        if (now == null || there.isEmpty()) {
            return OptionalLong.empty();
        }
        RotatedFile asked = there.get();
        OptionalLong offset = OptionalLong.empty();
        for (Checkpoint one : now.book.acknowledged(asked.head().identity())) {
            // Others are of files that are gone, whose inode and first line this one has.
            if (one.identity().place().equals(asked.place())
                    && asked.hasBytesOf(one)
                    && asked.continues(one)) {
                offset = OptionalLong.of(Math.max(offset.orElse(0), one.offset()));
            }
        }
        return offset;
    }

    private void fail(Throwable cause) {
        if (running == null && cause instanceof InterruptedException) {
            LOG.log(Level.WARNING, "closing gave up waiting; the rest is read at the next start");
            return;
        }
        if (failure.complete(cause)) {
            LOG.log(Level.ERROR, "the collector stops", cause);
        }
        // Only reached by threads that start() has started, which it does last.
        Running stopped = running;
        if (stopped != null) {
            stopped.stage.fail();
            stopped.tail.abandon();
        }
    }

    /// Stops reading, hands over what is read, waits until it is acknowledged, writes the
    /// checkpoint. Takes no longer than the configured limit; what is not acknowledged by then is
    /// read again at the next start.
    @Override
    public void close() {
        Running stopping;
        synchronized (this) {
            stopping = running;
            running = null;
        }
        if (stopping == null) {
            return;
        }
        long deadline = System.nanoTime() + config.timing().close().toNanos();
        try {
            stopping.tail.stop();
            boolean drained =
                    stopping.stage
                            .drained()
                            .await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            while (drained
                    && !stopping.book.isAcknowledged()
                    && failure.getNow(null) == null
                    && System.nanoTime() < deadline) {
                LockSupport.parkNanos(1_000_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            release(stopping);
        }
    }

    private static void release(Running stopping) {
        stopping.watchdog.stop();
        stopping.stage.fail();
        stopping.tail.abandon();
        stopping.disruptor.halt();
        Thread parser = stopping.parser.get();
        if (parser != null) {
            parser.interrupt();
        }
        try {
            stopping.tail.join(1000);
            stopping.checkpoints.close(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Stops as a crash would: nothing more is handed over, no checkpoint is written, and none of it
    /// still runs afterwards.
    synchronized void abandon() throws InterruptedException {
        Running stopping = running;
        running = null;
        if (stopping != null) {
            stopping.watchdog.stop();
            stopping.stage.fail();
            stopping.tail.abandon();
            stopping.disruptor.halt();
            stopping.tail.join(Long.MAX_VALUE);
            stopping.checkpoints.abandon();
        }
    }

    /// Any exception in the parsing thread is the end: going on would skip lines.
    private final class FailOnException implements ExceptionHandler<LineBlock> {
        @Override
        public void handleEventException(Throwable cause, long sequence, LineBlock block) {
            fail(cause);
        }

        @Override
        public void handleOnStartException(Throwable cause) {
            fail(cause);
        }

        @Override
        public void handleOnShutdownException(Throwable cause) {
            fail(cause);
        }
    }
}
