package dev.weir.cli;

import dev.weir.cli.config.WeirConfig;
import dev.weir.cli.run.Brokers;
import dev.weir.cli.verify.Difference;
import dev.weir.cli.verify.Selection;
import dev.weir.cli.verify.StoreVerifier;
import dev.weir.cli.verify.Verification;
import dev.weir.cli.verify.Window;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.storage.Retention;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `weir store verify`: does the store have what Kafka says it was given?
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Recounts the windows of the rollups topic and compares them with those of the store.",
            "Without options: all that the topic holds. The pipeline may run meanwhile.",
            "Reads the brokers of --config, or those of the running weir of --data.",
            "Exit code 0: nothing that can be compared differs; 1: something does; 2: could not"
                    + " tell."
        })
final class StoreVerifyCommand implements Callable<Integer> {
    @Mixin private final ConfigOptions options = new ConfigOptions();
    @Mixin private final WindowOptions windows = new WindowOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        WeirConfig config = options.read();
        Selection selection = selection(config.store().retention());
        Verification verification =
                new StoreVerifier(
                                config,
                                Brokers.of(config),
                                StoreVerifier.MAX_PARTS,
                                System::currentTimeMillis)
                        .run(selection);
        print(verification, spec.commandLine().getOut());
        if (verification.compared() == 0) {
            spec.commandLine().getErr().println("weir: there was no window to compare");
            return Weir.CANNOT;
        }
        return verification.isEqual() ? 0 : 1;
    }

    private Selection selection(Retention retention) throws ConfigurationException {
        long now = System.currentTimeMillis();
        long from = WindowOptions.time("--from", windows.from, Long.MIN_VALUE / 2, now);
        long to = WindowOptions.time("--to", windows.to, Long.MAX_VALUE, now);
        if (from >= to) {
            throw new ConfigurationException("--from is not before --to");
        }
        Set<Tier> tiers =
                windows.tier == null
                        ? retention.tiers().keySet()
                        : Set.of(WindowOptions.tier(windows.tier, retention));
        return new Selection(from, to, tiers, Optional.ofNullable(windows.customer));
    }

    private static void print(Verification verification, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%,d records read%s%s%n",
                verification.records(),
                verification.unreadable() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT, ", %,d of them no rollups", verification.unreadable()),
                verification.passes() == 1
                        ? ""
                        : String.format(Locale.ROOT, ", in %,d passes", verification.passes()));
        out.printf(
                Locale.ROOT,
                "%,d windows compared: %,d equal, %,d missing, %,d different%n",
                verification.compared(),
                verification.equal(),
                verification.missing(),
                verification.different());
        out.printf(
                Locale.ROOT,
                "%,d written meanwhile, %,d past their retention, %,d not comparable: the topic may"
                        + " have lost parts of them%n",
                verification.changing(),
                verification.forgotten(),
                verification.notComparable());
        verification.differences().forEach(difference -> print(difference, out));
        long untold =
                verification.missing()
                        + verification.different()
                        - verification.differences().size();
        if (untold > 0) {
            out.printf(Locale.ROOT, "  … and %,d more%n", untold);
        }
        out.flush();
    }

    private static void print(Difference difference, PrintWriter out) {
        Window window = difference.window();
        out.printf(
                Locale.ROOT,
                "  %s %s %s: %s %,d in the topic, %s%n",
                window.customer(),
                window.tier().wireName(),
                Instant.ofEpochMilli(window.start()),
                difference.counter(),
                difference.inTopic(),
                difference.isMissing()
                        ? "nothing in the store"
                        : String.format(Locale.ROOT, "%,d in the store", difference.inStore()));
    }
}
