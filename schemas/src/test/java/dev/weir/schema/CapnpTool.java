package dev.weir.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// The `capnp` tool of the C++ project (Debian's `capnproto`), which reads and writes messages by
/// the schema files alone: it shares no code with us nor with the Java runtime.
final class CapnpTool {
    private static final Path SCHEMAS = Path.of("src", "main", "capnp");

    private final Path directory;

    /// @param directory for the schemas: the tool has no `java.capnp`, so the lines that are only
    ///     for the Java compiler are left out of the copies there
    CapnpTool(Path directory) throws IOException {
        this.directory = directory;
        try (var schemas = Files.list(SCHEMAS)) {
            for (Path schema : schemas.toList()) {
                List<String> lines =
                        Files.readAllLines(schema).stream()
                                .filter(line -> !line.startsWith("using Java"))
                                .filter(line -> !line.startsWith("$Java"))
                                .toList();
                Files.write(directory.resolve(schema.getFileName().toString()), lines);
            }
        }
    }

    /// Skips the test where the tool is not installed; in CI that is a failure.
    static void require() {
        try {
            new ProcessBuilder("capnp", "--version").start().waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            String message = "the capnp tool is not installed (Debian: capnproto)";
            if ("true".equals(System.getenv("CI"))) {
                fail(message);
            }
            Assumptions.abort(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The message as text.
    String decode(String schema, String type, byte[] message) throws Exception {
        return new String(run(message, "decode", schema, type), StandardCharsets.UTF_8);
    }

    /// The message on one line.
    String decodeShort(String schema, String type, byte[] message) throws Exception {
        byte[] text = run(message, "decode", "--short", schema, type);
        return new String(text, StandardCharsets.UTF_8).strip();
    }

    /// The message of a text.
    byte[] encode(String schema, String type, String text) throws Exception {
        return run(text.getBytes(StandardCharsets.UTF_8), "encode", schema, type);
    }

    private byte[] run(byte[] input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("capnp"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).directory(directory.toFile()).start();
        var output = CompletableFuture.supplyAsync(() -> allBytes(process.getInputStream()));
        var errors = CompletableFuture.supplyAsync(() -> allBytes(process.getErrorStream()));
        try (var sink = process.getOutputStream()) {
            sink.write(input);
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail(command + " does not end");
        }
        String complaint = new String(errors.get(), StandardCharsets.UTF_8);
        assertEquals(0, process.exitValue(), command + ": " + complaint);
        return output.get();
    }

    private static byte[] allBytes(java.io.InputStream stream) {
        try (stream) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
