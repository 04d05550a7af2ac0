package dev.weir.cli;

import dev.weir.cli.parse.FormatGuess;
import dev.weir.cli.parse.LogLines;
import dev.weir.cli.parse.ParsedLine;
import dev.weir.cli.parse.ParsedLineJson;
import dev.weir.collector.format.LogFormat;
import dev.weir.collector.format.ParseResult;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `weir check`: which format a log has, and what does not fit it.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Says which format a log has, shows five lines as Weir reads them, and what does not"
                    + " fit.",
            "Ends with 0 if every line is a request or known to be none, with 1 if not."
        })
final class CheckCommand implements Callable<Integer> {
    private static final int SHOWN_LINES = 5;
    private static final int SHOWN_BYTES = 300;

    /// Beyond so many bytes no more lines are looked at: they are held in memory.
    private static final long MAX_BYTES = 16 << 20;

    @Option(
            names = "--log",
            required = true,
            paramLabel = "FILE",
            description = "The log; one that ends in .gz is unpacked.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path log;

    @Option(
            names = "--format",
            paramLabel = "NAME|STRING",
            description = "The format to check against (default: the one that fits best).")
    private @Nullable String format;

    @Option(
            names = "--lines",
            paramLabel = "N",
            description = "How many lines from the beginning to look at (default: 10000).")
    private int limit = 10_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!Files.isReadable(log) || Files.isDirectory(log)) {
            throw new ConfigurationException(log + " is no file that can be read");
        }
        List<byte[]> lines = read();
        PrintWriter out = spec.commandLine().getOut();
        if (lines.isEmpty()) {
            out.println(log + " has no lines yet");
            return 1;
        }
        String asked = format;
        if (asked == null) {
            List<FormatGuess> guesses = FormatGuess.of(lines);
            if (guesses.isEmpty()) {
                out.println("No format with a name fits " + log + ". Its first line:");
                out.println("  " + text(lines.getFirst()));
                out.println("Give the proxy's own format string: --format '$remote_addr …'");
                return 1;
            }
            asked = guesses.getFirst().format();
            out.println("format: " + asked + others(guesses));
        } else {
            out.println("format: " + asked);
        }
        return report(LogFormat.of(asked), lines, out);
    }

    private List<byte[]> read() throws IOException {
        List<byte[]> lines = new ArrayList<>();
        try (LogLines in = LogLines.of(log)) {
            long bytes = 0;
            while (lines.size() < limit && bytes < MAX_BYTES && in.advance()) {
                bytes += in.to() - in.from();
                lines.add(Arrays.copyOfRange(in.bytes(), in.from(), in.to()));
            }
        }
        return lines;
    }

    /// The formats that take as many lines.
    private static String others(List<FormatGuess> guesses) {
        FormatGuess best = guesses.getFirst();
        List<String> equal =
                guesses.stream()
                        .skip(1)
                        .filter(guess -> guess.accepted() >= best.accepted())
                        .map(FormatGuess::format)
                        .toList();
        return equal.isEmpty() ? "" : " (also fits: " + String.join(", ", equal) + ")";
    }

    private int report(LogFormat checked, List<byte[]> lines, PrintWriter out) throws IOException {
        FormatGuess guess = FormatGuess.of(checked, lines);
        int malformed = guess.accepted() - guess.wellFormed();
        out.printf(
                "lines:  %d looked at, %d requests (%d of them malformed)%n",
                lines.size(), guess.accepted(), malformed);
        guess.unfit().forEach((reason, count) -> out.printf("        %d %s%n", count, reason));
        ParsedLine parsed = new ParsedLine(checked);
        List<byte[]> unfit = new ArrayList<>();
        int shown = 0;
        for (byte[] line : lines) {
            ParseResult result = parsed.read(line, 0, line.length);
            if (result == ParseResult.ACCEPTED && shown < SHOWN_LINES) {
                shown++;
                out.println(ParsedLineJson.of(parsed));
            } else if (FormatGuess.isStrange(result) && unfit.size() < SHOWN_LINES) {
                unfit.add(line);
            }
        }
        if (!unfit.isEmpty()) {
            out.println("do not fit, the first ones:");
            unfit.forEach(line -> out.println("  " + text(line)));
        }
        out.flush();
        return unfit.isEmpty() ? 0 : 1;
    }

    private static String text(byte[] line) {
        int length = Math.min(line.length, SHOWN_BYTES);
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        return text.replaceAll("\\p{Cntrl}", "\uFFFD") + (length < line.length ? " …" : "");
    }
}
