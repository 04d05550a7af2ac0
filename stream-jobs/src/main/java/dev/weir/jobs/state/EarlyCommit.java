package dev.weir.jobs.state;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/// Commits before the commit interval is over where a thread has little to do, so that what was counted is
/// visible sooner, at the cost of time that nobody needs. A thread with much to do keeps to the
/// interval, for a transaction costs nearly the same with few requests as with many.
///
/// Made by each task's processor where it is initialised.
public final class EarlyCommit {
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(25);
    private static final long NOTHING = -1;

    private final ThreadPace thread;
    private final LongSupplier nanoClock;

    /// How many commits the thread had asked for when this task had something to commit; [#NOTHING]: it
    /// has nothing.
    private long wantedAfter = NOTHING;

    /// Begins to look whether it is time for a commit.
    ///
    /// @param commitInterval at which there are commits anyway
    public EarlyCommit(ProcessorContext<?, ?> context, Duration commitInterval) {
        this(context, commitInterval, ThreadPace.ofThisThread(), System::nanoTime);
    }

    EarlyCommit(
            ProcessorContext<?, ?> context,
            Duration commitInterval,
            ThreadPace thread,
            LongSupplier nanoClock) {
        this.thread = thread;
        this.nanoClock = nanoClock;
        long leastNanos = commitInterval.toNanos() / ThreadPace.COMMITS_PER_INTERVAL;
        context.schedule(
                LOOK_INTERVAL,
                PunctuationType.WALL_CLOCK_TIME,
                _ -> {
                    // The tasks of a thread commit together: it is enough that one of them asks.
                    if (wantedAfter == thread.asked()
                            && thread.mayAsk(nanoClock.getAsLong(), leastNanos)) {
                        context.commit();
                    }
                });
    }

    /// Does work of this task.
    public void work(Runnable work) {
        long began = nanoClock.getAsLong();
        try {
            work.run();
        } finally {
            thread.worked(nanoClock.getAsLong() - began);
        }
    }

    /// Says that there is something to commit.
    public void want() {
        wantedAfter = thread.asked();
    }
}
