package dev.weir.collector;

import dev.weir.collector.CatalogueRefusal.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// Takes the path of a file that people and programs edit, gives its content once it is at rest.
///
/// A file that is being written in place is half a file for a while, and half a catalogue is often
/// valid: so a change is only read when it has looked the same for [#SETTLE_NANOS], and what was
/// read only counts if it looks the same afterwards. Links are followed, so that a changed link
/// (Kubernetes swaps `..data`) is a changed file.
final class CatalogueFile {
    /// A million hosts take some 30 MB; more than this is refused.
    static final int MAX_BYTES = 64 << 20;

    static final long SETTLE_NANOS = 1_000_000_000;

    private static final String STAMP = "unix:dev,ino,size,lastModifiedTime,ctime";
    private static final String ABSENT = "absent";

    final Path path;
    private final LongSupplier nanos;
    private String judged = "";
    private String seen = "";
    private long seenAt;

    CatalogueFile(Path path, LongSupplier nanos) {
        this.path = path;
        this.nanos = nanos;
    }

    /// Whether the file has changed since it was last read, and is at rest.
    boolean isDue() {
        String now = stamp();
        if (!now.equals(seen)) {
            seen = now;
            seenAt = nanos.getAsLong();
        }
        return !now.equals(judged) && nanos.getAsLong() - seenAt >= SETTLE_NANOS;
    }

    /// Reads the file, which is then not due until it changes.
    byte[] read() throws CatalogueRefusal {
        String before = stamp();
        judged = before;
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new CatalogueRefusal(
                        Reason.TOO_LARGE, "it has more than " + MAX_BYTES + " bytes");
            }
            if (!stamp().equals(before)) {
                judged = "";
                throw new CatalogueRefusal(
                        Reason.CHANGED_WHILE_READ, "it was written to while it was read");
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new CatalogueRefusal(Reason.ABSENT, "there is no such file");
        } catch (AccessDeniedException e) {
            throw new CatalogueRefusal(Reason.UNREADABLE, "it may not be read by this user");
        } catch (IOException e) {
            throw new CatalogueRefusal(Reason.UNREADABLE, "it cannot be read: " + e.getMessage());
        }
    }

    /// Changes when the file's content may have.
    private String stamp() {
        try {
            // The change time moves with the permissions too, and nobody can set it back.
            return new TreeMap<>(Files.readAttributes(path, STAMP)).toString();
        } catch (IOException e) {
            return ABSENT;
        }
    }
}
