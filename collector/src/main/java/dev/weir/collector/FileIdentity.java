package dev.weir.collector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// What tells one generation of a file from another: where it lies on the disk, and how it begins.
///
/// The hash covers the first line, or 256 bytes of a longer one, so it is known once the first line
/// is complete and stays the same however the file grows. It makes a reused inode a new generation.
///
/// @param device number of the file system
/// @param inode number of the file in it
/// @param hash of the first `hashedLength` bytes, in hex
/// @param hashedLength in bytes, 1 to 256
record FileIdentity(long device, long inode, String hash, int hashedLength) {
    static final int MAX_HASHED = 256;

    /// Device and inode of a file.
    record Place(long device, long inode) {
        static Place of(Path path) throws IOException {
            return new Place(number(path, "unix:dev"), number(path, "unix:ino"));
        }

        private static long number(Path path, String attribute) throws IOException {
            if (Files.getAttribute(path, attribute) instanceof Number number) {
                return number.longValue();
            }
            throw new IOException(path + ": the file system does not tell " + attribute);
        }
    }

    /// Reads the beginning of an open file; empty if its first line is not complete.
    static Optional<FileIdentity> of(Place place, FileChannel file) throws IOException {
        byte[] head = new byte[MAX_HASHED];
        int length = 0;
        while (length < MAX_HASHED) {
            int count = file.read(ByteBuffer.wrap(head, length, MAX_HASHED - length), length);
            if (count < 0) {
                break;
            }
            length += count;
        }
        int hashed = 0;
        while (hashed < length && head[hashed] != '\n') {
            hashed++;
        }
        if (hashed == length && length < MAX_HASHED) {
            return Optional.empty();
        }
        hashed = Math.min(hashed + 1, MAX_HASHED);
        return Optional.of(new FileIdentity(place.device, place.inode, hash(head, hashed), hashed));
    }

    private static String hash(byte[] head, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(head, 0, length);
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    boolean isAt(Place place) {
        return device == place.device && inode == place.inode;
    }

    /// The id of the generation's source.
    ///
    /// @param truncations how often the file was emptied and began with the very same line again
    String sourceId(String host, int truncations) {
        String id =
                host + "/" + Long.toHexString(device) + "-" + Long.toHexString(inode) + "-" + hash;
        return truncations == 0 ? id : id + "-" + truncations;
    }
}
