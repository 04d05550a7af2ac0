package dev.weir.jobs.count;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.jobs.reference.Batches;
import dev.weir.jobs.reference.CountedBlocks;
import dev.weir.jobs.reference.ModelRequest;
import dev.weir.jobs.reference.RandomTraffic;
import dev.weir.jobs.reference.ReferenceRollups;
import dev.weir.jobs.reference.ReferenceRollups.Window;
import dev.weir.jobs.reference.Round;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.partial.EntryKind;
import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.LatencySketch;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.ThreatSample;
import dev.weir.schema.rollup.Tier;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// Batches counted column by column into blocks say what requests counted one by one do.
class BatchAggregatorPropertyTest {
    private static final String EDGE = CountedBlocks.EDGE;

    private final CountedWindows windows = new CountedWindows();

    private static void aggregate(
            BatchAggregator aggregator, List<ModelRequest> requests, long fromOffset)
            throws MalformedBatchException {
        BatchReader batch = Batches.read(requests, EDGE);
        int skipped = (int) Math.ceilDiv(fromOffset, Batches.LINE_BYTES);
        List<ModelRequest> fresh =
                requests.subList(Math.min(skipped, requests.size()), requests.size());
        assertEquals(fresh.size(), aggregator.aggregate(batch, fromOffset, RandomTraffic.START));
        assertEquals(
                fresh.stream().filter(ModelRequest::malformed).count(), aggregator.malformed());
        assertEquals(
                fresh.stream().mapToLong(ModelRequest::time).max().orElse(Long.MIN_VALUE),
                aggregator.newestTime());
    }

    /// Few values and cells are counted in a table, many by the cell that a value was last seen in:
    /// the ranges reach both. Aggregators are reused, so batches follow one another.
    @RepeatedTest(40)
    void blocksSayWhatTheRequestsDo(RepetitionInfo repetition) throws MalformedBatchException {
        Round round = Round.of(repetition);
        int requests = round.between(1, 1500);
        int customers = round.between(1, 300);
        int seconds = round.between(1, 5);
        int values = round.between(1, 1000);
        int partitions = round.between(1, 100);
        int fromOffset = round.between(0, 120_000);
        var traffic = new RandomTraffic(round.random(), customers, seconds, values);
        var reference = new ReferenceRollups(List.of(Tier.SECOND));
        var blocks = new PartialBlocks(partitions, Tier.SECOND);
        var aggregator = new BatchAggregator(Tier.SECOND, CountedBlocks.CLOCK, Set.of(), blocks);
        for (int batch = 0; batch < 3; batch++) {
            List<ModelRequest> some = traffic.requests(requests / (batch + 1));
            long from = batch == 1 ? fromOffset : 0;
            aggregate(aggregator, some, from);
            int skipped = Math.min((int) Math.ceilDiv(from, Batches.LINE_BYTES), some.size());
            reference.add(some.subList(skipped, some.size()), EDGE);
            if (batch != 1) {
                windows.take(blocks);
            }
        }
        reference.assertMatches(windows.rollups());
    }

    /// One customer with many requests of many values: every cap and bound is passed.
    @RepeatedTest(2)
    void beyondTheCapsTheBoundsHold(RepetitionInfo repetition) throws MalformedBatchException {
        var traffic = new RandomTraffic(Round.of(repetition).random(), 2, 1, 30_000);
        var reference = new ReferenceRollups(List.of(Tier.SECOND));
        var blocks = new PartialBlocks(1, Tier.SECOND);
        var aggregator = new BatchAggregator(Tier.SECOND, CountedBlocks.CLOCK, Set.of(), blocks);
        for (int batch = 0; batch < 3; batch++) {
            List<ModelRequest> some = traffic.requests(5_000);
            aggregate(aggregator, some, 0);
            reference.add(some, EDGE);
        }
        windows.take(blocks);
        reference.assertMatches(windows.rollups());
    }

    @RepeatedTest(10)
    void whatIsLeftOutStandsNowhereAndAllElseAsEver(RepetitionInfo repetition)
            throws MalformedBatchException {
        Round round = Round.of(repetition);
        Set<EntryKind> leftOut = EnumSet.copyOf(BatchAggregator.OPTIONAL);
        leftOut.removeIf(_ -> round.random().nextBoolean());
        List<ModelRequest> requests =
                new RandomTraffic(round.random(), round.between(1, 20), 2, round.between(1, 500))
                        .requests(round.between(1, 500));
        Map<Window, Rollup> whole = counted(requests, Set.of());
        Map<Window, Rollup> without = counted(requests, leftOut);
        assertEquals(whole.keySet(), without.keySet());
        whole.forEach((window, rollup) -> {
            Rollup other = Objects.requireNonNull(without.get(window));
            for (Counter counter : Counter.values()) {
                assertEquals(rollup.counter(counter), other.counter(counter), counter.name());
            }
            assertEquals(
                    rollup.threatSamples().stream()
                            .map(sample -> said(sample, leftOut.contains(EntryKind.CLIENT)))
                            .toList(),
                    other.threatSamples().stream().map(sample -> said(sample, false)).toList());
            for (EntryKind kind : EntryKind.values()) {
                Rollup expected = leftOut.contains(kind) ? new Rollup() : rollup;
                assertEquals(said(expected, kind), said(other, kind), kind.name());
            }
        });
    }

    private static Map<Window, Rollup> counted(List<ModelRequest> requests, Set<EntryKind> leftOut)
            throws MalformedBatchException {
        var blocks = new PartialBlocks(3, Tier.SECOND);
        aggregate(
                new BatchAggregator(Tier.SECOND, CountedBlocks.CLOCK, leftOut, blocks),
                requests,
                0);
        var counted = new CountedWindows();
        counted.take(blocks);
        return counted.rollups();
    }

    private static List<Object> said(ThreatSample sample, boolean withoutClient) {
        return List.of(
                sample.time(),
                sample.threat(),
                withoutClient ? "" : sample.client(),
                sample.target());
    }

    /// What a rollup says of requests by a kind.
    private static List<Object> said(Rollup rollup, EntryKind kind) {
        Breakdown breakdown = kind.breakdown();
        if (breakdown != null) {
            Map<String, Long> counts = new HashMap<>();
            rollup.breakdown(breakdown).forEach(counts::put);
            return List.of(counts, rollup.breakdown(breakdown).other());
        }
        Dimension dimension = kind.dimension();
        if (dimension != null) {
            Set<Object> heaviest = Set.copyOf(rollup.heaviest(dimension).heaviest(1_000));
            return kind == EntryKind.CLIENT
                    ? List.of(heaviest, rollup.uniqueClients().estimate())
                    : List.of(heaviest);
        }
        LatencySketch latency =
                kind == EntryKind.LATENCY ? rollup.latency() : rollup.originLatency();
        return latency.count() == 0
                ? List.of()
                : List.of(latency.count(), latency.percentile(50), latency.percentile(99));
    }

    @Test
    void anEmptyBatchMakesNoBlock() throws MalformedBatchException {
        var blocks = new PartialBlocks(2, Tier.SECOND);
        var aggregator = new BatchAggregator(Tier.SECOND, CountedBlocks.CLOCK, Set.of(), blocks);
        aggregate(aggregator, List.of(), 0);
        blocks.flush((block, partition) -> {
            throw new AssertionError("a block of " + block.length + " bytes");
        });
    }
}
