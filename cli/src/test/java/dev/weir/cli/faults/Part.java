package dev.weir.cli.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One program of the pipeline in a process of its own, to be killed and started again. When it
/// ends by itself it is started again as well, as a service's supervisor would.
final class Part implements AutoCloseable {
    private static final long READY_SECONDS = 120;

    private final String name;
    private final Path output;
    private final String ready;
    private final List<String> command;
    private CountDownLatch isReady = new CountDownLatch(1);
    private @Nullable Process process;
    private int kills;
    private int endings;

    /// @param ready stands in the line that it prints when it works
    /// @param program its main class and arguments
    Part(String name, Path directory, String ready, List<String> program) {
        this.name = name;
        this.output = directory.resolve(name + ".log");
        this.ready = ready;
        command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:ErrorFile=" + directory.resolve(name + ".hs_err"),
                                "-Djava.util.logging.config.file="
                                        + System.getProperty("java.util.logging.config.file"),
                                "-cp",
                                System.getProperty("java.class.path")));
        command.addAll(program);
    }

    String name() {
        return name;
    }

    void start() throws IOException {
        var latch = new CountDownLatch(1);
        isReady = latch;
        Process started =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(output.toFile()))
                        .start();
        process = started;
        Thread.ofPlatform()
                .daemon()
                .name(name + "-output")
                .start(() -> awaitLine(started.inputReader(), latch));
    }

    private void awaitLine(BufferedReader out, CountDownLatch latch) {
        try (out) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.contains(ready)) {
                    latch.countDown();
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // Killed: what it would have said nobody needs.
            return;
        }
    }

    /// Whether it works.
    boolean isUp() {
        Process now = process;
        return now != null && now.isAlive() && isReady.getCount() == 0;
    }

    /// Starts it if it has ended by itself.
    void supervise() throws IOException {
        Process now = process;
        if (now != null && !now.isAlive()) {
            endings++;
            start();
        }
    }

    void awaitUp() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (!isReady.await(50, TimeUnit.MILLISECONDS)) {
            supervise();
            if (System.nanoTime() > deadline) {
                throw new AssertionError(name + " does not come up; see " + output);
            }
        }
    }

    /// Kill -9.
    void kill() {
        Process now = process;
        process = null;
        if (now != null) {
            now.destroyForcibly().onExit().join();
            kills++;
        }
    }

    int kills() {
        return kills;
    }

    /// How often it ended by itself.
    int endings() {
        return endings;
    }

    @Override
    public void close() {
        Process now = process;
        process = null;
        if (now != null) {
            now.destroyForcibly().onExit().join();
        }
    }
}
