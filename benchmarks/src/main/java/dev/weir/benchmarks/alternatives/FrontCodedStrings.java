package dev.weir.benchmarks.alternatives;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.StringField;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/// The strings of a batch field by field, sorted, each without what it shares with the one before.
///
/// Source: I. Witten, A. Moffat, T. Bell, Managing Gigabytes, 4.1 (front coding).
public final class FrontCodedStrings {
    /// What the batch's strings take in this form, their lengths included.
    public static byte[] of(BatchReader batch) {
        var coded = new ByteArrayOutputStream();
        for (StringField field : StringField.values()) {
            Set<byte[]> sorted = new TreeSet<>(Arrays::compareUnsigned);
            int last = 0;
            for (int request = 0; request < batch.requestCount(); request++) {
                int index = batch.stringIndex(request, field);
                if (index > last) {
                    // Strings are numbered as requests first have them.
                    last = index;
                    int start = batch.stringStart(index);
                    sorted.add(Arrays.copyOfRange(batch.bytes(), start, batch.stringEnd(index)));
                }
            }
            byte[] before = {};
            for (byte[] text : sorted) {
                int shared = Math.min(shared(before, text), 255);
                coded.write(shared);
                coded.write(Math.min(text.length - shared, 255));
                coded.write(text, shared, text.length - shared);
                before = text;
            }
        }
        return coded.toByteArray();
    }

    private static int shared(byte[] one, byte[] other) {
        int mismatch = Arrays.mismatch(one, other);
        return mismatch < 0 ? one.length : mismatch;
    }

    private FrontCodedStrings() {}
}
