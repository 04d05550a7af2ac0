package dev.weir.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.batch.MalformedBatchException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The parser held against values that are known, for the line was written of them, and against
/// [ReferenceParser] on lines that nobody wrote.
class DifferentialTest {
    private static final int ROUNDS = 1_000;

    private static final String COMBINED =
            "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent"
                    + " \"$http_referer\" \"$http_user_agent\"";

    private static final String INGRESS =
            COMBINED
                    + " $request_length $request_time [$proxy_upstream_name]"
                    + " [$proxy_alternative_upstream_name] $upstream_addr"
                    + " $upstream_response_length $upstream_response_time $upstream_status $req_id";

    private static final String KEYS =
            "time=$msec client=$remote_addr host=\"$host\" req=\"$request\" status=$status"
                    + " bytes=$body_bytes_sent in=$request_length rt=$request_time"
                    + " urt=\"$upstream_response_time\" us=\"$upstream_status\""
                    + " ua=\"$upstream_addr\" cs=$upstream_cache_status ref=\"$http_referer\""
                    + " agent=\"$http_user_agent\"";

    private static final String OBJECT =
            "{\"time\":\"$time_iso8601\",\"client\":\"$remote_addr\",\"user\":\"$remote_user\","
                    + "\"host\":\"$host\",\"request\":\"$request\",\"status\":$status,"
                    + "\"bytes\":$body_bytes_sent,\"urt\":\"$upstream_response_time\","
                    + "\"cache\":\"$upstream_cache_status\",\"referer\":\"$http_referer\","
                    + "\"agent\":\"$http_user_agent\"}";

    static List<NginxWriter> formats() {
        return List.of(
                new NginxWriter("default", COMBINED),
                new NginxWriter("default", INGRESS),
                new NginxWriter("default", KEYS),
                new NginxWriter("json", OBJECT),
                new NginxWriter("json", KEYS));
    }

    /// Without escaping a quote in a value cannot be told from the one that ends it.
    static List<NginxWriter> allFormats() {
        List<NginxWriter> all = new ArrayList<>(formats());
        all.add(new NginxWriter("none", COMBINED));
        all.add(new NginxWriter("none", KEYS));
        return all;
    }

    private static NavigableMap<String, String> parsed(LineParser parser, String line)
            throws MalformedBatchException {
        ParsedLine parsed = ParsedLine.of(parser, line.getBytes(StandardCharsets.ISO_8859_1));
        if (parsed.result() == ParseResult.ACCEPTED) {
            return RequestFields.of(parsed.reader(), 0);
        }
        return new TreeMap<>(Map.of(ReferenceParser.REJECTED, parsed.result().reason()));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void whatWasWrittenIsRead(NginxWriter format) throws Exception {
        LineParser parser = LogFormat.of(format.configured()).newParser();
        for (long seed = 0; seed < ROUNDS; seed++) {
            KnownRequest known = new KnownRequest(new Random(seed), format.escaping());
            String line = format.line(known.values());
            assertEquals(
                    known.said(format.format()),
                    parsed(parser, line),
                    "seed " + seed + ": " + line);
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void theReferenceReadsWhatWasWrittenToo(NginxWriter format) {
        ReferenceParser reference = new ReferenceParser(format.escaping(), format.format());
        for (long seed = 0; seed < ROUNDS / 4; seed++) {
            KnownRequest known = new KnownRequest(new Random(seed), format.escaping());
            String line = format.line(known.values());
            assertEquals(
                    known.said(format.format()),
                    reference.parse(line),
                    "seed " + seed + ": " + line);
        }
    }

    @ParameterizedTest
    @MethodSource("allFormats")
    void onChangedLinesBothAgree(NginxWriter format) throws Exception {
        LineParser parser = LogFormat.of(format.configured()).newParser();
        ReferenceParser reference = new ReferenceParser(format.escaping(), format.format());
        Map<String, Integer> results = new HashMap<>();
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            Map<String, @Nullable String> values =
                    new KnownRequest(random, format.escaping()).values();
            String line = changed(random, format.line(values).replace('\n', ' '));
            NavigableMap<String, String> said = reference.parse(line);
            assertEquals(said, parsed(parser, line), "seed " + seed + ": " + line);
            results.merge(said.getOrDefault(ReferenceParser.REJECTED, "request"), 1, Integer::sum);
        }
        // Both sides of the border are visited.
        assertTrue(results.getOrDefault("request", 0) > ROUNDS / 10, results::toString);
        assertTrue(results.getOrDefault("no_match", 0) > ROUNDS / 20, results::toString);
    }

    /// A few bytes lost, doubled, swapped or put in; or the line cut.
    private static String changed(Random random, String line) {
        StringBuilder changed = new StringBuilder(line);
        for (int changes = random.nextInt(1, 4); changes > 0 && changed.length() > 2; changes--) {
            int at = random.nextInt(changed.length() - 1);
            switch (random.nextInt(6)) {
                case 0 -> changed.deleteCharAt(at);
                case 1 -> changed.insert(at, changed.charAt(at));
                case 2 -> changed.setCharAt(at, KnownRequest.odd(random));
                case 3 -> changed.insert(at, KnownRequest.odd(random));
                case 4 -> changed.append(" \"x\" ").append(KnownRequest.odd(random));
                default -> {
                    if (random.nextInt(3) == 0) {
                        changed.setLength(at + 1);
                    }
                }
            }
        }
        return changed.toString();
    }
}
