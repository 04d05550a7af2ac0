package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `./weir` says and does before Java starts. It runs in a copy of the launcher beside a
/// program that prints its arguments, with a PATH of the few tools that it needs.
class LauncherIT {
    private static final List<String> TOOLS =
            List.of(
                    "bash",
                    "env",
                    "dirname",
                    "readlink",
                    "sed",
                    "find",
                    "head",
                    "mkdir",
                    "rm",
                    "mktemp",
                    "mv",
                    "grep",
                    "tail");

    @TempDir Path directory;
    private Path home;
    private Path tools;

    private record Outcome(int exit, String output, String errors) {}

    @BeforeEach
    void copyTheLauncher() throws IOException {
        home = Files.createDirectories(directory.resolve("a weir"));
        Path launcher = Path.of("..", "weir").toAbsolutePath().normalize();
        Files.copy(launcher, home.resolve("weir")).toFile().setExecutable(true);
        tools = Files.createDirectories(directory.resolve("tools"));
        for (String tool : TOOLS) {
            String path = Files.isExecutable(Path.of("/bin", tool)) ? "/bin/" : "/usr/bin/";
            String script = "#!/bin/sh\nexec " + path + tool + " \"$@\"\n";
            Files.writeString(tools.resolve(tool), script).toFile().setExecutable(true);
        }
    }

    private Outcome run(Path launcher, Map<String, String> environment, String... arguments)
            throws Exception {
        var builder = new ProcessBuilder(launcher.toString());
        builder.command().addAll(List.of(arguments));
        builder.directory(directory.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("WEIR_JVM_DIR", directory.resolve("none").toString());
        builder.environment().putAll(environment);
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        Process process =
                builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the launcher ends");
        return new Outcome(process.exitValue(), Files.readString(output), Files.readString(errors));
    }

    private static Map<String, String> withThisJdk() {
        return Map.of("JAVA_HOME", System.getProperty("java.home"));
    }

    /// Puts a program that prints its arguments where the build would put Weir.
    private void build() throws IOException {
        Path source =
                Files.writeString(
                        Files.createDirectories(directory.resolve("source")).resolve("Weir.java"),
                        """
                        package dev.weir.cli;

                        public class Weir {
                            public static void main(String[] args) {
                                System.out.println(String.join("|", args));
                            }
                        }
                        """);
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", directory.toString(), source.toString());
        assertEquals(0, status);
        Path libraries = Files.createDirectories(home.resolve("cli/target/weir/lib"));
        try (var jar =
                new JarOutputStream(Files.newOutputStream(libraries.resolve("weir-cli.jar")))) {
            jar.putNextEntry(new JarEntry("dev/weir/cli/Weir.class"));
            jar.write(Files.readAllBytes(directory.resolve("dev/weir/cli/Weir.class")));
            jar.closeEntry();
        }
        Files.writeString(home.resolve("cli/target/weir/built"), "");
    }

    @Test
    void withoutAJdk25OneSentenceSaysSo() throws Exception {
        Outcome outcome = run(home.resolve("weir"), Map.of(), "up");

        assertEquals(
                new Outcome(
                        1,
                        "",
                        "weir: there is no JDK 25 here: install one (https://adoptium.net, or"
                                + " 'sdk install java 25-tem') and set JAVA_HOME to it, or"
                                + " WEIR_JAVA_HOME.\n"),
                outcome);
    }

    @Test
    void anOlderJdkIsNone() throws Exception {
        Path old = Files.createDirectories(directory.resolve("none/jdk-17"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        Path java = Files.createDirectories(old.resolve("bin")).resolve("java");
        Files.writeString(java, "").toFile().setExecutable(true);
        Outcome outcome = run(home.resolve("weir"), Map.of("JAVA_HOME", old.toString()), "up");

        assertTrue(outcome.errors().startsWith("weir: there is no JDK 25 here"), outcome.errors());
    }

    @Test
    void withoutMavenOneSentenceSaysSo() throws Exception {
        Outcome outcome = run(home.resolve("weir"), withThisJdk(), "up");

        assertEquals(
                new Outcome(
                        1,
                        "",
                        "weir: Weir is not built yet and there is no Maven to build it: install"
                                + " Maven 3.8 or newer ('apt install maven', 'brew install"
                                + " maven') and run this again.\n"),
                outcome);
    }

    @Test
    void argumentsArriveAsTheyAreThroughASymbolicLink() throws Exception {
        build();
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("a weir/weir"));
        Outcome outcome = run(link, withThisJdk(), "up", "--log", "a b.log", "");

        assertEquals(new Outcome(0, "up|--log|a b.log|\n", ""), outcome);
    }

    @Test
    void aSourceNewerThanTheBuildAsksForABuild() throws Exception {
        build();
        Files.setLastModifiedTime(
                home.resolve("cli/target/weir/built"),
                java.nio.file.attribute.FileTime.fromMillis(1_000_000));
        Path source = Files.createDirectories(home.resolve("cli/src/main/java"));
        Files.write(source.resolve("New.java"), "".getBytes(StandardCharsets.UTF_8));
        Outcome outcome = run(home.resolve("weir"), withThisJdk(), "up");

        assertEquals(1, outcome.exit());
        assertTrue(outcome.errors().contains("there is no Maven to build it"), outcome.errors());
    }
}
