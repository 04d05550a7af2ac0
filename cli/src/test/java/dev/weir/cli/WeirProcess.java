package dev.weir.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The `weir` command in a process of its own, which a test can kill.
final class WeirProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    private WeirProcess(Process process) {
        this.process = process;
        this.out = process.inputReader();
    }

    /// Starts `weir` with arguments.
    static WeirProcess start(Path errors, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-Xmx1g",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.weir.cli.Weir"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
        return new WeirProcess(builder.start());
    }

    /// Reads standard output up to the first line that holds `text`.
    Optional<String> awaitLine(String text) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.contains(text)) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    /// The rest of standard output.
    String rest() {
        return String.join("\n", out.lines().toList());
    }

    /// Ends it without giving it a chance: kill -9.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Asks it to end, as Ctrl-C does, and waits.
    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        kill();
    }
}
