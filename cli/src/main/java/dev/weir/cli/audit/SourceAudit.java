package dev.weir.cli.audit;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// Compares what the collectors of all hosts say with what the stream jobs have counted, source by
/// source.
public final class SourceAudit {
    private static final Duration PAUSE = Duration.ofMillis(500);

    /// Where it is asked what is said of sources.
    interface Balances {
        /// Of every source, by id.
        List<SourceBalance> read() throws IOException, InterruptedException;
    }

    /// The outcome.
    ///
    /// @param sources each one, by id
    /// @param uncounted of requests that were shipped when the audit began, those that were not
    ///     counted until its end
    public record Outcome(List<SourceBalance> sources, long uncounted) {
        /// Copies the list.
        public Outcome {
            sources = List.copyOf(sources);
        }

        /// The sum over all sources.
        public long sum(ToLongFunction<SourceBalance> figure) {
            return sources.stream().mapToLong(figure).sum();
        }

        /// Lines that are nowhere.
        public long missing() {
            return sum(SourceBalance::missing) + uncounted;
        }

        /// Requests that count twice.
        public long repeated() {
            return sum(SourceBalance::repeated);
        }

        /// Whether no line is missing and none counts twice; some may be under way.
        public boolean isExact() {
            return missing() == 0 && repeated() == 0;
        }
    }

    /// Asks until nothing is under way, but for no longer than `patience`, and no longer than the
    /// stream jobs get on with what was shipped when it began.
    static Outcome run(Balances balances, Duration patience)
            throws IOException, InterruptedException {
        List<SourceBalance> now = balances.read();
        Map<String, SourceBalance> first = new HashMap<>();
        now.forEach(source -> first.put(source.sourceId(), source));
        long deadline = System.nanoTime() + patience.toNanos();
        long uncounted = uncounted(now, first);
        while (!isAtRest(now) && System.nanoTime() < deadline) {
            Thread.sleep(PAUSE);
            now = balances.read();
            long left = uncounted(now, first);
            if (left < uncounted) {
                deadline = System.nanoTime() + patience.toNanos();
            }
            uncounted = left;
        }
        return new Outcome(now, uncounted);
    }

    private static boolean isAtRest(List<SourceBalance> sources) {
        return sources.stream().allMatch(SourceBalance::isAtRest);
    }

    private static long uncounted(List<SourceBalance> now, Map<String, SourceBalance> first) {
        long requests = 0;
        for (SourceBalance source : now) {
            SourceBalance then = first.getOrDefault(source.sourceId(), source);
            if (source.countedTo() < then.acknowledgedTo()) {
                requests += Math.max(then.shipped() - source.counted(), 0);
            }
        }
        return requests;
    }

    private SourceAudit() {}
}
