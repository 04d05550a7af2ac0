package dev.weir.shipper;

import dev.weir.schema.source.SourceLines;
import dev.weir.shipper.Sinks.NotOpenedException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks now and then what became of the lines of each source, gives what has changed to a sink, on
/// the thread `ship-ledger`; at the end once more.
///
/// Apart from the batches, as samples are: what is said of requests must not hold them up. What
/// Kafka does not take is said the next time.
final class LedgerReports implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LedgerReports.class.getName());

    /// The last word waits as long as a send may take.
    private static final long CLOSE_MILLIS = 6000;

    private final Sinks sinks;
    private final Duration interval;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Supplier<List<SourceLines>> ledger = List::of;

    /// What was said last, of the sources that were asked about last.
    private final Map<String, SourceLines> said = new HashMap<>();

    /// What is to be said.
    private final Map<String, SourceLines> unsaid = new HashMap<>();

    private @Nullable LedgerSink sink;

    LedgerReports(Sinks sinks, Duration interval) {
        this.sinks = sinks;
        this.interval = interval;
        thread = Thread.ofPlatform().name("ship-ledger").daemon().unstarted(this::run);
    }

    /// @param lines gives those of every source that may have changed since it was last asked
    void of(Supplier<List<SourceLines>> lines) {
        ledger = lines;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            boolean last = false;
            while (!last) {
                last = closed.await(interval.toMillis(), TimeUnit.MILLISECONDS);
                report();
            }
        } catch (InterruptedException _) {
            // No time left for a last word.
        } finally {
            closeSink();
        }
    }

    private void report() throws InterruptedException {
        Set<String> asked = new HashSet<>();
        for (SourceLines lines : ledger.get()) {
            asked.add(lines.sourceId());
            SourceLines before = said.get(lines.sourceId());
            boolean isNews =
                    before == null ? lines.read() > 0 : !lines.at(before.saidAt()).equals(before);
            if (isNews) {
                unsaid.put(lines.sourceId(), lines);
            }
        }
        said.keySet().retainAll(asked);
        if (unsaid.isEmpty()) {
            return;
        }
        LedgerSink open = open();
        if (open != null && open.send(List.copyOf(unsaid.values()))) {
            said.putAll(unsaid);
            unsaid.clear();
        } else {
            // Another may get through: with a renewed certificate, for example.
            closeSink();
        }
    }

    private @Nullable LedgerSink open() {
        if (sink == null) {
            try {
                sink = sinks.openLedger();
            } catch (NotOpenedException e) {
                LOG.log(Level.DEBUG, "no sink for the ledger: {0}", e.getMessage());
            }
        }
        return sink;
    }

    private void closeSink() {
        LedgerSink open = sink;
        sink = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            if (thread.isAlive() && !thread.join(Duration.ofMillis(CLOSE_MILLIS))) {
                thread.interrupt();
                thread.join(CLOSE_MILLIS);
            }
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
