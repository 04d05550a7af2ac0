package dev.weir.cli;

import dev.weir.schema.yaml.ConfigurationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `weir` command: telemetry for fleets of HTTP proxies.
@Command(
        name = "weir",
        mixinStandardHelpOptions = true,
        version = "weir 0.1.0",
        description = "Telemetry for fleets of HTTP proxies: every log line counted exactly once.",
        subcommands = {
            UpCommand.class,
            CollectCommand.class,
            StreamCommand.class,
            ServeCommand.class,
            StoreCommand.class,
            GenerateCommand.class,
            CheckCommand.class,
            ParseCommand.class,
            InspectCommand.class,
            AuditCommand.class
        })
public final class Weir {
    /// Exit code of a command that was asked for something it cannot do: wrong usage, wrong
    /// configuration, a port in use.
    static final int CANNOT = 2;

    private Weir() {}

    /// Runs the command line and ends the process with its exit code.
    public static void main(String[] arguments) {
        Logging.configure();
        int code = commandLine().execute(arguments);
        // Threads of libraries must not keep a finished command alive.
        System.exit(code);
    }

    /// The command line, for tests too.
    static CommandLine commandLine() {
        return new CommandLine(new Weir())
                .setExecutionExceptionHandler((error, commandLine, parsed) -> {
                    commandLine.getErr().println("weir: " + sentence(error));
                    return CANNOT;
                });
    }

    /// What went wrong in one sentence; of an unexpected error, its kind too.
    private static String sentence(Exception error) {
        String message = error.getMessage();
        if (message == null) {
            return error.toString();
        }
        boolean expected =
                error instanceof ConfigurationException
                        || error.getClass().getName().startsWith("dev.weir.");
        return expected ? message : error.getClass().getSimpleName() + ": " + message;
    }
}
