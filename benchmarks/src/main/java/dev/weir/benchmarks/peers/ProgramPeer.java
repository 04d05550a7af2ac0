package dev.weir.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program that reads a file and ends; the shell takes its time.
///
/// @param name as it stands in the table
/// @param program its path
/// @param arguments for a log
/// @param gate checks what it has made of the log
record ProgramPeer(String name, Path program, Function<PeerLog, List<String>> arguments, Gate gate)
        implements Peer {
    /// Checks what a program has made of a log.
    interface Gate {
        /// @throws IOException if it has not read every line
        void check(PeerLog log) throws IOException;
    }

    private static final Pattern TIMES = Pattern.compile("times: ([\\d.]+) ([\\d.]+) ([\\d.]+)");

    @Override
    public String missing() {
        return Files.isExecutable(program) ? "" : program + " is not here";
    }

    @Override
    public Measured run(PeerLog log) throws IOException, InterruptedException {
        List<String> own = new ArrayList<>(List.of(program.toString()));
        own.addAll(arguments.apply(log));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "bash",
                                "-c",
                                "TIMEFORMAT='times: %R %U %S'; time \"$@\" >/dev/null",
                                "bash"));
        command.addAll(OneCore.command(own));
        Matcher times = TIMES.matcher(OneCore.run(command));
        if (!times.find()) {
            throw new IOException(name + ": the shell gives no times");
        }
        gate.check(log);
        double cpu = Double.parseDouble(times.group(2)) + Double.parseDouble(times.group(3));
        return Measured.ofProgram(
                log.lines(), log.bytes(), Double.parseDouble(times.group(1)), cpu);
    }
}
