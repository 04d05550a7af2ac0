package dev.weir.benchmarks.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Instances of `weir stream`, each a process with a directory of its own name.
final class StreamInstances implements AutoCloseable {
    private final Path directory;
    private final String servers;
    private final int standbys;
    private final boolean named;
    private final Map<String, Process> processes = new HashMap<>();

    /// @param named whether the names survive restarts
    StreamInstances(Path directory, String servers, int standbys, boolean named) {
        this.directory = directory;
        this.servers = servers;
        this.standbys = standbys;
        this.named = named;
    }

    void start(String name) throws IOException {
        Path config =
                Files.writeString(
                        directory.resolve(name + ".yaml"),
                        """
                        data: %s
                        kafka:
                          bootstrap.servers: %s
                        stream:
                          threads: 1
                          standbys: %d
                        %s
                        """
                                .formatted(
                                        directory.resolve(name),
                                        servers,
                                        standbys,
                                        named ? "  instance_id: " + name : ""));
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xmx3g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.weir.cli.Weir",
                        "stream",
                        "--config=" + config);
        Path log = directory.resolve(name + ".log");
        processes.put(
                name,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start());
    }

    void kill(String name) {
        Process process = processes.remove(name);
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException(name + " does not run");
        }
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        for (String name : List.copyOf(processes.keySet())) {
            kill(name);
        }
    }
}
