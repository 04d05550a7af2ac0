package dev.weir.collector.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// Takes a directory of what real proxies logged of odd requests, gives the lines. Where there is no
/// such directory there are none.
///
/// It lies beside the project, or where `WEIR_SHARED` says; in it are files `weird_SERVER.jsonl.gz`,
/// one object per request: its name in `case`, what was logged in `lines_b64`, by log.
final class OddLines {
    private static final String LINES = "data/logs/local/weird";
    private static final Path DIRECTORY = directory();

    /// Of so many lines one is an input of the fuzz test: each costs it a start.
    private static final int FUZZED_OF = 5;

    /// A log, by server and name, and the format that it is in.
    private static final Map<String, String> FORMATS =
            Map.ofEntries(
                    Map.entry("nginx/combined", "combined"),
                    Map.entry("nginx/json", "json"),
                    Map.entry("apache/common", "common"),
                    Map.entry("apache/combined", "combined"),
                    Map.entry("apache/vhost_combined", "vhost-combined"),
                    Map.entry("haproxy/raw", "haproxy captures=host,referer,user-agent"),
                    Map.entry("haproxy/rfc3164", "haproxy"),
                    Map.entry("caddy/json", "caddy"),
                    Map.entry("varnish/default", "varnish"),
                    Map.entry("squid/native", "squid"),
                    Map.entry("squid/combined", "combined"));

    /// A line that a proxy wrote.
    ///
    /// @param request what the client sent, as its collector named it
    /// @param text one character per byte
    record OddLine(String server, String request, String format, String text) {
        byte[] bytes() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static Path directory() {
        String given = System.getenv("WEIR_SHARED");
        if (given != null) {
            return Path.of(given, LINES);
        }
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path beside = up.resolveSibling("shared").resolve(LINES);
            if (Files.isDirectory(beside)) {
                return beside;
            }
        }
        return Path.of("shared", LINES);
    }

    static boolean arePresent() {
        return Files.isDirectory(DIRECTORY);
    }

    /// The lines of a server.
    static List<OddLine> of(String server) throws IOException {
        List<OddLine> lines = new ArrayList<>();
        Path file = DIRECTORY.resolve("weird_" + server + ".jsonl.gz");
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file)),
                                StandardCharsets.UTF_8))) {
            ObjectMapper json = new ObjectMapper();
            for (String row = reader.readLine(); row != null; row = reader.readLine()) {
                add(server, json.readTree(row), lines);
            }
        }
        return lines;
    }

    private static void add(String server, JsonNode row, List<OddLine> lines) {
        row.get("lines_b64")
                .properties()
                .forEach(log -> {
                    String format = FORMATS.get(server + "/" + log.getKey());
                    if (format == null) {
                        return;
                    }
                    for (JsonNode line : log.getValue()) {
                        byte[] bytes = Base64.getDecoder().decode(line.asText());
                        String text = new String(bytes, StandardCharsets.ISO_8859_1);
                        String request = row.get("case").asText();
                        lines.add(new OddLine(server, request, format, text));
                    }
                });
    }

    static List<String> servers() {
        return List.of("nginx", "apache", "haproxy", "caddy", "varnish", "squid");
    }

    /// Each line behind the byte that stands for its format.
    static Stream<byte[]> fuzzInputs() {
        if (!arePresent()) {
            return Stream.empty();
        }
        List<OddLine> all = servers().stream().flatMap(server -> lines(server).stream()).toList();
        return IntStream.range(0, all.size())
                .filter(index -> index % FUZZED_OF == 0)
                .mapToObj(index -> input(all.get(index)));
    }

    private static List<OddLine> lines(String server) {
        try {
            return of(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] input(OddLine line) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.write(FuzzedFormats.byteOf(line.format()));
        input.writeBytes(line.bytes());
        return input.toByteArray();
    }

    private OddLines() {}
}
