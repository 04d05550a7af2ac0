package dev.weir.cli;

import dev.weir.cli.run.Lifecycle;
import picocli.CommandLine.Model.CommandSpec;

/// How a command that runs until it is told to end comes to its exit code.
final class End {
    /// Waits; then says why it could not go on, if so.
    static int of(Lifecycle lifecycle, CommandSpec spec) {
        String reason = lifecycle.await();
        if (reason.isEmpty()) {
            return 0;
        }
        spec.commandLine().getErr().println("weir: " + reason);
        spec.commandLine().getErr().flush();
        return Weir.CANNOT;
    }

    private End() {}
}
