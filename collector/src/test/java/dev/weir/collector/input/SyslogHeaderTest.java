package dev.weir.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogHeaderTest {
    private static final String LINE =
            "192.0.2.7 - - [21/Nov/2026:02:10:20 +0000] \"GET / HTTP/1.1\" 200 7 \"-\" \"ua\"";

    private static String text(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
        int start = SyslogHeader.textStart(bytes, 0, bytes.length);
        return message.substring(start);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // nginx; with nohostname; with tag=edge_1
                "<190>Nov 21 02:10:20 edge1 nginx: ",
                "<190>Nov 21 02:10:20 nginx: ",
                "<190>Nov  1 02:10:20 edge1.example.test edge_1: ",
                // HAProxy: rfc3164, local, rfc5424, iso, timed, short, priority
                "<134>Nov 21 02:10:20 lb1 haproxy[1234]: ",
                "<134>Nov 21 02:10:20 haproxy[1234]: ",
                "<134>1 2026-11-21T02:10:20.123456+00:00 lb1 haproxy 1234 - - ",
                "<134>2026-11-21T02:10:20.123456+00:00 lb1 haproxy[1234]: ",
                "<134>2026-11-21T02:10:20.123456+00:00 ",
                "<6>",
                "<134>",
                // rsyslog's forward format, its file format with a priority, a tag with a path
                "<13>2026-11-21T02:10:20.123456Z edge1 nginx: ",
                "<13>2026-11-21T02:10:20Z nginx/access[7]: ",
                // RFC 5424 at its most and at its least
                "<165>1 2026-11-21T02:10:20.003Z h.example.test app - ID47 [x@3 a=\"b\" c=\"d\"][y@3] ",
                "<165>1 2026-11-21T02:10:20Z h a p m [x@3 a=\"q\\\"]\\\\\" b=\"\\]\"] ",
                "<0>1 - - - - - - ",
                "<165>1 - h a p m - \u00ef\u00bb\u00bf",
                // the time alone, a tag alone, hosts that are addresses
                "<190>Nov 21 02:10:20 ",
                "<190>nginx: ",
                "<190>Nov 21 02:10:20 192.0.2.1 nginx: ",
                "<190>Nov 21 02:10:20 2001:db8::1 nginx: ",
            })
    void theTextIsWhatTheProxyWrote(String header) {
        assertEquals(LINE, text(header + LINE));
        assertEquals("", text(header));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                LINE,
                "<",
                "<>x",
                "<192>Nov 21 02:10:20 nginx: x",
                "<1900>x",
                "<1x>x",
                "<190",
                " <190>x",
                "{\"time\":\"<190>\"}",
                "Nov 21 02:10:20 edge1 nginx: x",
                "1 2026-11-21T02:10:20Z h a p m - x"
            })
    void aMessageWithoutPriorityIsTakenAsItIs(String message) {
        assertEquals(message, text(message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"time\": \"x\", \"status\": 200}",
                "2001:db8::1 - - [x]",
                "fe80:: - - [x]",
                "- - - - -",
                "GET / HTTP/1.1",
                "[x]: y",
                "host without a tag",
                "a \u00e9: b",
                "name[12: x"
            })
    void aTextThatOnlyLooksLikeAHeaderStays(String text) {
        assertEquals(text, text("<190>" + text));
        assertEquals(text, text("<190>Nov 21 02:10:20 " + text));
        assertEquals(text, text("<190>Nov 21 02:10:20 edge1 nginx: " + text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 2026-11-21T02:10:20Z h a p m",
                "1 2026-11-21T02:10:20Z h a p m ",
                "1 2026-11-21T02:10:20Z h a p m [x a=\"b\" c",
                "1 2026-11-21T02:10:20Z h a p m [x]y",
                "1 yesterday h a p m - x",
                "2 2026-11-21T02:10:20Z h a p m - x",
                "1 2026-11-21T02:10:20Z  a p m - x",
                "Now 21 02:10:20 x",
                "Nov 21 02:10:2",
                "Nov 21 02-10-20 x",
                "Nov 21 02:10:20x",
                "2026-11-21 02:10:20 x",
                "2026-11-21T02:10:20/x y"
            })
    void aBrokenHeaderCostsNoMoreThanThePriority(String rest) {
        assertEquals(rest, text("<190>" + rest));
    }

    @Test
    void onlyOneSpaceAfterTheTagIsOfTheHeader() {
        assertEquals("  x", text("<190>Nov 21 02:10:20 nginx:   x"));
        assertEquals("  x", text("<190>1 - h a p m -   x"));
    }

    @Test
    void anEndlessTagOrHostIsNone() {
        String longWord = "a".repeat(100_000);
        assertEquals(longWord + ": x", text("<190>" + longWord + ": x"));
        assertEquals(
                longWord + " nginx: x", text("<190>Nov 21 02:10:20 " + longWord + " nginx: x"));
    }

    @Test
    void aRangeWithinAnArrayIsNeverLeft() {
        byte[] bytes =
                ("#".repeat(7) + "<190>Nov 21 02:10:20 nginx: x")
                        .getBytes(StandardCharsets.ISO_8859_1);
        for (int to = 7; to <= bytes.length; to++) {
            int start = SyslogHeader.textStart(bytes, 7, to);
            assertTrue(start >= 7 && start <= to, "to " + to + " gives " + start);
        }
        assertEquals(bytes.length - 1, SyslogHeader.textStart(bytes, 7, bytes.length));
    }

    /// Headers in pieces, in any order, cut anywhere and with bytes changed: closer to what could
    /// go wrong than bytes alone.
    @Test
    void noBytesMakeItFail() {
        String[] pieces = {
            "<190>",
            "<",
            ">",
            "1 ",
            "-",
            " ",
            "Nov 21 02:10:20",
            "2026-11-21T02:10:20Z",
            "edge1",
            "nginx:",
            "nginx[",
            "]",
            "[x a=\"",
            "\\",
            "\"",
            ":",
            "\u00ef\u00bb\u00bf",
            "\n",
            "\0"
        };
        for (long seed = 0; seed < 200_000; seed++) {
            var random = new Random(seed);
            StringBuilder message = new StringBuilder();
            for (int count = random.nextInt(12); count >= 0; count--) {
                message.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] bytes = message.toString().getBytes(StandardCharsets.ISO_8859_1);
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            int start = SyslogHeader.textStart(bytes, from, to);
            assertTrue(start >= from && start <= to, "seed " + seed);
        }
    }

    @Test
    void noRandomBytesMakeItFail() {
        var random = new Random(7);
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = '<';
            }
            int start = SyslogHeader.textStart(bytes, 0, bytes.length);
            assertTrue(start >= 0 && start <= bytes.length);
        }
    }
}
