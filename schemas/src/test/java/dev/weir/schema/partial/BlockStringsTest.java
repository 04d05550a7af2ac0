package dev.weir.schema.partial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BlockStringsTest {
    private final BlockStrings strings = new BlockStrings();

    @Test
    void eachStringHasOneNumberHoweverItIsAskedFor() {
        int count = 20_000;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < count; i++) {
                String text = text(i);
                int number = (i + round) % 2 == 0 ? number(text) : numberByHash(text);
                assertEquals(i + 1, number, text);
            }
        }
        assertEquals(count, strings.count());
        for (int i = 0; i < count; i++) {
            assertEquals(text(i), read(i + 1));
        }
    }

    /// Of every length, the empty one too.
    private static String text(int i) {
        return i == 0 ? "" : i + "-".repeat(i % 70);
    }

    @Test
    void whatWasClearedIsGone() {
        number("acme");
        number("globex");
        strings.clear();
        assertEquals(0, strings.count());
        assertEquals(0, strings.byteCount());
        assertEquals(1, number("globex"));
        assertEquals(2, numberByHash("acme"));
        assertEquals("globex", read(1));
        assertEquals(10, strings.byteCount());
    }

    @Test
    void stringsOfOneHashAreTwoToWhomItMatters() {
        long hash = BlockStrings.hash(bytes("acme"), 0, 4);
        assertEquals(1, strings.number(hash, bytes("impostor"), 0, 8));
        assertEquals(1, strings.number(hash, bytes("acme"), 0, 4));
        assertEquals(2, number("acme"));
        assertEquals(2, number("acme"));
        assertEquals("impostor", read(1));
        assertEquals("acme", read(2));
    }

    private int number(String text) {
        byte[] bytes = bytes("<" + text + ">");
        return strings.number(bytes, 1, bytes.length - 1);
    }

    private int numberByHash(String text) {
        byte[] bytes = bytes("<" + text + ">");
        long hash = BlockStrings.hash(bytes, 1, bytes.length - 1);
        strings.touch(hash);
        return strings.number(hash, bytes, 1, bytes.length - 1);
    }

    private String read(int number) {
        byte[] bytes = new byte[strings.length(number) + 2];
        strings.copyBytes(number, bytes, 1);
        return new String(bytes, 1, bytes.length - 2, StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
