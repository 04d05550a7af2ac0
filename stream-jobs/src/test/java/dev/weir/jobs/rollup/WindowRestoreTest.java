package dev.weir.jobs.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.jobs.reference.CountedBlocks;
import dev.weir.jobs.reference.ModelRequest;
import dev.weir.jobs.reference.RandomTraffic;
import dev.weir.jobs.reference.ReferenceRollups;
import dev.weir.jobs.reference.ReferenceRollups.Window;
import dev.weir.jobs.reference.Round;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.Tier;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// Whenever a merger is killed, the rollups are those of a merger that never was.
class WindowRestoreTest {
    private static final long PLENTY = 1L << 30;
    private static final int CRASHES = 8;
    private static final String ALL = "all";
    private static final long MIDDLE_OF_AN_HOUR = RandomTraffic.START - 1_780_000;

    private static WindowMerger.Limits limits(long holdMillis, int maxWindows, int maxCustomers) {
        return new WindowMerger.Limits(Tier.DEFAULT, holdMillis, maxWindows, maxCustomers);
    }

    private static MergerRun run(WindowMerger.Limits limits, long kept, List<byte[]> blocks) {
        return run(limits, kept, blocks, RandomTraffic.START);
    }

    private static MergerRun run(
            WindowMerger.Limits limits, long kept, List<byte[]> blocks, long now) {
        return new MergerRun(limits, kept, 0, blocks, new PrometheusRegistry(), now);
    }

    private static ReferenceRollups reference(List<ModelRequest> requests) {
        var reference = new ReferenceRollups(Tier.DEFAULT);
        reference.add(requests, CountedBlocks.EDGE);
        return reference;
    }

    private static void assertAllIsWrittenAndForgotten(MergerRun run) {
        run.finish();
        assertEquals(Map.of(), run.contents(), "what is kept when all windows are closed");
        assertTrue(run.settled().containsAll(run.written(Tier.SECOND)), "the detectors saw all");
    }

    @RepeatedTest(20)
    void aKillChangesNoRollup(RepetitionInfo repetition) {
        Round round = Round.of(repetition);
        int customers = round.between(1, 8);
        int seconds = round.between(1, 90);
        int values = round.between(1, 100);
        int holdMillis = round.between(0, 12_000);
        Random random = round.random();
        List<ModelRequest> requests =
                new RandomTraffic(random, customers, seconds, values).requests(400);
        List<byte[]> blocks = CountedBlocks.ofOnePartition(requests, 30, random);
        MergerRun run = run(limits(holdMillis, 10_000, 1000), PLENTY, blocks);
        run.takeAll(random, CRASHES);
        run.crash();
        run.takeAll(random, 0);
        assertAllIsWrittenAndForgotten(run);

        reference(requests).assertMatches(run.rollups());
    }

    @RepeatedTest(8)
    void aKillChangesNoRollupWhereWindowsCloseEarly(RepetitionInfo repetition) {
        Round round = Round.of(repetition);
        int maxWindows = round.between(0, 20);
        Random random = round.random();
        List<ModelRequest> requests = new RandomTraffic(random, 10, 5, 20).requests(400);
        List<byte[]> blocks = CountedBlocks.ofOnePartition(requests, 30, random);
        MergerRun run = run(limits(10_000, maxWindows, 1000), PLENTY, blocks);
        run.takeAll(random, CRASHES);
        assertAllIsWrittenAndForgotten(run);

        reference(requests).assertMatches(run.rollups());
    }

    @RepeatedTest(8)
    void aKillLosesNobodyBeyondTheCapOnCustomers(RepetitionInfo repetition) {
        Round round = Round.of(repetition);
        int maxCustomers = round.between(1, 10);
        Random random = round.random();
        List<ModelRequest> requests = new RandomTraffic(random, 60, 20, 20).requests(400);
        List<byte[]> blocks = CountedBlocks.ofOnePartition(requests, 30, random);
        MergerRun run = run(limits(2_000, 10_000, maxCustomers), PLENTY, blocks);
        run.takeAll(random, CRASHES);
        assertAllIsWrittenAndForgotten(run);

        assertTrue(
                run.written().stream().anyMatch(key -> key.customer().equals(OpenWindows.OTHER)),
                "the cap was reached");
        Map<Window, Rollup> sums = new HashMap<>();
        run.rollups()
                .forEach((window, rollup) ->
                        sums.computeIfAbsent(
                                        new Window(ALL, window.tier(), window.start()),
                                        w -> new Rollup())
                                .merge(rollup));
        reference(requests.stream().map(request -> request.of(ALL)).toList()).assertMatches(sums);
    }

    @RepeatedTest(8)
    void aKillChangesNoRollupWhereNoBlockMayBeKept(RepetitionInfo repetition) {
        Random random = Round.of(repetition).random();
        List<ModelRequest> requests = new RandomTraffic(random, 5, 20, 20).requests(300);
        List<byte[]> blocks = CountedBlocks.ofOnePartition(requests, 30, random);
        MergerRun run = run(limits(5_000, 10_000, 1000), 1, blocks);
        run.takeAll(random, CRASHES);
        run.tick(Duration.ofMillis(1));
        assertEquals(0, run.blocksKept());
        assertAllIsWrittenAndForgotten(run);

        reference(requests).assertMatches(run.rollups());
    }

    @Test
    void aKeptBlockDoesNotOpenAClosedWindowAgain() {
        ModelRequest request = new RandomTraffic(new Random(1), 1, 1, 1).request();
        List<ModelRequest> requests =
                List.of(
                        request.at(MIDDLE_OF_AN_HOUR - 20_000),
                        request.at(MIDDLE_OF_AN_HOUR - 10_000));
        List<byte[]> blocks =
                List.of(
                        CountedBlocks.ofOnePartition(requests.subList(0, 1)),
                        CountedBlocks.ofOnePartition(requests.subList(1, 2)));
        MergerRun run = run(limits(500, 10_000, 1000), PLENTY, blocks, MIDDLE_OF_AN_HOUR);
        run.mergeNext();
        run.tick(Duration.ofSeconds(1));
        run.mergeNext();
        // The second's window is written and closed, the hour's is not due: the block is kept.
        run.tick(Duration.ofMillis(1100));
        assertEquals(1, run.blocksKept());
        assertEquals(1, run.marks());
        run.commit();
        run.crash();
        assertAllIsWrittenAndForgotten(run);

        reference(requests).assertMatches(run.rollups());
        assertEquals(2, run.written(Tier.SECOND).size(), "one part of each second");
        assertEquals(1, run.written(Tier.HOUR).size(), "one part of the hour");
    }

    @Test
    void theSameBlocksOpenTheSameParts() {
        Random random = new Random(2);
        List<ModelRequest> requests = new RandomTraffic(random, 3, 5, 5).requests(100);
        List<byte[]> blocks = CountedBlocks.ofOnePartition(requests, 20, random);
        MergerRun run = run(limits(10_000, 10_000, 1000), PLENTY, blocks);
        MergerRun killed = run(limits(10_000, 10_000, 1000), PLENTY, blocks);
        for (int i = 0; i < blocks.size(); i++) {
            run.mergeNext();
            killed.mergeNext();
            killed.commit();
            killed.crash();
        }
        run.finish();
        killed.finish();

        assertEquals(run.written(), killed.written());
    }
}
