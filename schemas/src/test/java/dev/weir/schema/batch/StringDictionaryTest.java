package dev.weir.schema.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The dictionary against a hash map of the same strings.
class StringDictionaryTest {
    private final StringDictionary dictionary = new StringDictionary();

    /// Few letters, so that strings share their beginnings and ends, one of them the byte 0, with
    /// which a shorter string is filled up where it is compared by words.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aStringHasTheIndexOfItsFirstAppearance(long seed) {
        Random random = new Random(seed);
        for (int batch = 0; batch < 3; batch++) {
            Map<String, Integer> expected = new HashMap<>();
            List<String> inOrder = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                String text = text(random);
                int index = expected.computeIfAbsent(text, _ -> expected.size() + 1);
                if (index > inOrder.size()) {
                    inOrder.add(text);
                }
                assertEquals(index, intern(text, random), text);
            }
            assertEquals(String.join("", inOrder), strings());
            dictionary.clear();
        }
    }

    @Test
    void stringsThatDifferInLengthOrInOneByteAreDifferent() {
        Random random = new Random(5);
        int count = 0;
        for (int length = 0; length <= 70; length++) {
            byte[] zeros = new byte[length];
            assertEquals(++count, intern(zeros, random));
            for (int at = 0; at < length; at++) {
                zeros[at] = (byte) 0xFF;
                assertEquals(++count, intern(zeros, random));
                zeros[at] = 0;
            }
            assertEquals(count, dictionary.count());
        }
    }

    private static String text(Random random) {
        int length = random.nextInt(random.nextInt(10) == 0 ? 80 : 18);
        char[] letters = new char[length];
        for (int i = 0; i < length; i++) {
            letters[i] = random.nextInt(4) > 0 ? 'a' : (char) random.nextInt(2);
        }
        return new String(letters);
    }

    private int intern(String text, Random random) {
        return intern(text.getBytes(StandardCharsets.US_ASCII), random);
    }

    /// In the middle of other bytes, or at their very end, where no word can be read beyond it.
    private int intern(byte[] text, Random random) {
        int from = random.nextInt(3);
        byte[] line = new byte[from + text.length + random.nextInt(12)];
        random.nextBytes(line);
        System.arraycopy(text, 0, line, from, text.length);
        return dictionary.intern(line, from, from + text.length);
    }

    private String strings() {
        byte[] bytes = new byte[dictionary.byteCount()];
        dictionary.copyBytes(bytes, 0);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
