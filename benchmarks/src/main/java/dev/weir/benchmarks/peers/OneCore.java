package dev.weir.benchmarks.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Makes a command run on one core: the machine's last, for the first has the interrupts.
final class OneCore {
    private static final Path TASKSET = Path.of("/usr/bin/taskset");

    static boolean isPossible() {
        return Files.isExecutable(TASKSET);
    }

    static List<String> command(List<String> command) {
        if (!isPossible()) {
            return command;
        }
        int core = Runtime.getRuntime().availableProcessors() - 1;
        List<String> pinned = new ArrayList<>(List.of(TASKSET.toString(), "-c", "" + core));
        pinned.addAll(command);
        return pinned;
    }

    /// Runs a command to its end, and gives what it has written.
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    private OneCore() {}
}
