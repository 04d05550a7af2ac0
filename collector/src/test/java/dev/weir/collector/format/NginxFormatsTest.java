package dev.weir.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.yaml.ConfigurationException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NginxFormatsTest {
    private static final String BEFORE = "192.0.2.7 - - [21/Nov/2026:02:10:20 +0000] \"";
    private static final String AFTER = "\" 200 7 \"-\" \"-\"";

    private static ParsedLine parse(String format, String line) throws Exception {
        return ParsedLine.of(LogFormat.of(format).newParser(), line);
    }

    private static ParsedLine request(String request) throws Exception {
        return parse("combined", BEFORE + request + AFTER);
    }

    @Test
    void anOrdinaryLineHasAllItsFields() throws Exception {
        ParsedLine line =
                parse(
                        "combined",
                        "192.0.2.7 - bob [10/Oct/2000:13:55:36 -0700] \"GET /a?b=c HTTP/1.1\" 404"
                                + " 2326 \"http://r/\" \"ua 1\"");
        assertEquals(971_211_336_000L, line.reader().time(0));
        assertEquals("bob", line.text(StringField.USER));
        assertEquals("GET", line.text(StringField.METHOD));
        assertEquals("/a", line.text(StringField.PATH));
        assertEquals("b=c", line.text(StringField.QUERY));
        assertEquals("HTTP/1.1", line.text(StringField.PROTOCOL));
        assertEquals("http://r/", line.text(StringField.REFERER));
        assertEquals("ua 1", line.text(StringField.USER_AGENT));
        assertEquals(404, line.reader().status(0));
        assertEquals(2326, line.reader().bytesSent(0));
        assertFalse(line.reader().isMalformed(0));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "GET /v09|GET|/v09||",
                "GET  /ds  HTTP/1.1|GET|/ds||HTTP/1.1",
                "GET /a b c HTTP/1.1|GET|/a b c||HTTP/1.1",
                "GET http://h.example:80/p?q HTTP/1.1|GET|/p|q|HTTP/1.1",
                "GET http://h.example HTTP/1.1|GET|/||HTTP/1.1",
                "GET http://h.example?q=1 HTTP/1.1|GET|/|q=1|HTTP/1.1",
                "CONNECT www.example:443 HTTP/1.1|CONNECT|www.example:443||HTTP/1.1",
                "OPTIONS * HTTP/1.1|OPTIONS|*||HTTP/1.1",
                "GET /x?a=1?b HTTP/2.0|GET|/x|a=1?b|HTTP/2.0",
                "GET /caf\\xC3\\xA9\\x22 HTTP/1.1|GET|/café\"||HTTP/1.1",
                "GET /apache\\\"q\\\\ HTTP/1.1|GET|/apache\"q\\||HTTP/1.1",
            },
            delimiter = '|')
    void aRequestLineIsTakenApart(
            String request, String method, String path, String query, String protocol)
            throws Exception {
        ParsedLine line = request(request);
        assertEquals(ParseResult.ACCEPTED, line.result());
        assertFalse(line.reader().isMalformed(0));
        assertEquals(method, line.text(StringField.METHOD));
        assertEquals(path, line.text(StringField.PATH));
        assertEquals(query, line.text(StringField.QUERY));
        assertEquals(protocol, line.text(StringField.PROTOCOL));
        assertNull(line.text(StringField.REQUEST_LINE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\x16\\x03\\x01\\x00",
                "GET",
                "GET ",
                "GET HTTP/1.1",
                "GET foo/bar HTTP/1.1",
                "GET ?a=1 HTTP/1.1",
                "SSH-2.0-Go",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 2",
                "GET /icy ICY/1.0",
                " ",
            })
    void whatIsNoRequestIsKeptWhole(String request) throws Exception {
        ParsedLine line = request(request);
        assertEquals(ParseResult.ACCEPTED, line.result());
        assertTrue(line.reader().isMalformed(0));
        String plain = request.startsWith("\\") ? "\u0016\u0003\u0001\u0000" : request;
        assertEquals(plain, line.text(StringField.REQUEST_LINE));
        boolean hasMethod = request.startsWith("GET ") || request.startsWith("PROXY ");
        boolean saysOne = hasMethod && !request.equals("GET ");
        assertEquals(hasMethod, line.text(StringField.METHOD) != null);
        assertEquals(
                saysOne && !request.equals("GET HTTP/1.1"), line.text(StringField.PATH) != null);
        assertEquals(200, line.reader().status(0));
        assertEquals("192.0.2.7", line.text(StringField.CLIENT_ADDRESS));
    }

    @Test
    void anEmptyRequestIsMalformed() throws Exception {
        ParsedLine line = request("");
        assertTrue(line.reader().isMalformed(0));
        assertEquals("", line.text(StringField.REQUEST_LINE));
    }

    @Test
    void theHostOfTheTargetCountsIfTheLogHasNone() throws Exception {
        assertEquals(
                "h.example", request("GET http://H.example:80/ HTTP/1.1").text(StringField.HOST));
        String format = "[$time_local] $host \"$request\" $status";
        String line = "[21/Nov/2026:02:10:20 +0000] Own.example \"GET http://h/ HTTP/1.1\" 200";
        assertEquals("own.example", parse(format, line).text(StringField.HOST));
    }

    @ParameterizedTest
    @CsvSource({
        "WWW.Example.com:8080,www.example.com",
        "[::1]:80,[::1]",
        "::1,::1",
        "host:,host",
        "a.b,a.b"
    })
    void aHostIsLowerCaseWithoutPort(String logged, String host) throws Exception {
        assertEquals(host, parse("$http_host $status", logged + " 200").text(StringField.HOST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.7 - - [21/Nov/2026:02:10:20 +0000] \"GET / HTTP/1.1\" xxx 7 \"-\" \"-\"",
                "192.0.2.7 - - [21/Nov/2026:02:10:20 +0000] \"GET / HTTP/1.1\" 200 7 \"-\"",
                "192.0.2.7 - - [yesterday] \"GET / HTTP/1.1\" 200 7 \"-\" \"-\"",
                "2026/11/21 02:10:20 [error] 31#31: *3 open() failed",
                "foo",
            })
    void whatDoesNotFitTheFormatIsRejected(String line) throws Exception {
        assertEquals(ParseResult.NO_MATCH, parse("combined", line).result());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "31/Feb/2026:02:10:20 +0000", "21/Nox/2026:02:10:20 +0000",
                "21/Nov/2026:25:10:20 +0000", "21/Nov/2026:02:10:20 x0000"
            })
    void aTimeThatDoesNotExistIsRejected(String time) throws Exception {
        ParsedLine line =
                parse("combined", BEFORE.replaceAll("\\[.*]", "[" + time + "]") + "GET /" + AFTER);
        assertEquals(ParseResult.BAD_TIME, line.result());
        assertEquals(0, line.reader().requestCount());
    }

    @Test
    void aUserMayHoldSpacesAndBrackets() throws Exception {
        String rest = " [21/Nov/2026:02:10:20 +0000] \"GET / HTTP/1.1\" 200 7 \"-\" \"-\"";
        assertEquals(
                "bob smith", parse("combined", "::1 - bob smith" + rest).text(StringField.USER));
        assertEquals("b [x", parse("combined", "::1 - b [x" + rest).text(StringField.USER));
    }

    @Test
    void aLineCutWithinItsLastValueIsKept() throws Exception {
        ParsedLine line = parse("combined", BEFORE + "GET / HTTP/1.1\" 200 7 \"-\" \"Mozil");
        assertEquals(ParseResult.ACCEPTED, line.result());
        assertEquals("Mozil", line.text(StringField.USER_AGENT));
        assertEquals(7, line.reader().bytesSent(0));
    }

    @Test
    void aLineCutWithinItsRequestIsKept() throws Exception {
        ParsedLine line = parse("combined", BEFORE + "GET /a/very/lo");
        assertEquals(ParseResult.ACCEPTED, line.result());
        assertEquals("/a/very/lo", line.text(StringField.PATH));
        assertEquals("192.0.2.7", line.text(StringField.CLIENT_ADDRESS));
        assertEquals(0, line.reader().status(0));
    }

    @Test
    void aLineIsNotReadByThePlacesOfTheOneBefore() throws Exception {
        LineParser parser = LogFormat.of("combined").newParser();
        String good = BEFORE + "GET /abcd HTTP/1.1\" 200 7 \"-\" \"-\"";
        assertEquals(ParseResult.ACCEPTED, ParsedLine.of(parser, good).result());
        // A quote stands where the referer began in the line before.
        String bad = BEFORE + "GET /ab HTTP/1.1\" 200 7 xx\"no referer";
        assertEquals(ParseResult.NO_MATCH, ParsedLine.of(parser, bad).result());
    }

    @Test
    void theTextBeforeTheLastValueIsNotTheOneBehindIt() throws Exception {
        assertEquals(ParseResult.NO_MATCH, parse("|$host|", "|").result());
        assertEquals("h", parse("|$host|", "|h|").text(StringField.HOST));
    }

    @Test
    void aTimeThatBeginsLikeACommonOneIsNotReadBeyondItsEnd() throws Exception {
        LineParser parser = LogFormat.of("$status $time_iso8601").newParser();
        byte[] line = "200 20/6-11-21T02:10:20".getBytes(StandardCharsets.UTF_8);
        BatchedLines lines = new BatchedLines(parser, new BatchEncoder());
        assertEquals(ParseResult.BAD_TIME, lines.add(line, 0, line.length));
    }

    @Test
    void fieldsBehindThoseOfTheFormatArePassedOver() throws Exception {
        ParsedLine line =
                parse("combined", BEFORE + "GET / HTTP/1.1\" 200 7 \"-\" \"u a\" 1 \"x\"");
        assertEquals("u a", line.text(StringField.USER_AGENT));
    }

    @Test
    void absentAndEmptyAreDifferent() throws Exception {
        ParsedLine line = parse("combined", BEFORE + "GET / HTTP/1.1\" 200 - \"\" \"-\"");
        assertEquals("", line.text(StringField.REFERER));
        assertNull(line.text(StringField.USER_AGENT));
        assertEquals(-1, line.reader().bytesSent(0));
        ParsedLine zero = parse("combined", BEFORE + "GET / HTTP/1.1\" 200 0 - -");
        assertEquals(0, zero.reader().bytesSent(0));
        assertNull(zero.text(StringField.REFERER));
    }

    @Test
    void unescapedQuotesDoNotLoseTheLine() throws Exception {
        ParsedLine line =
                parse(
                        "escape=none $remote_addr [$time_local] \"$request\" $status",
                        "::1 [21/Nov/2026:02:10:20 +0000] \"GET /a\" b\" c HTTP/1.1\" 200");
        assertEquals("/a\" b\" c", line.text(StringField.PATH));
        assertEquals(200, line.reader().status(0));
    }

    @Test
    void jsonEscapesAreUndone() throws Exception {
        ParsedLine line =
                parse(
                        "escape=json '{\"r\":\"$request\",\"u\":\"$http_user_agent\",'\n"
                                + "  '\"s\":$status,\"c\":\"$upstream_cache_status\"}'",
                        "{\"r\":\"GET /\\u00e4\\uD83D\\uDE00\\\"\\\\ HTTP/1.1\",\"u\":\"a\\\",\\\"s\","
                                + "\"s\":200,\"c\":\"\"}");
        assertEquals("/ä😀\"\\", line.text(StringField.PATH));
        assertEquals("a\",\"s", line.text(StringField.USER_AGENT));
        assertNull(line.text(StringField.CACHE_STATUS));
    }

    @Test
    void upstreamListsAreSummedAndTheLastAttemptCounts() throws Exception {
        ParsedLine line =
                parse(
                        "$upstream_response_time $upstream_status $upstream_addr $status",
                        "0.100, - : 0.004 502, 504 : 200 10.0.0.1:80, 10.0.0.2:80 200");
        assertEquals(104_000, line.reader().upstreamDuration(0));
        assertEquals(200, line.reader().upstreamStatus(0));
        assertEquals("10.0.0.2:80", line.text(StringField.UPSTREAM_ADDRESS));
        ParsedLine none = parse("$upstream_response_time $status", "-, - 502");
        assertEquals(-1, none.reader().upstreamDuration(0));
    }

    @Test
    void theMorePreciseVariableWins() throws Exception {
        ParsedLine line =
                parse(
                        "$time_iso8601 $msec $bytes_sent $body_bytes_sent $request_time $status",
                        "2026-11-21T02:10:20+00:00 1795227020.369 300 7 0.0015 200");
        assertEquals(1_795_227_020_369L, line.reader().time(0));
        assertEquals(7, line.reader().bytesSent(0));
        assertEquals(1500, line.reader().duration(0));
        ParsedLine iso = parse("$time_iso8601 $status", "2026-11-21T04:10:20+02:00 200");
        assertEquals(1_795_227_020_000L, iso.reader().time(0));
    }

    @Test
    void methodAndTargetMayStandApart() throws Exception {
        String format = "$request_method $scheme://$host$uri$is_args$args $server_protocol $status";
        ParsedLine line = parse(format, "GET https://a.example/x/y?z=1 HTTP/2.0 200");
        assertEquals("a.example", line.text(StringField.HOST));
        assertEquals("/x/y", line.text(StringField.PATH));
        assertEquals("z=1", line.text(StringField.QUERY));
        ParsedLine bad = parse("$request_method $request_uri $status", "- - 400");
        assertTrue(bad.reader().isMalformed(0));
    }

    @Test
    void aCommonLineWithoutBytesHasNone() throws Exception {
        ParsedLine line =
                parse("common", "h - - [01/Aug/1995:00:00:01 -0400] \"GET /x HTTP/1.0\" 304 -");
        assertEquals(-1, line.reader().bytesSent(0));
        assertEquals(304, line.reader().status(0));
        assertEquals(807_249_601_000L, line.reader().time(0));
    }

    @Test
    void aLineOfAnotherMonthBelongsToTheNextBatch() throws Exception {
        LineParser parser = LogFormat.of("$msec $status").newParser();
        BatchEncoder encoder = new BatchEncoder();
        encoder.begin(new BatchEncoder.Source("s", "h", "f"), 0);
        byte[] early = "1000000000.000 200".getBytes(StandardCharsets.UTF_8);
        byte[] late = "1010000000.000 200".getBytes(StandardCharsets.UTF_8);
        assertEquals(ParseResult.ACCEPTED, parser.parse(early, 0, early.length, 0, 0, encoder));
        encoder.endRequest();
        assertEquals(ParseResult.NEXT_BATCH, parser.parse(late, 0, late.length, 19, 0, encoder));
        assertEquals(1, encoder.requestCount());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "combind",
                "escape=xml $status",
                "$remote_addr$status",
                "'$status",
                "'$status' x '$host'"
            })
    void aFormatThatCannotWorkIsRefused(String format) {
        assertThrows(ConfigurationException.class, () -> LogFormat.of(format));
    }

    @Test
    void aLineAllocatesNothing() throws Exception {
        LineParser parser = LogFormat.of("combined").newParser();
        BatchEncoder encoder = new BatchEncoder();
        encoder.begin(new BatchEncoder.Source("s", "h", "f"), 0);
        byte[] line =
                (BEFORE + "GET http://H.example/\\x22?q HTTP/1.1" + AFTER)
                        .getBytes(StandardCharsets.UTF_8);
        byte[] bad = "no line of this format".getBytes(StandardCharsets.UTF_8);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int index = 0; index < 10_000; index++) {
                // The row is not kept, so the encoder does not grow.
                parser.parse(line, 0, line.length, 0, 0, encoder);
                parser.parse(bad, 0, bad.length, 0, 0, encoder);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least < 10_000, "allocated " + least + " bytes for 20000 lines");
    }
}
