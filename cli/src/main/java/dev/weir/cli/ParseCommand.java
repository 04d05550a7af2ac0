package dev.weir.cli;

import dev.weir.cli.parse.LogLines;
import dev.weir.cli.parse.ParsedLine;
import dev.weir.cli.parse.ParsedLineJson;
import dev.weir.collector.format.LogFormat;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weir parse`: what the pipeline makes of log lines, as JSON.
@Command(
        name = "parse",
        mixinStandardHelpOptions = true,
        description = {
            "Prints what Weir reads in log lines: one JSON object for each line, or"
                    + " {\"rejected\": reason} for a line that is no request.",
            "Reads standard input where no file is named; files that end in .gz are unpacked."
        })
final class ParseCommand implements Callable<Integer> {
    @Option(
            names = "--format",
            required = true,
            paramLabel = "NAME|STRING",
            description = "A format's name, or a format string.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String format;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            description = "Of times that do not say theirs (default: UTC).")
    private ZoneId zone = ZoneId.of("UTC");

    @Parameters(paramLabel = "FILE")
    private final List<Path> files = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        LogFormat compiled = LogFormat.of(format, zone);
        for (Path file : files) {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new ConfigurationException(file + " is no file that can be read");
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (files.isEmpty()) {
            try (LogLines lines = LogLines.of(System.in)) {
                print(lines, compiled, out);
            }
        }
        for (Path file : files) {
            try (LogLines lines = LogLines.of(file)) {
                print(lines, compiled, out);
            }
        }
        out.flush();
        return 0;
    }

    private static void print(LogLines lines, LogFormat format, PrintWriter out)
            throws IOException {
        ParsedLine parsed = new ParsedLine(format);
        while (lines.advance()) {
            parsed.read(lines.bytes(), lines.from(), lines.to());
            out.println(ParsedLineJson.of(parsed));
            if (out.checkError()) {
                return; // whoever reads has had enough: `weir parse … | head`
            }
        }
    }
}
