package dev.weir.cli;

import dev.weir.cli.config.WeirConfig;
import dev.weir.cli.inspect.TopicInspector;
import dev.weir.cli.run.DataDirectory;
import dev.weir.schema.Topics;
import dev.weir.schema.yaml.ConfigurationException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `weir inspect`: batches of the requests topic as JSON lines.
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the requests in the batches of the requests topic, one JSON object a line.",
            "Reads from the brokers of --config, or else from those of the running `weir up` of"
                    + " --data."
        })
final class InspectCommand implements Callable<Integer> {
    @Mixin private final ConfigOptions options = new ConfigOptions();

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "Stop after so many requests.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--follow", description = "Go on with what comes.")
    private boolean follow;

    @Option(names = "--from-end", description = "Start with what comes, not with the oldest.")
    private boolean fromEnd;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        WeirConfig config = options.read();
        Map<String, Object> kafka = new HashMap<>(config.kafka());
        DataDirectory.endpoint(config.data(), "bootstrap.servers")
                .ifPresent(servers -> kafka.putIfAbsent("bootstrap.servers", servers));
        if (!kafka.containsKey("bootstrap.servers")) {
            throw new ConfigurationException(
                    "no brokers to read from: nothing runs on "
                            + config.data()
                            + ", and --config names no kafka.bootstrap.servers");
        }
        var selection =
                new TopicInspector.Selection(Topics.REQUESTS, limit, follow || fromEnd, fromEnd);
        var inspector =
                new TopicInspector(
                        selection, spec.commandLine().getOut(), spec.commandLine().getErr());
        inspector.run(kafka);
        return 0;
    }
}
