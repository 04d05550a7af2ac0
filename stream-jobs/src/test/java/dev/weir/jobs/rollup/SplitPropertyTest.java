package dev.weir.jobs.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.jobs.reference.CountedBlocks;
import dev.weir.jobs.reference.ModelRequest;
import dev.weir.jobs.reference.RandomTraffic;
import dev.weir.jobs.reference.ReferenceRollups;
import dev.weir.jobs.reference.ReferenceRollups.Window;
import dev.weir.jobs.reference.Round;
import dev.weir.schema.partial.PartialBlock;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.Tier;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// However the same requests come, in whichever batches, blocks, partitions, tiers and parts, their
/// rollups say the same.
class SplitPropertyTest {
    private static final List<Tier> UNUSUAL_TIERS =
            List.of(Tier.SECOND, new Tier(7), new Tier(21), new Tier(21 * 600));

    private static Map<Window, Rollup> rollups(
            List<ModelRequest> requests,
            List<Tier> tiers,
            int partitions,
            int largestBatch,
            Random random) {
        Map<Window, Rollup> rollups = new HashMap<>();
        var limits = new WindowMerger.Limits(tiers, 3_000, 100_000, 1_000);
        int partition = 0;
        for (List<byte[]> blocks : CountedBlocks.of(requests, partitions, largestBatch, random)) {
            Collections.shuffle(blocks, random);
            var run =
                    new MergerRun(
                            limits,
                            1 << 30,
                            partition++,
                            blocks,
                            new PrometheusRegistry(),
                            RandomTraffic.START);
            run.takeAll(random, 0);
            run.finish();
            run.rollups()
                    .forEach((window, rollup) ->
                            assertEquals(
                                    null, rollups.put(window, rollup), "one partition a customer"));
        }
        return rollups;
    }

    private static ReferenceRollups reference(List<ModelRequest> requests, List<Tier> tiers) {
        var reference = new ReferenceRollups(tiers);
        reference.add(requests, CountedBlocks.EDGE);
        return reference;
    }

    @RepeatedTest(25)
    void anySplitGivesTheSameRollups(RepetitionInfo repetition) {
        Round round = Round.of(repetition);
        int requestCount = round.between(1, 1000);
        int customers = round.between(1, 10);
        int seconds = round.between(1, 70);
        int values = round.between(1, 500);
        int partitions = round.between(1, 6);
        int largestBatch = round.between(1, 400);
        boolean usualTiers = round.random().nextBoolean();
        Random random = round.random();
        List<Tier> tiers = usualTiers ? Tier.DEFAULT : UNUSUAL_TIERS;
        List<ModelRequest> requests =
                new RandomTraffic(random, customers, seconds, values).requests(requestCount);
        ReferenceRollups reference = reference(requests, tiers);
        reference.assertMatches(rollups(requests, tiers, partitions, largestBatch, random));

        List<ModelRequest> shuffled = new ArrayList<>(requests);
        Collections.shuffle(shuffled, random);
        reference.assertMatches(rollups(shuffled, tiers, 1, requestCount, random));
    }

    @RepeatedTest(10)
    void eachTierSumsToTheFinest(RepetitionInfo repetition) {
        Random random = Round.of(repetition).random();
        List<ModelRequest> requests = new RandomTraffic(random, 5, 200, 50).requests(500);
        Map<Window, Rollup> rollups = rollups(requests, Tier.DEFAULT, 2, 100, random);
        for (Counter counter : Counter.values()) {
            long finest = sum(rollups, Tier.SECOND, counter);
            for (Tier tier : Tier.DEFAULT) {
                assertEquals(finest, sum(rollups, tier, counter), tier.wireName() + counter);
            }
        }
        assertEquals(500, sum(rollups, Tier.DAY, Counter.REQUESTS));
    }

    private static long sum(Map<Window, Rollup> rollups, Tier tier, Counter counter) {
        return rollups.entrySet().stream()
                .filter(entry -> entry.getKey().tier().equals(tier))
                .mapToLong(entry -> entry.getValue().counter(counter))
                .sum();
    }

    /// Beyond the caps of breakdowns and sketches, too: where the result depends on the order, all
    /// results are within the bounds.
    @RepeatedTest(15)
    void mergingIsCommutativeAndAssociative(RepetitionInfo repetition) {
        Round round = Round.of(repetition);
        int first = round.between(0, 400);
        int second = round.between(0, 400);
        int third = round.between(1, 400);
        int values = round.between(1, 1000);
        var traffic = new RandomTraffic(round.random(), 1, 1, values);
        List<List<ModelRequest>> parts =
                List.of(traffic.requests(first), traffic.requests(second), traffic.requests(third));
        List<ModelRequest> all =
                parts.stream().flatMap(List::stream).map(request -> request.of("acme")).toList();
        ReferenceRollups reference = reference(all, List.of(Tier.SECOND));
        var window = new Window("acme", Tier.SECOND, RandomTraffic.START);
        for (int[] order : new int[][] {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}}) {
            Rollup left = rollup(parts.get(order[0]));
            left.merge(rollup(parts.get(order[1])));
            left.merge(rollup(parts.get(order[2])));
            reference.assertMatches(Map.of(window, left));

            Rollup tail = rollup(parts.get(order[1]));
            tail.merge(rollup(parts.get(order[2])));
            Rollup right = rollup(parts.get(order[0]));
            right.merge(tail);
            reference.assertMatches(Map.of(window, right));
        }
    }

    private static Rollup rollup(List<ModelRequest> requests) {
        Rollup rollup = new Rollup();
        if (!requests.isEmpty()) {
            PartialBlock block = PartialBlock.read(CountedBlocks.ofOnePartition(requests));
            for (int cell = 0; cell < block.cellCount(); cell++) {
                block.addTo(rollup, cell);
            }
        }
        return rollup;
    }

    @Test
    void aClientCountsOnceHoweverOftenItsSketchIsMerged() {
        List<ModelRequest> requests = new RandomTraffic(new Random(1), 1, 1, 5000).requests(3000);
        Rollup once = rollup(requests);
        Rollup often = rollup(requests);
        for (int i = 0; i < 5; i++) {
            often.uniqueClients().merge(once.uniqueClients());
        }
        double clients = once.uniqueClients().estimate();
        assertEquals(clients, often.uniqueClients().estimate(), clients * 0.01);
    }
}
