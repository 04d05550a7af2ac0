package dev.weir.cli;

import dev.weir.cli.config.CollectSettings;
import dev.weir.cli.config.WeirConfig;
import dev.weir.cli.run.AllInOne;
import dev.weir.cli.run.Lifecycle;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `weir up`: everything in one process.
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the whole pipeline in this process: broker, stream jobs, store, API, dashboard.",
            "Follows the logs given with --log or in the configuration; without any it makes"
                    + " realistic traffic into a log of its own and follows that."
        })
final class UpCommand implements Callable<Integer> {
    @Mixin private final ConfigOptions options = new ConfigOptions();
    @Mixin private final LogOptions logs = new LogOptions();
    @Mixin private final ListenOptions listen = new ListenOptions();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Requests per second to make when no log is given (default: 500).")
    private int rate = 500;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        WeirConfig config = listen.applyTo(options.read());
        CollectSettings collect = logs.applyTo(config.collect());
        boolean generate = collect.isEmpty();
        checkReadable(collect);
        PrintWriter out = spec.commandLine().getOut();
        try (var lifecycle = new Lifecycle()) {
            if (generate) {
                var traffic = GeneratedTraffic.prepare(config.data().resolve("generated"), rate);
                collect = traffic.applyTo(collect);
                AllInOne all = AllInOne.start(config.withCollect(collect), lifecycle);
                lifecycle.add(traffic.start());
                out.println(
                        "Weir is up: "
                                + all.address()
                                + "/  (traffic of its own, "
                                + rate
                                + " requests/s; data in "
                                + config.data()
                                + "; Ctrl-C stops it)");
            } else {
                AllInOne all = AllInOne.start(config.withCollect(collect), lifecycle);
                out.println(
                        "Weir is up: "
                                + all.address()
                                + "/  (follows "
                                + collect.logs().size()
                                + " log(s)"
                                + all.listening()
                                + "; data in "
                                + config.data()
                                + "; Ctrl-C stops it)");
            }
            out.flush();
            return End.of(lifecycle, spec);
        }
    }

    private static void checkReadable(CollectSettings collect) throws ConfigurationException {
        for (CollectSettings.Log log : collect.logs()) {
            Path path = log.path();
            if (Files.isDirectory(path)) {
                throw new ConfigurationException(path + " is a directory: name the log file in it");
            }
            if (Files.exists(path) && !Files.isReadable(path)) {
                throw new ConfigurationException(
                        path
                                + " cannot be read: let this user read it (chmod, or the group that"
                                + " owns the logs), or run weir as one who can");
            }
        }
    }
}
