package dev.weir.jobs.state;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

/// Two tasks of one thread.
class EarlyCommitTest {
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration QUARTER = Duration.ofMillis(50);

    private final ThreadPace thread = new ThreadPace(0);
    private final Task one = new Task();
    private final Task other = new Task();
    private long nanos;

    private final class Task {
        private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
        private final EarlyCommit commits = new EarlyCommit(context, INTERVAL, thread, () -> nanos);

        /// Whether the task asks for a commit now.
        private boolean asks() {
            context.resetCommit();
            context.scheduledPunctuators().forEach(look -> look.getPunctuator().punctuate(0));
            return context.committed();
        }
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void whatWaitsIsCommittedAfterAQuarterOfTheInterval() {
        one.commits.want();
        pass(QUARTER.minusMillis(1));
        assertFalse(one.asks(), "too soon");
        pass(Duration.ofMillis(1));
        assertTrue(one.asks());
        one.commits.want();
        assertFalse(one.asks(), "there was one just now");
        pass(QUARTER);
        assertTrue(one.asks());
    }

    @Test
    void whereNothingWaitsNothingIsCommitted() {
        pass(INTERVAL);
        assertFalse(one.asks());
        one.commits.want();
        assertTrue(one.asks());
        pass(INTERVAL);
        assertFalse(one.asks());
    }

    @Test
    void theTasksOfAThreadCommitTogether() {
        one.commits.want();
        other.commits.want();
        pass(QUARTER);
        assertTrue(one.asks());
        pass(QUARTER);
        assertFalse(other.asks(), "it was committed with the first");
        other.commits.want();
        assertTrue(other.asks());
    }

    @Test
    void aThreadWithMuchToDoKeepsToTheInterval() {
        other.commits.work(() -> pass(QUARTER.dividedBy(2)));
        one.commits.want();
        pass(QUARTER.dividedBy(2));
        assertFalse(one.asks(), "half of the time was work");
        pass(QUARTER);
        assertTrue(one.asks(), "none of it was");
    }
}
