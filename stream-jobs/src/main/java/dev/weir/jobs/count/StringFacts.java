package dev.weir.jobs.count;

import dev.weir.jobs.attack.ThreatClassifier;
import dev.weir.schema.batch.BatchReader;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is known of each distinct string of a batch, found out at most once per batch.
final class StringFacts {
    private static final byte UNKNOWN = 0;
    private static final byte NO = 1;
    private static final byte YES = 2;

    /// Threat masks are kept plus one, so that 0 is "not looked at yet".
    private byte[] threats = new byte[1024];

    private byte[] cacheHit = new byte[1024];
    private byte[] html = new byte[1024];
    private byte[] pagePath = new byte[1024];
    private byte[] get = new byte[1024];
    private @Nullable String[] texts = new @Nullable String[1024];
    private BatchReader batch = new BatchReader();

    void open(BatchReader reader) {
        batch = reader;
        int count = Math.max(reader.stringCount(), 1);
        if (threats.length < count) {
            int size = Math.max(count, threats.length * 2);
            threats = new byte[size];
            cacheHit = new byte[size];
            html = new byte[size];
            pagePath = new byte[size];
            get = new byte[size];
            texts = new @Nullable String[size];
            return;
        }
        Arrays.fill(threats, 0, count, UNKNOWN);
        Arrays.fill(cacheHit, 0, count, UNKNOWN);
        Arrays.fill(html, 0, count, UNKNOWN);
        Arrays.fill(pagePath, 0, count, UNKNOWN);
        Arrays.fill(get, 0, count, UNKNOWN);
        Arrays.fill(texts, 0, count, null);
    }

    /// The string; "" if it is absent.
    String text(int index) {
        if (index == 0) {
            return "";
        }
        String text = texts[index];
        if (text == null) {
            text = batch.string(index);
            texts[index] = text;
        }
        return text;
    }

    /// A 64-bit hash of the string's bytes, the same in every process.
    long hash(int index) {
        byte[] bytes = batch.bytes();
        long hash = 0xCBF29CE484222325L;
        for (int at = batch.stringStart(index); at < batch.stringEnd(index); at++) {
            hash = (hash ^ (bytes[at] & 0xFF)) * 0x100000001B3L;
        }
        return hash;
    }

    int threats(ThreatClassifier classifier, int index) {
        if (index == 0) {
            return 0;
        }
        if (threats[index] == UNKNOWN) {
            int mask =
                    classifier.classify(
                            batch.bytes(), batch.stringStart(index), batch.stringEnd(index));
            threats[index] = (byte) (mask + 1);
        }
        return threats[index] - 1;
    }

    /// Whether a cache answered: HIT, and what was served from the cache while it was looked after.
    boolean isCacheHit(int index) {
        return fact(cacheHit, index, StringFacts::saysCacheHit);
    }

    boolean isHtml(int index) {
        return fact(html, index, text -> text.toLowerCase(Locale.ROOT).contains("html"));
    }

    boolean isPagePath(int index) {
        return fact(pagePath, index, StringFacts::saysPage);
    }

    boolean isGet(int index) {
        return fact(get, index, "GET"::equals);
    }

    private interface Question {
        boolean answer(String text);
    }

    private boolean fact(byte[] known, int index, Question question) {
        if (index == 0) {
            return false;
        }
        if (known[index] == UNKNOWN) {
            known[index] = question.answer(text(index)) ? YES : NO;
        }
        return known[index] == YES;
    }

    private static boolean saysCacheHit(String text) {
        return switch (text) {
            case "HIT", "STALE", "UPDATING", "REVALIDATED" -> true;
            default -> text.startsWith("TCP_") && text.contains("HIT");
        };
    }

    /// Without a content type: a path that ends like a page, or has no ending at all.
    private static boolean saysPage(String path) {
        int slash = path.lastIndexOf('/');
        int dot = path.lastIndexOf('.');
        if (dot <= slash) {
            return true;
        }
        return switch (path.substring(dot + 1).toLowerCase(Locale.ROOT)) {
            case "html", "htm", "xhtml", "php", "asp", "aspx", "jsp" -> true;
            default -> false;
        };
    }
}
