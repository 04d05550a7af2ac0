package dev.weir.collector.address;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressMaskTest {
    private static String cover(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        AddressMask.cover(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<203.0.113.7 - - [21/Nov/2026:02:10:20 +0000]>"
                        + "|<xxx.x.xxx.x - - [21/Nov/2026:02:10:20 +0000]>",
                "203.0.113.7|xxx.x.xxx.x",
                "<203.0.113.7:4711>|<xxx.x.xxx.x:xxxx>",
                "<client=2001:db8::7,>|<client=xxxx:xxx::x,>",
                "<1:2:3:4:5:6:7:8>|<x:x:x:x:x:x:x:x>",
                "<GET /v1.2/a HTTP/1.1 (rv:109.0)>|<GET /v1.2/a HTTP/1.1 (rv:109.0)>",
                "a line cut at 203.0.1|a line cut at xxx.x.x",
                "a line cut at 2001:db8|a line cut at xxxx:xxx",
                "13.7 is where it was cut|xx.x is where it was cut",
                "''|''",
            })
    void whatLooksLikeAnAddressIsCoveredAndTimesAreNot(String line, String covered) {
        assertEquals(covered, cover(line));
    }

    @Test
    void noAddressIsLeftInARandomLine() {
        Random random = new Random(4);
        for (int round = 0; round < 50_000; round++) {
            InetAddress address = AddressTexts.random(random);
            String full = address.getHostAddress();
            String canonical = AddressTexts.apply(new TruncateAddress(32, 128), full);
            for (String text : new String[] {full, canonical}) {
                String covered = cover("\"ü " + text + "\" 400 -");
                assertEquals("\"ü " + text.replaceAll("[0-9a-f]", "x") + "\" 400 -", covered, text);
            }
        }
    }
}
