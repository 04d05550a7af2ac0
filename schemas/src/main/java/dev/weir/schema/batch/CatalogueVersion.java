package dev.weir.schema.batch;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Which catalogue of customers a batch was resolved with.
///
/// @param generation how many catalogues the collector has taken into use, this one included; each
///     collector counts by itself; 0: it has none
/// @param hash the first eight bytes of the SHA-256 of the file: the same on two hosts if their
///     files are; 0: there is none
public record CatalogueVersion(int generation, long hash) {
    /// Of a collector without a catalogue.
    public static final CatalogueVersion NONE = new CatalogueVersion(0, 0);

    /// Of a file.
    public static CatalogueVersion of(int generation, byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            long hash = 0;
            for (int index = 0; index < Long.BYTES; index++) {
                hash = (hash << 8) | (digest[index] & 0xFF);
            }
            return new CatalogueVersion(generation, hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /// The hash as the first sixteen digits that `sha256sum` prints.
    public String hashText() {
        return HexFormat.of().toHexDigits(hash);
    }

    @Override
    public String toString() {
        return "generation=" + generation + " hash=" + hashText();
    }
}
