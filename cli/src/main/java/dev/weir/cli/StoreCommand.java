package dev.weir.cli;

import dev.weir.cli.run.StoreSetup;
import dev.weir.schema.yaml.ConfigurationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `weir store`: what is done to a store beside running weir on it.
@Command(
        name = "store",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Looks after the store that the configuration names.",
        subcommands = {StoreVerifyCommand.class, StoreExportCommand.class, StorePruneCommand.class})
final class StoreCommand {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = {
                "Makes what the store needs: in PostgreSQL the schema and its tables, in",
                "InfluxDB a retention policy for each tier.",
                "weir serve needs it once; weir up does it by itself. Again it changes nothing."
            })
    int init(@Mixin ConfigOptions options) throws ConfigurationException {
        return say(StoreSetup.init(options.read()));
    }

    @Command(
            name = "migrate",
            mixinStandardHelpOptions = true,
            description = {
                "Brings a store that an older weir made to this version.",
                "Stop the processes that use it first, and have a copy."
            })
    int migrate(@Mixin ConfigOptions options) throws ConfigurationException {
        return say(StoreSetup.migrate(options.read()));
    }

    private int say(String sentence) {
        spec.commandLine().getOut().println("weir store: " + sentence);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
