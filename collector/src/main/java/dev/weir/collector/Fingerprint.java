package dev.weir.collector;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/// A run of a file's bytes, remembered by its length and hash: whether the same bytes stand there
/// later says whether the file still is what it was.
///
/// @param length in bytes, up to [#MAX_BYTES]; 0 says nothing and matches everything
/// @param hash two checksums of different polynomials: no secret is kept by it, but two log lines
///     with different times do not share it
record Fingerprint(int length, long hash) {
    /// Some log lines, so that their times are among the bytes.
    static final int MAX_BYTES = 1024;

    static final Fingerprint NONE = new Fingerprint(0, 0);

    /// Of the bytes in `[from, to)`, which are no more than [#MAX_BYTES].
    static Fingerprint of(byte[] bytes, int from, int to) {
        if (from == to) {
            return NONE;
        }
        CRC32C first = new CRC32C();
        first.update(bytes, from, to - from);
        CRC32 second = new CRC32();
        second.update(bytes, from, to - from);
        return new Fingerprint(to - from, first.getValue() << 32 | second.getValue());
    }

    /// Of the last bytes in `[from, to)`.
    static Fingerprint ofEnd(byte[] bytes, int from, int to) {
        return of(bytes, Math.max(from, to - MAX_BYTES), to);
    }

    /// Whether the bytes in `[from, to)` begin with these.
    boolean isStartOf(byte[] bytes, int from, int to) {
        return to - from >= length && of(bytes, from, from + length).equals(this);
    }
}
