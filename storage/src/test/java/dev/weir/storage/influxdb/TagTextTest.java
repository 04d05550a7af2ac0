package dev.weir.storage.influxdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TagTextTest {
    @Test
    void whatIsOnTheLeftIsStoredAsWhatIsOnTheRight() {
        assertEquals("acme shop, a=b", TagText.of("acme shop, a=b"));
        assertEquals("Größe 商店 🛒", TagText.of("Größe 商店 🛒"));
        assertEquals("%", TagText.of(""));
        assertEquals("%25", TagText.of("%"));
        assertEquals("a%5c", TagText.of("a\\"));
        assertEquals("a%0ab%00%7f", TagText.of("a\nb\0\u007f"));
        assertEquals("/var/log/a b.log", TagText.tag("/var/log/a b.log"));
    }

    @Test
    void everyTextComesBackAndNoTwoAreOne() {
        Random random = new Random(5);
        Set<String> texts = new HashSet<>(List.of("", "%", "%#", "%2", "%25", "\\", "%%"));
        String alphabet = "%\\#25ca \n\0é";
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(6); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            texts.add(text.toString());
        }
        Set<String> stored = new HashSet<>();
        for (String text : texts) {
            assertTrue(stored.add(TagText.tag(text)), text);
            assertEquals(text, TagText.original(TagText.of(text)));
            assertFalse(TagText.isDigest(TagText.tag(text)), text);
        }
    }

    @Test
    void aTagThatIsTooLongIsADigest() {
        String longest = "x".repeat(512);
        assertEquals(longest, TagText.tag(longest));
        String tag = TagText.tag(longest + "x");
        assertTrue(TagText.isDigest(tag), tag);
        assertEquals(66, tag.length());
        assertFalse(tag.equals(TagText.tag(longest + "y")), tag);
        assertTrue(TagText.isDigest(TagText.tag("商".repeat(171))));
    }
}
