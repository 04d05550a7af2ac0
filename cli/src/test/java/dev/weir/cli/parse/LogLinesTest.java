package dev.weir.cli.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogLinesTest {
    private static List<String> lines(String text) throws IOException {
        List<String> found = new ArrayList<>();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (LogLines lines = LogLines.of(new ByteArrayInputStream(bytes))) {
            while (lines.advance()) {
                int length = lines.to() - lines.from();
                found.add(new String(lines.bytes(), lines.from(), length, StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    @Test
    void linesEndWithALineFeedAndTheLastOneAlsoWithout() throws Exception {
        assertEquals(List.of("a", "", "b", "c"), lines("a\n\nb\r\nc"));
        assertEquals(List.of("a"), lines("a\n"));
        assertEquals(List.of(), lines(""));
    }

    @Test
    void aByteOrderMarkBeforeTheFirstLineIsPassedOver() throws Exception {
        assertEquals(List.of("a", "\uFEFFb"), lines("\uFEFFa\n\uFEFFb\n"));
        assertEquals(List.of(""), lines("\uFEFF"));
    }

    @Test
    void aLineOfAnyLengthIsCutAndTheNextIsRight() throws Exception {
        int limit = LogLines.MAX_LINE_BYTES;
        for (int length : new int[] {limit - 1, limit, limit + 1, 5 * limit + 7}) {
            List<String> found = lines("a\n" + "x".repeat(length) + "\nb\n");
            assertEquals(3, found.size());
            assertEquals(Math.min(length, limit), found.get(1).length());
            assertEquals("b", found.get(2));
        }
    }

    @Test
    void aLongLineWithoutAnEndIsTheLast() throws Exception {
        List<String> found = lines("a\n" + "x".repeat(3 * LogLines.MAX_LINE_BYTES));
        assertEquals(2, found.size());
        assertEquals(LogLines.MAX_LINE_BYTES, found.get(1).length());
    }
}
