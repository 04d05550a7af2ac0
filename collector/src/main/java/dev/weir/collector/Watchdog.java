package dev.weir.collector;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Reports files that grow while they are not read on: looks at the sources on the thread
/// `watchdog-0`, so that it sees the reading thread itself stand still, and says in the log, in the
/// metrics and in the ledger which files and why.
final class Watchdog implements Runnable {
    private static final Logger LOG = System.getLogger(Watchdog.class.getName());

    /// Looks within the time after which a file is reported.
    private static final int LOOKS = 4;

    /// Why a file is not read on.
    enum Reason {
        /// The thread that reads does not come round.
        READER_STUCK("reader_stuck"),
        /// The sink takes nothing: Kafka is away, or slow.
        SINK_BLOCKED("sink_blocked"),
        /// The file grows by bytes that are no whole line.
        NO_LINE_END("no_line_end"),
        /// The file cannot be read, or an older one of the same log is not read to its end.
        NOT_READ("not_read");

        final String label;

        Reason(String label) {
            this.label = label;
        }
    }

    /// A source as it was when its read offset last moved.
    private record Progress(long readOffset, long size, long at) {}

    private final SourceBook book;
    private final TailLoop tail;
    private final CollectorMetrics metrics;
    private final LongSupplier clock;
    private final long stallMillis;
    private final Thread thread = new Thread(this, "watchdog-0");
    private Map<Source, Progress> progress = new HashMap<>();
    private final Map<Source, Reason> reported = new HashMap<>();
    private volatile boolean stopping;

    Watchdog(
            SourceBook book,
            TailLoop tail,
            CollectorMetrics metrics,
            TailTiming timing,
            LongSupplier clock) {
        this.book = book;
        this.tail = tail;
        this.metrics = metrics;
        this.clock = clock;
        this.stallMillis = timing.stall().toMillis();
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        while (!stopping) {
            look();
            LockSupport.parkNanos(Math.clamp(stallMillis / LOOKS, 1, 1000) * 1_000_000L);
        }
    }

    private void look() {
        long now = clock.getAsLong();
        long lagBytes = 0;
        long lagMillis = 0;
        Map<Source, Progress> seen = new HashMap<>();
        for (Source source : book.followed()) {
            lagBytes += source.lagBytes();
            lagMillis = Math.max(lagMillis, source.lagMillis(now));
            seen.put(source, look(source, now));
        }
        progress = seen;
        reported.keySet().retainAll(seen.keySet());
        metrics.lag(lagBytes, lagMillis);
        for (Reason reason : Reason.values()) {
            int files = (int) reported.values().stream().filter(one -> one == reason).count();
            metrics.stalled(reason.label, files);
        }
    }

    private Progress look(Source source, long now) {
        Progress last = progress.get(source);
        long offset = source.readOffset();
        if (last == null || last.readOffset() != offset) {
            if (reported.remove(source) != null) {
                source.stall("");
                LOG.log(Level.INFO, "source={0} is read on", source.id());
            }
            return new Progress(offset, source.size(), now);
        }
        boolean stands = now - last.at() >= stallMillis;
        boolean readerStands = now - tail.roundAt() >= stallMillis;
        if (stands && (source.size() > Math.max(last.size(), offset) || readerStands)) {
            report(source, reason(source, readerStands));
        }
        return last;
    }

    private Reason reason(Source source, boolean readerStands) {
        if (readerStands) {
            return Reason.READER_STUCK;
        }
        if (tail.isFull()) {
            return Reason.SINK_BLOCKED;
        }
        return source.isScanned() ? Reason.NO_LINE_END : Reason.NOT_READ;
    }

    private void report(Source source, Reason reason) {
        if (reported.put(source, reason) != reason) {
            source.stall(reason.label);
            LOG.log(
                    Level.WARNING,
                    "log path={0} grows and is not read on: source={1} offset={2} size={3}"
                            + " reason={4}",
                    source.log.path(),
                    source.id(),
                    Long.toString(source.readOffset()),
                    Long.toString(source.size()),
                    reason.label);
        }
    }
}
