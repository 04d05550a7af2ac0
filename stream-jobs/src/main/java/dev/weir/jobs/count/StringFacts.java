package dev.weir.jobs.count;

import dev.weir.jobs.attack.ThreatClassifier;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.StringField;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// What is to be known of each distinct string of a batch, found out once per batch: a loop over
/// requests then looks it up by the string's index. Index 0, the absent string, has no facts.
final class StringFacts {
    /// A cache answered: HIT, and what was served from the cache while it was looked after.
    static final byte CACHE_HIT = 1;

    /// A content type of pages.
    static final byte HTML = 2;

    /// A path that ends like a page, or has no ending at all.
    static final byte PAGE_PATH = 4;

    /// The method GET.
    static final byte GET = 8;

    private static final byte[] GET_BYTES = "GET".getBytes(StandardCharsets.US_ASCII);

    /// Of the endings of pages the longest has five letters.
    private static final int LONGEST_ENDING = 5;

    private byte[] flags = new byte[1024];
    private byte[] threats = new byte[1024];
    private byte[] ipClasses = new byte[1024];

    void open(BatchReader batch, ThreatClassifier classifier) {
        int count = batch.stringCount();
        if (flags.length < count) {
            flags = new byte[count * 2];
            threats = new byte[flags.length];
            ipClasses = new byte[flags.length];
        }
        Arrays.fill(flags, 0, count, (byte) 0);
        mark(batch, StringField.CACHE_STATUS, CACHE_HIT, StringFacts::isCacheHit);
        mark(batch, StringField.CONTENT_TYPE, HTML, StringFacts::isHtml);
        mark(batch, StringField.PATH, PAGE_PATH, StringFacts::isPage);
        mark(batch, StringField.METHOD, GET, StringFacts::isGet);
        classify(batch, StringField.PATH, classifier);
        classify(batch, StringField.QUERY, classifier);
        int end = batch.endOfStrings(StringField.CLIENT_ADDRESS);
        for (int i = batch.firstString(StringField.CLIENT_ADDRESS); i < end; i++) {
            ipClasses[i] = IpClass.of(batch.bytes(), batch.stringStart(i), batch.stringEnd(i));
        }
    }

    private interface Question {
        boolean answer(byte[] bytes, int from, int to);
    }

    private void mark(BatchReader batch, StringField field, byte flag, Question question) {
        int end = batch.endOfStrings(field);
        for (int i = batch.firstString(field); i < end; i++) {
            if (question.answer(batch.bytes(), batch.stringStart(i), batch.stringEnd(i))) {
                flags[i] |= flag;
            }
        }
    }

    private void classify(BatchReader batch, StringField field, ThreatClassifier classifier) {
        int end = batch.endOfStrings(field);
        for (int i = batch.firstString(field); i < end; i++) {
            threats[i] =
                    (byte)
                            classifier.classify(
                                    batch.bytes(), batch.stringStart(i), batch.stringEnd(i));
        }
    }

    /// By string: which of the flags above hold.
    byte[] flags() {
        return flags;
    }

    /// By string of the fields path and query: the bits of the threats in it.
    byte[] threats() {
        return threats;
    }

    /// By string of the field client address: its [IpClass]; 0 for the absent string.
    byte[] ipClasses() {
        return ipClasses;
    }

    private static boolean isCacheHit(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        return switch (text) {
            case "HIT", "STALE", "UPDATING", "REVALIDATED" -> true;
            default -> text.startsWith("TCP_") && text.contains("HIT");
        };
    }

    private static boolean isHtml(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        return text.toLowerCase(Locale.ROOT).contains("html");
    }

    private static boolean isGet(byte[] bytes, int from, int to) {
        return Arrays.equals(bytes, from, to, GET_BYTES, 0, GET_BYTES.length);
    }

    private static boolean isPage(byte[] bytes, int from, int to) {
        int at = to - 1;
        while (at >= from && bytes[at] != '/' && bytes[at] != '.') {
            at--;
        }
        if (at < from || bytes[at] == '/') {
            return true;
        }
        int length = to - at - 1;
        if (length == 0 || length > LONGEST_ENDING) {
            return false;
        }
        String ending = new String(bytes, at + 1, length, StandardCharsets.UTF_8);
        return switch (ending.toLowerCase(Locale.ROOT)) {
            case "html", "htm", "xhtml", "php", "asp", "aspx", "jsp" -> true;
            default -> false;
        };
    }
}
