package dev.weir.jobs.count;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.jobs.reference.Batches;
import dev.weir.jobs.reference.CountedBlocks;
import dev.weir.jobs.reference.ModelRequest;
import dev.weir.jobs.reference.RandomTraffic;
import dev.weir.jobs.reference.ReferenceRollups;
import dev.weir.jobs.reference.Round;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.source.Timeliness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/// However wrong clocks are, each request counts once: in the window of the time that it says, or of
/// its arrival, as the policy has it; and those that are ahead or late are numbered.
class ClockPolicyPropertyTest {
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final List<ModelRequest> counted = new ArrayList<>();
    private Timeliness timeliness = new Timeliness(3, 2, 1, 0);

    /// Says of each request what the policy does with it.
    private void count(List<ModelRequest> requests, ClockPolicy policy, long arrival) {
        long ahead = 0;
        long late = 0;
        long newest = Long.MIN_VALUE;
        for (ModelRequest request : requests) {
            long time = request.time();
            if (time - arrival > policy.maxAhead().toMillis()) {
                ahead++;
                counted.add(policy.retimes() ? request.at(arrival) : request);
                newest = policy.retimes() ? Math.max(newest, arrival) : newest;
            } else {
                late += arrival - time > policy.late().toMillis() ? 1 : 0;
                counted.add(request);
                newest = Math.max(newest, time);
            }
        }
        timeliness =
                new Timeliness(
                        timeliness.requestsAhead() + ahead,
                        timeliness.retimedRequests() + (policy.retimes() ? ahead : 0),
                        timeliness.lateRequests() + late,
                        newest == Long.MIN_VALUE ? timeliness.latenessMillis() : arrival - newest);
    }

    /// Times on both sides of the policy's limits, and far beyond them.
    private static List<ModelRequest> withWrongClocks(
            List<ModelRequest> requests, ClockPolicy policy, long arrival, Random random) {
        long latest = arrival + policy.maxAhead().toMillis();
        long earliest = arrival - policy.late().toMillis();
        long[] times = {
            latest,
            latest + 1,
            earliest,
            earliest - 1,
            arrival,
            arrival + DAY,
            arrival - 365 * DAY,
            0
        };
        return requests.stream()
                .map(r -> random.nextInt(3) == 0 ? r.at(times[random.nextInt(times.length)]) : r)
                .toList();
    }

    @RepeatedTest(40)
    void eachRequestCountsOnceWhateverItsClockSays(RepetitionInfo repetition)
            throws MalformedBatchException {
        Round round = Round.of(repetition);
        Random random = round.random();
        var policy =
                new ClockPolicy(
                        Duration.ofMillis(round.between(0, 10_000)),
                        Duration.ofMillis(round.between(0, 10_000)),
                        random.nextBoolean());
        var traffic = new RandomTraffic(random, round.between(1, 20), round.between(1, 40), 50);
        var blocks = new PartialBlocks(round.between(1, 3), Tier.SECOND);
        var aggregator = new BatchAggregator(Tier.SECOND, policy, Set.of(), blocks);
        int fromOffset = round.between(0, 200 * Batches.LINE_BYTES);
        for (int batch = 0; batch < 3; batch++) {
            long arrival = RandomTraffic.START + round.between(0, 40_000);
            List<ModelRequest> requests =
                    withWrongClocks(traffic.requests(200), policy, arrival, random);
            int from = batch == 1 ? fromOffset : 0;
            Timeliness before = timeliness;
            int first = Math.ceilDiv(from, Batches.LINE_BYTES);
            count(requests.subList(first, requests.size()), policy, arrival);

            aggregator.aggregate(Batches.read(requests, CountedBlocks.EDGE), from, arrival);
            assertEquals(timeliness, aggregator.timelinessAfter(before));
        }
        var windows = new CountedWindows();
        windows.take(blocks);
        var reference = new ReferenceRollups(List.of(Tier.SECOND));
        reference.add(counted, CountedBlocks.EDGE);
        reference.assertMatches(windows.rollups());
    }
}
