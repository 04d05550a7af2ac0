package dev.weir.cli;

import dev.weir.cli.audit.Audit;
import dev.weir.cli.audit.Auditor;
import dev.weir.cli.audit.SourceAudit;
import dev.weir.cli.config.CollectSettings;
import dev.weir.cli.config.WeirConfig;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `weir audit`: is every line counted, and none twice?
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Compares what was read with what was counted.",
            "With log files: their lines, by customer and minute. Give all files that were collected, rotated ones too, with the same --format,"
                    + " --catalogue and --customer.",
            "Without, or with --sources: what the collectors of all hosts say that they have read and"
                    + " shipped, source by source.",
            "Asks the API at --api or of the running weir of --data, or else reads the store in"
                    + " --data.",
            "Exit code 0: nothing is missing, nothing counts twice; 1: something is; 2: could not"
                    + " tell."
        })
final class AuditCommand implements Callable<Integer> {
    private static final int SHOWN = 10;

    @Mixin private final ConfigOptions options = new ConfigOptions();
    @Mixin private final LogOptions logs = new LogOptions();

    @Option(names = "--api", paramLabel = "URL", description = "The API to ask.")
    private @Nullable String api;

    @Option(
            names = "--sources",
            description = "Compare the sources of all hosts, also when there are log files.")
    private boolean sources;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "How long to wait for what is still under way (default: 30).")
    private int wait = 30;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        WeirConfig config = options.read();
        CollectSettings settings = logs.applyTo(config.collect());
        // A secret has no place on a command line, where every user of the machine can read it.
        Optional<String> token = Optional.ofNullable(System.getenv("WEIR_API_KEY"));
        var auditor = new Auditor(config, settings, Optional.ofNullable(api), token);
        PrintWriter out = spec.commandLine().getOut();
        boolean isExact = true;
        if (!settings.logs().isEmpty()) {
            Audit.Outcome files = auditor.run(Duration.ofSeconds(wait));
            print(files, out);
            isExact = files.isExact();
        }
        if (sources || settings.logs().isEmpty()) {
            SourceAudit.Outcome balances = auditor.runSources(Duration.ofSeconds(wait));
            SourceTable.print(balances, out);
            isExact &= balances.isExact();
        }
        return isExact ? 0 : 1;
    }

    private static void print(Audit.Outcome outcome, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%,d lines = %,d requests + %,d rejected%n",
                outcome.lines(),
                outcome.expected(),
                outcome.rejected());
        out.printf(Locale.ROOT, "%,d requests counted%n", outcome.counted());
        out.printf(
                Locale.ROOT, "%,d missing, %,d repeated%n", outcome.missing(), outcome.repeated());
        outcome.differences().stream()
                .limit(SHOWN)
                .forEach(difference ->
                        out.printf(
                                Locale.ROOT,
                                "  %s %s: %,d in the files, %,d counted%n",
                                difference.customer(),
                                Instant.ofEpochMilli(difference.minute()),
                                difference.expected(),
                                difference.counted()));
        if (outcome.differences().size() > SHOWN) {
            out.printf(Locale.ROOT, "  … and %,d more%n", outcome.differences().size() - SHOWN);
        }
        out.flush();
    }
}
