package dev.weir.jobs.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.jobs.reference.CountedBlocks;
import dev.weir.jobs.reference.ModelRequest;
import dev.weir.jobs.reference.RandomTraffic;
import dev.weir.jobs.reference.ReferenceRollups;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Tier;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Windows that are long over, because somebody catches up: what is live does not wait for them.
class WindowsPastTest {
    private static final long NOW = RandomTraffic.START;
    private static final ModelRequest REQUEST = new RandomTraffic(new Random(1), 1, 1, 1).request();
    private static final Duration LIVE = Duration.ofMillis(500);

    private final List<ModelRequest> requests =
            List.of(REQUEST.at(NOW - 3_600_000), REQUEST.at(NOW), REQUEST.at(NOW - 3_600_000));
    private final MergerRun run =
            new MergerRun(
                    new WindowMerger.Limits(Tier.DEFAULT, 60_000, 10_000, 1000),
                    1 << 30,
                    0,
                    requests.stream()
                            .map(request -> CountedBlocks.ofOnePartition(List.of(request)))
                            .toList(),
                    new PrometheusRegistry(),
                    NOW);

    private long secondsWritten() {
        return run.written(Tier.SECOND).size();
    }

    @Test
    void aWindowThatIsLongOverIsWrittenLaterThanALiveOne() {
        run.mergeNext();
        run.mergeNext();
        run.tick(LIVE);
        assertEquals(1, secondsWritten(), "the live one");
        run.mergeNext();
        run.tick(Duration.ofSeconds(5));
        assertEquals(2, secondsWritten());
        assertEquals(2, requestsWritten(run, NOW - 3_600_000), "both requests at once");
    }

    private static long requestsWritten(MergerRun run, long time) {
        return run.rollups().entrySet().stream()
                .filter(entry -> entry.getKey().tier().equals(Tier.SECOND))
                .filter(entry -> entry.getKey().start() == Tier.SECOND.windowStart(time))
                .mapToLong(entry -> entry.getValue().counter(Counter.REQUESTS))
                .sum();
    }

    /// Far more than can be written in the time that a tick has for them.
    @Test
    void manyWindowsThatAreLongOverAreWrittenInManyTicks() {
        int count = 20_000;
        List<ModelRequest> day =
                IntStream.range(0, count)
                        .mapToObj(number -> REQUEST.at(NOW - 86_400_000 + number * 1000L))
                        .toList();
        ModelRequest live = REQUEST.at(NOW);
        List<byte[]> blocks =
                new ArrayList<>(CountedBlocks.ofOnePartition(day, 1000, new Random(2)));
        blocks.add(CountedBlocks.ofOnePartition(List.of(live)));
        MergerRun run =
                new MergerRun(
                        new WindowMerger.Limits(Tier.DEFAULT, 1000, 1_000_000, 1000),
                        1L << 40,
                        0,
                        blocks,
                        new PrometheusRegistry(),
                        NOW);
        blocks.forEach(_ -> run.mergeNext());
        run.tick(Duration.ofSeconds(5));
        int afterFirstTick = run.written(Tier.SECOND).size();
        assertTrue(afterFirstTick <= count, afterFirstTick + " of " + count + " and the live one");
        assertEquals(1, requestsWritten(run, NOW), "the live one is among them");
        run.finish();
        var reference = new ReferenceRollups(Tier.DEFAULT);
        reference.add(day, CountedBlocks.EDGE);
        reference.add(List.of(live), CountedBlocks.EDGE);
        reference.assertMatches(run.rollups());
        assertEquals(count + 1, run.settled().size(), "the detectors saw each once");
    }

    @Test
    void aKillBeforeItIsWrittenLosesNothing() {
        run.mergeNext();
        run.mergeNext();
        run.tick(LIVE);
        run.commit();
        run.crash();
        run.mergeNext();
        run.finish();
        var reference = new ReferenceRollups(Tier.DEFAULT);
        reference.add(requests, CountedBlocks.EDGE);
        reference.assertMatches(run.rollups());
    }
}
