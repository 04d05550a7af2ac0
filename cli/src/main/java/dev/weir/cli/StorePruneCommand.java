package dev.weir.cli;

import dev.weir.cli.run.StorePrune;
import dev.weir.storage.StoredPeriod;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `weir store prune`: retention, now.
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = {
            "Forgets what is older than store.tiers and store.signals say, and tells what went.",
            "A weir that runs does so every ten minutes; of the embedded store it is the only one"
                    + " that can."
        })
final class StorePruneCommand implements Callable<Integer> {
    @Mixin private final ConfigOptions options = new ConfigOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        StorePrune.Outcome outcome = StorePrune.run(options.read(), System.currentTimeMillis());
        PrintWriter out = spec.commandLine().getOut();
        if (!outcome.isByPeriods()) {
            out.println(
                    "weir store: closed signals that are too old are gone; rollups the store's server"
                            + " forgets by itself, as weir store init told it");
            out.flush();
            return 0;
        }
        out.printf(
                Locale.ROOT,
                "weir store: %,d periods are gone, and %,d customers with them%n",
                outcome.periods().size(),
                outcome.customers().size());
        for (StoredPeriod period : outcome.periods()) {
            out.printf(
                    "  %s %s to %s%n",
                    period.tier().wireName(),
                    Instant.ofEpochMilli(period.start()),
                    Instant.ofEpochMilli(period.end()));
        }
        outcome.customers().forEach(customer -> out.println("  " + customer));
        out.flush();
        return 0;
    }
}
