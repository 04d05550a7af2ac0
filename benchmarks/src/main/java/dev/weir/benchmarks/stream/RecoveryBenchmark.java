package dev.weir.benchmarks.stream;

import dev.weir.schema.batch.EncodedBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// For how long rollups stand still when an instance of the stream jobs is killed under load, and it
/// starts again or another takes its work over, with copies of its state or without.
///
/// Instances are processes of their own; broker, traffic and they share the machine.
///
/// `benchmarks/run recovery [customers] [requests/s] [first row]`
public final class RecoveryBenchmark {
    private static final int TRAFFIC_SECONDS = 150;

    /// What runs, and what is done to it.
    ///
    /// @param instances that run at first; one is killed
    /// @param named whether an instance has a name that survives its restarts
    /// @param restarts whether the one that was killed is started again at once
    /// @param keepsState whether it finds its directory again
    private record Scenario(
            String name,
            int instances,
            int standbys,
            boolean named,
            boolean restarts,
            boolean keepsState) {}

    private static final List<Scenario> SCENARIOS =
            List.of(
                    new Scenario(
                            "the only one, with a name, started again", 1, 0, true, true, true),
                    new Scenario("the only one, started again", 1, 0, false, true, true),
                    new Scenario("the same, its directory lost", 1, 0, false, true, false),
                    new Scenario("one of two, no standbys", 2, 0, false, false, true),
                    new Scenario("one of two, a standby of each task", 2, 1, false, false, true));

    private final int customers;
    private final long rate;
    private final List<EncodedBatch> batches;

    private RecoveryBenchmark(int customers, long rate) {
        this.customers = customers;
        this.rate = rate;
        int count = (int) (rate * TRAFFIC_SECONDS / ManyCustomers.REQUESTS_PER_BATCH);
        batches =
                new ManyCustomers(customers, ManyCustomers.USUAL_EXPONENT).batches(count, 0, rate);
    }

    /// Runs the benchmark and prints its table.
    public static void main(String[] arguments) throws Exception {
        int customers = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        long rate = arguments.length > 1 ? Long.parseLong(arguments[1]) : 20_000;
        var benchmark = new RecoveryBenchmark(customers, rate);
        System.out.printf(
                Locale.ROOT,
                "%,d customers, %,d requests/s%n",
                benchmark.customers,
                benchmark.rate);
        System.out.println(
                "| killed with -9 | instances | standbys | seconds without new rollups, worst partition"
                        + " | seconds until all partitions are fresh | changelogs, MiB |");
        System.out.println("|---|---:|---:|---:|---:|---:|");
        int first = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        for (Scenario scenario : SCENARIOS.subList(first - 1, SCENARIOS.size())) {
            benchmark.run(scenario);
        }
        System.exit(0);
    }

    private void run(Scenario scenario) throws Exception {
        try (var broker = new BenchmarkBroker()) {
            measure(scenario, broker.directory(), broker.servers());
        }
    }

    private void measure(Scenario scenario, Path directory, String servers) throws Exception {
        try (var instances =
                        new StreamInstances(
                                directory, servers, scenario.standbys(), scenario.named());
                var traffic = new LiveTraffic(servers, batches);
                var rollups = new RollupFreshness(servers)) {
            for (int instance = 0; instance < scenario.instances(); instance++) {
                instances.start("instance-" + instance);
            }
            traffic.start();
            // Long enough for a copy to be there, and for the JIT compiler to have done its work.
            rollups.awaitFreshFor(Duration.ofSeconds(20));
            long mebibytes = rollups.changelogBytes() >> 20;
            instances.kill("instance-0");
            if (scenario.restarts()) {
                instances.start(scenario.keepsState() ? "instance-0" : "instance-new");
            }
            RollupFreshness.Outage outage = rollups.awaitFreshAgain();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %.1f | %.1f | %,d |%n",
                    scenario.name(),
                    scenario.instances(),
                    scenario.standbys(),
                    outage.withoutRollups().toMillis() / 1e3,
                    outage.untilFresh().toMillis() / 1e3,
                    mebibytes);
        }
    }
}
