package dev.weir.jobs.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.jobs.reference.CountedBlocks;
import dev.weir.jobs.reference.ModelRequest;
import dev.weir.jobs.reference.RandomTraffic;
import dev.weir.jobs.reference.ReferenceRollups;
import dev.weir.jobs.reference.Round;
import dev.weir.schema.rollup.Tier;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// Windows whose time has not come, because a clock is ahead: they are held like others, and no
/// longer.
class WindowsAheadTest {
    private static final Duration HOLD = Duration.ofSeconds(10);
    private static final long NOW = RandomTraffic.START;
    private static final long TEN_DAYS = Duration.ofDays(10).toMillis();

    private static MergerRun run(List<byte[]> blocks) {
        var limits = new WindowMerger.Limits(Tier.DEFAULT, HOLD.toMillis(), 10_000, 1000);
        return new MergerRun(limits, 1 << 30, 0, blocks, new PrometheusRegistry(), NOW);
    }

    private static ReferenceRollups reference(List<ModelRequest> requests) {
        var reference = new ReferenceRollups(Tier.DEFAULT);
        reference.add(requests, CountedBlocks.EDGE);
        return reference;
    }

    private static ModelRequest requestAt(long time) {
        return new RandomTraffic(new Random(1), 1, 1, 1).request().at(time);
    }

    @Test
    void aWindowOfAClockThatIsAheadDoesNotWaitForItsTime() {
        List<ModelRequest> requests = List.of(requestAt(NOW + TEN_DAYS));
        MergerRun run = run(List.of(CountedBlocks.ofOnePartition(requests)));
        run.mergeNext();
        run.tick(HOLD.minusMillis(1));
        assertFalse(run.contents().isEmpty(), "it is held");
        run.tick(Duration.ofSeconds(1));
        assertEquals(Map.of(), run.contents());
        reference(requests).assertMatches(run.rollups());
    }

    @Test
    void aWindowThatBeginsSoonIsHeldUntilItIsOver() {
        List<ModelRequest> requests = List.of(requestAt(NOW + 30_000), requestAt(NOW + 30_000));
        List<byte[]> blocks =
                requests.stream().map(r -> CountedBlocks.ofOnePartition(List.of(r))).toList();
        MergerRun run = run(blocks);
        run.mergeNext();
        run.tick(Duration.ofSeconds(20));
        run.mergeNext();
        run.finish();
        assertEquals(1, run.written(Tier.SECOND).size(), "one part of the second");
        reference(requests).assertMatches(run.rollups());
    }

    /// All blocks come, and the merger is killed, while windows of any time are open.
    @RepeatedTest(15)
    void wheneverRequestsSayTheyWereTheyCountOnce(RepetitionInfo repetition) {
        Round round = Round.of(repetition);
        Random random = round.random();
        var traffic = new RandomTraffic(random, round.between(1, 5), 3, 20);
        List<ModelRequest> requests =
                traffic.requests(200).stream()
                        .map(r ->
                                random.nextInt(3) == 0
                                        ? r.at(NOW + random.nextLong(-TEN_DAYS, TEN_DAYS))
                                        : r)
                        .toList();
        MergerRun run = run(CountedBlocks.ofOnePartition(requests, 30, random));
        run.takeAll(random, 8);
        run.tick(HOLD.plusSeconds(1));
        run.finish();
        reference(requests).assertMatches(run.rollups());
    }
}
