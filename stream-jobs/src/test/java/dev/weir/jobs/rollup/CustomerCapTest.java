package dev.weir.jobs.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.jobs.reference.CountedBlocks;
import dev.weir.jobs.reference.ModelRequest;
import dev.weir.jobs.reference.RandomTraffic;
import dev.weir.jobs.reference.ReferenceRollups;
import dev.weir.jobs.reference.Round;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.partial.PartialBlock;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// However many customers there are, those beyond the cap take the room of one, and none of their
/// requests is missing.
class CustomerCapTest {
    private static final int SECONDS = 5;

    /// The seconds, and two of each coarser tier, for the traffic goes over a day's end.
    private static final int WINDOWS_OF_A_CUSTOMER = SECONDS + 3 * 2;

    private final PrometheusRegistry registry = new PrometheusRegistry();

    private MergerRun run(int maxCustomers, List<byte[]> blocks) {
        var limits =
                new WindowMerger.Limits(
                        Tier.DEFAULT, Duration.ofDays(1).toMillis(), 1_000_000, maxCustomers);
        return new MergerRun(limits, 1 << 30, 0, blocks, registry, RandomTraffic.START);
    }

    private double metric(String name) {
        DataPointSnapshot point =
                registry.scrape(name::equals).stream()
                        .flatMap(snapshot -> snapshot.getDataPoints().stream())
                        .findFirst()
                        .orElseThrow();
        return switch (point) {
            case CounterSnapshot.CounterDataPointSnapshot counter -> counter.getValue();
            case GaugeSnapshot.GaugeDataPointSnapshot gauge -> gauge.getValue();
            default -> throw new AssertionError(name);
        };
    }

    /// The customers that come first, while there is room.
    private static Set<String> first(int max, List<byte[]> blocks) {
        Set<String> customers = new HashSet<>();
        for (byte[] bytes : blocks) {
            PartialBlock block = PartialBlock.read(bytes);
            for (int cell = 0; cell < block.cellCount() && customers.size() < max; cell++) {
                customers.add(block.customer(cell));
            }
        }
        return customers;
    }

    private static String customer(ModelRequest request) {
        return request.strings().getOrDefault(StringField.CUSTOMER, "_unassigned");
    }

    @RepeatedTest(5)
    void customersBeyondTheCapShareOneRow(RepetitionInfo repetition) {
        Round round = Round.of(repetition);
        Random random = round.random();
        int max = round.between(1, 40);
        List<ModelRequest> requests = new RandomTraffic(random, 1_000, SECONDS, 20).requests(1_500);
        List<byte[]> blocks = CountedBlocks.ofOnePartition(requests, 200, random);
        MergerRun run = run(max, blocks);
        for (int block = 0; block < blocks.size(); block++) {
            run.mergeNext();
            run.tick(Duration.ofSeconds(1));
            assertTrue(metric("weir_jobs_open_customers") <= max + 1, "customers in memory");
            assertTrue(
                    metric("weir_jobs_open_windows") <= (max + 1.0) * WINDOWS_OF_A_CUSTOMER,
                    "windows in memory");
        }
        run.finish();

        Set<String> own = first(max, blocks);
        var reference = new ReferenceRollups(Tier.DEFAULT);
        reference.add(
                requests.stream()
                        .map(r -> own.contains(customer(r)) ? r : r.of(OpenWindows.OTHER))
                        .toList(),
                CountedBlocks.EDGE);
        reference.assertMatches(run.rollups());
        assertTrue(metric("weir_jobs_other_partials") > 0, "the cap was reached");
    }

    @Test
    void aNewCustomerGetsTheRoomOfOneThatIsGone() {
        ModelRequest request = new RandomTraffic(new Random(1), 1, 1, 1).request();
        List<byte[]> blocks =
                List.of("first", "second", "third").stream()
                        .map(request::of)
                        .map(one -> CountedBlocks.ofOnePartition(List.of(one)))
                        .toList();
        MergerRun run = run(1, blocks);
        run.mergeNext();
        run.mergeNext();
        run.finish();
        run.mergeNext();
        run.finish();

        assertEquals(
                Set.of("first", OpenWindows.OTHER, "third"),
                run.written().stream().map(RollupKey::customer).collect(Collectors.toSet()));
        assertEquals(0, metric("weir_jobs_open_customers"));
    }
}
