package dev.weir.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// rsyslog: `imfile` reads the log, a parser takes each line apart, `omfile` writes six of its
/// fields. It ends for nobody, so the time is that until the last line is written.
///
/// @param name as it stands in the table
/// @param parsing how a line is taken apart
record RsyslogPeer(String name, Parsing parsing) implements Peer {
    /// How a line is taken apart.
    enum Parsing {
        /// By the spaces between its fields.
        PROPERTY,
        /// By a rule of liblognorm.
        NORMALIZE
    }

    private static final Path RSYSLOGD = Path.of("/usr/sbin/rsyslogd");
    private static final Path MMNORMALIZE =
            Path.of("/usr/lib/x86_64-linux-gnu/rsyslog/mmnormalize.so");
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final String RULES =
            """
            version=2
            rule=:%client:word% - %user:word% [%time:char-to:]%] "%request:char-to:"%" %status:number%\
             %bytes:number% "%referer:char-to:"%" "%agent:char-to:"%"
            """;

    @Override
    public String missing() {
        if (!Files.isExecutable(RSYSLOGD)) {
            return RSYSLOGD + " is not here";
        }
        boolean lacks = parsing == Parsing.NORMALIZE && Files.notExists(MMNORMALIZE);
        return lacks ? MMNORMALIZE + " is not here" : "";
    }

    @Override
    public Measured run(PeerLog log) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(log.path().getParent(), "rsyslog");
        Path out = directory.resolve("out");
        Files.writeString(directory.resolve("rules"), RULES);
        Path conf = Files.writeString(directory.resolve("conf"), conf(log, directory, out));
        long start = System.nanoTime();
        Process process =
                new ProcessBuilder(
                                OneCore.command(
                                        List.of(
                                                RSYSLOGD.toString(),
                                                "-n",
                                                "-f",
                                                conf.toString(),
                                                "-i",
                                                directory.resolve("pid").toString())))
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("messages").toFile())
                        .start();
        try {
            awaitLines(process, out, log.lines(), directory);
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpu = process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1e9;
            checkFields(log, out);
            return Measured.ofProgram(log.lines(), log.bytes(), seconds, cpu);
        } finally {
            process.destroy();
            process.waitFor();
            Files.deleteIfExists(out);
        }
    }

    private String conf(PeerLog log, Path directory, Path out) {
        boolean normalize = parsing == Parsing.NORMALIZE;
        String fields =
                normalize
                        ? "%$!client% %$!time% %$!request% %$!status% %$!bytes% %$!agent%"
                        : "%msg:F,32:1% %msg:F,32:4% %msg:F,32:6% %msg:F,32:7% %msg:F,32:9%"
                                + " %msg:F,32:10%";
        return """
        global(workDirectory="%1$s" maxMessageSize="64k")
        module(load="imfile")
        %5$s
        template(name="fields" type="string" string="%4$s\\n")
        ruleset(name="r") {
          %6$s
          action(type="omfile" file="%3$s" template="fields")
        }
        input(type="imfile" file="%2$s" tag="log" ruleset="r")
        """
                .formatted(
                        directory,
                        log.path(),
                        out,
                        fields,
                        normalize ? "module(load=\"mmnormalize\")" : "",
                        normalize
                                ? "action(type=\"mmnormalize\" rulebase=\""
                                        + directory
                                        + "/rules\")"
                                : "");
    }

    /// A rule that does not fit would be fast: the first line must begin with the client.
    private void checkFields(PeerLog log, Path out) throws IOException {
        try (var lines = Files.newBufferedReader(log.path());
                var written = Files.newBufferedReader(out)) {
            String line = String.valueOf(lines.readLine());
            String fields = String.valueOf(written.readLine());
            if (!fields.startsWith(line.substring(0, line.indexOf(' ') + 1))) {
                throw new IOException(name + " has written: " + fields);
            }
        }
    }

    private void awaitLines(Process process, Path out, long lines, Path directory)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.notExists(out)) {
            check(process, deadline, directory);
        }
        byte[] buffer = new byte[1 << 20];
        long seen = 0;
        try (InputStream in = Files.newInputStream(out)) {
            while (seen < lines) {
                int length = in.read(buffer);
                for (int at = 0; at < length; at++) {
                    seen += buffer[at] == '\n' ? 1 : 0;
                }
                if (length <= 0) {
                    check(process, deadline, directory);
                }
            }
        }
    }

    private void check(Process process, long deadline, Path directory)
            throws IOException, InterruptedException {
        if (!process.isAlive() || System.nanoTime() > deadline) {
            throw new IOException(name + ": " + Files.readString(directory.resolve("messages")));
        }
        Thread.sleep(2); // on the other core
    }
}
