package dev.weir.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCutterTest {
    private static final int LIMIT = 100;

    /// Gives at most so many bytes at once.
    private static InputStream inPieces(String text, Random sizes) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 1 + sizes.nextInt(7)));
            }
        };
    }

    private static List<String> cut(Framing framing, String text, long seed)
            throws MalformedFramingException {
        var cutter = new MessageCutter(framing, LIMIT);
        List<String> messages = new ArrayList<>();
        try {
            InputStream in = inPieces(text, new Random(seed));
            while (cutter.read(in) >= 0) {
                while (cutter.next()) {
                    messages.add(message(cutter));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        if (cutter.last()) {
            messages.add(message(cutter));
        } else if (cutter.isInMessage()) {
            messages.add("(torn)");
        }
        return messages;
    }

    private static String message(MessageCutter cutter) {
        String text =
                new String(
                        cutter.bytes(),
                        cutter.from(),
                        cutter.to() - cutter.from(),
                        StandardCharsets.ISO_8859_1);
        return cutter.isCut() ? text + "…" : text;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void countedAndTerminatedMessagesAreToldApartOneByOne(long seed) throws Exception {
        String text =
                "<13>one\n<13>two\0"
                        + "8 <13>four"
                        + "9 <13>five\n"
                        + "\n192.0.2.7 - six\r\n"
                        + "10 <13>a\nb\nc8"
                        + "12 no count\n"
                        + "7 <13>ten<13>last";
        assertEquals(
                List.of(
                        "<13>one",
                        "<13>two",
                        "<13>four",
                        "<13>five",
                        "192.0.2.7 - six",
                        "<13>a\nb\nc8",
                        "12 no count",
                        "<13>ten",
                        "<13>last"),
                cut(Framing.AUTO, text, seed));
    }

    @Test
    void octetsMayBeCountedWithoutAPriority() throws Exception {
        assertEquals(
                List.of("192.0.2.7 x", "", "2 <13>y", "(torn)"),
                cut(Framing.OCTET, "11 192.0.2.7 x2 \n\n7 2 <13>y9 abc", 1));
        assertThrows(MalformedFramingException.class, () -> cut(Framing.OCTET, "3 abc<13>x\n", 1));
        assertThrows(MalformedFramingException.class, () -> cut(Framing.OCTET, "0 ", 1));
    }

    @Test
    void linesAreLinesWhateverTheyBeginWith() throws Exception {
        assertEquals(List.of("5 <13>abcdef", "x"), cut(Framing.LINE, "5 <13>abcdef\r\n\n\0x\n", 1));
    }

    @Test
    void aTextKeepsItsEmptyLinesAndEveryByte() throws Exception {
        assertEquals(
                List.of("a\r", "", "\0b", "5 <13>c", "", "last"),
                cut(Framing.TEXT, "a\r\n\n\0b\n5 <13>c\n\nlast", 1));
        assertEquals(List.of("a"), cut(Framing.TEXT, "a\n", 1));
        assertEquals(List.of(), cut(Framing.TEXT, "", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"101 <13>", "9999999999 <13>", "4294967297 <1>x"})
    void aHostileLengthIsRefused(String text) {
        assertThrows(MalformedFramingException.class, () -> cut(Framing.AUTO, text, 1));
        assertThrows(MalformedFramingException.class, () -> cut(Framing.OCTET, text, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 <13>x", "007 <13>x", "12345678901 <13>x", "1 x", "1.2", "7", "7 "})
    void aNumberThatIsNoLengthIsText(String text) throws Exception {
        assertEquals(List.of(text, "y"), cut(Framing.AUTO, text + "\ny\n", 1));
        assertEquals(List.of("y", text), cut(Framing.AUTO, "y\n" + text, 1));
    }

    @Test
    void aLineThatIsTooLongGivesItsBeginningAndTheNextIsRight() throws Exception {
        String beginning = "a".repeat(LIMIT);
        for (Framing framing : new Framing[] {Framing.AUTO, Framing.LINE, Framing.TEXT}) {
            assertEquals(
                    List.of(beginning, beginning + "…", "b", beginning + "…", "c"),
                    cut(
                            framing,
                            beginning + "\n" + beginning + "1 <1>\nb\n" + "a".repeat(5000) + "\nc",
                            3));
            assertEquals(List.of(beginning + "…"), cut(framing, "a".repeat(5000), 3));
        }
    }

    @Test
    void memoryStaysBoundedOnAnEndlessLine() throws Exception {
        var cutter = new MessageCutter(Framing.AUTO, LIMIT);
        var endless =
                new InputStream() {
                    @Override
                    public int read() {
                        return 'a';
                    }
                };
        int messages = 0;
        for (int round = 0; round < 10_000; round++) {
            cutter.read(endless);
            while (cutter.next()) {
                messages++;
            }
        }
        assertEquals(1, messages);
        assertTrue(cutter.bytes().length < 2 * LIMIT);
        assertFalse(cutter.isInMessage());
    }

    @Test
    void aMessageOfTheGreatestLengthFits() throws Exception {
        String message = "<13>" + "a".repeat(LIMIT - 4);
        assertEquals(List.of(message, message), cut(Framing.AUTO, "100 " + message + message, 5));
    }

    /// Whatever a sender writes, the pieces that the bytes arrive in change nothing.
    @Test
    void thePiecesThatBytesArriveInChangeNothing() {
        String[] parts = {
            "<13>a", "5 ", "12 ", "\n", "\0", "\r\n", "1", "0", " ", "x".repeat(60), "99999 <", "<"
        };
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int count = random.nextInt(10); count >= 0; count--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            for (Framing framing : Framing.values()) {
                assertEquals(
                        outcome(framing, text.toString(), 1),
                        outcome(framing, text.toString(), seed),
                        "seed " + seed + " " + framing);
            }
        }
    }

    private static String outcome(Framing framing, String text, long seed) {
        try {
            return cut(framing, text, seed).toString();
        } catch (MalformedFramingException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
