package dev.weir.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What tells one generation of a file from another: where it lies on the disk, and how it begins.
///
/// The hash covers the first line, or 256 bytes of a longer one, so it is known once the first line
/// is complete and stays the same however the file grows. It names the source; whether a file still
/// is that source is told by more of its bytes, see [FileHead].
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
            var numbers = Files.readAttributes(path, "unix:dev,ino");
            if (numbers.get("dev") instanceof Number device
                    && numbers.get("ino") instanceof Number inode) {
                return new Place(device.longValue(), inode.longValue());
            }
            throw new IOException(path + ": the file system does not tell device and inode");
        }
    }

    /// The identity of a file whose first line, or first 256 bytes, stand in `[from, to)`.
    static FileIdentity of(Place place, byte[] head, int from, int to) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(head, from, to - from);
            String hash = HexFormat.of().formatHex(digest.digest(), 0, 8);
            return new FileIdentity(place.device, place.inode, hash, to - from);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Place place() {
        return new Place(device, inode);
    }

    /// Whether a file at another place begins like this one.
    boolean beginsLike(FileIdentity other) {
        return hashedLength == other.hashedLength && hash.equals(other.hash);
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
