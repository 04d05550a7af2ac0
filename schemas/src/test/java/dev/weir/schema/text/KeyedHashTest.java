package dev.weir.schema.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables tell texts apart by nothing but this: of a million no two may have the same hash, whatever
/// they have in common.
class KeyedHashTest {
    private static long hash(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
        return KeyedHash.of(bytes, 1, bytes.length - 1);
    }

    /// Texts of several lengths that begin and end alike.
    @ParameterizedTest
    @ValueSource(
            strings = {"", "C", "/p", "10.0.", "/catalogue/item", "/a/path/of/more/than/32/bytes/"})
    void numberedTextsAreToldApart(String text) {
        List<String> ends = List.of("", "/", ".html", "/and/what/follows/is/long/as/well");
        Set<Long> hashes = new HashSet<>();
        int texts = 0;
        for (int number = 0; number < 250_000; number++) {
            for (String end : ends) {
                hashes.add(hash(text + number + end));
                texts++;
            }
        }
        assertEquals(texts, hashes.size());
    }

    @Test
    void textsOfOneLetterAreToldApartByTheirLength() {
        Set<Long> hashes = new HashSet<>();
        for (char letter : new char[] {'a', '\0', '\1'}) {
            for (int length = 1; length <= 300; length++) {
                hashes.add(hash(String.valueOf(letter).repeat(length)));
            }
        }
        assertEquals(900, hashes.size());
    }

    @Test
    void everyBitOfATextChangesItsHash() {
        Random random = new Random(1);
        for (int length = 1; length < 120; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            Set<Long> hashes = new HashSet<>(Set.of(KeyedHash.of(bytes, 0, length)));
            for (int bit = 0; bit < length * 8; bit++) {
                byte[] other = Arrays.copyOf(bytes, length);
                other[bit / 8] ^= (byte) (1 << (bit % 8));
                assertTrue(hashes.add(KeyedHash.of(other, 0, length)), length + " bytes");
            }
        }
    }
}
