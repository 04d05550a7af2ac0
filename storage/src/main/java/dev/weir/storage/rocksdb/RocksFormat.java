package dev.weir.storage.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.storage.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Tells whether a directory is ours to open: nothing of anybody else's is written into, and
/// nothing of a later version of this store.
final class RocksFormat {
    /// The layout that [RocksKeys] describes.
    static final int VERSION = 1;

    /// The families that every store has, in the order in which they are made. `meta` is last: a
    /// store without it was never finished.
    static final List<String> FAMILIES =
            List.of(
                    RocksKeys.DEFAULT,
                    RocksKeys.CUSTOMERS,
                    RocksKeys.SIGNALS,
                    RocksKeys.SOURCES,
                    RocksKeys.SOURCE_LINES,
                    RocksKeys.META);

    private static final byte[] MAGIC = "weir metric store".getBytes(UTF_8);

    /// RocksDB writes this file last when it makes a database.
    private static final String CURRENT = "CURRENT";

    private static final Set<String> UNIMPORTANT = Set.of("LOCK", "IDENTITY", "lost+found");
    private static final Pattern UNFINISHED = Pattern.compile("(LOG|MANIFEST-|OPTIONS-).*|.*dbtmp");

    /// What a directory holds.
    enum Contents {
        /// Nothing, or what a start that was cut short left.
        NOTHING,
        /// A RocksDB database.
        DATABASE
    }

    /// Looks into a directory.
    ///
    /// @throws StoreException if it holds something that is no database
    static Contents look(Path directory) {
        if (Files.notExists(directory)) {
            return Contents.NOTHING;
        }
        if (!Files.isDirectory(directory)) {
            throw new StoreException(
                    directory + " is a file: the store needs a directory of its own");
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names = files.map(file -> file.getFileName().toString()).toList();
            if (names.contains(CURRENT)) {
                return Contents.DATABASE;
            }
            for (String name : names) {
                if (!UNIMPORTANT.contains(name) && !UNFINISHED.matcher(name).matches()) {
                    throw foreign(directory, "it holds " + name);
                }
            }
            return Contents.NOTHING;
        } catch (IOException e) {
            throw new StoreException(
                    "the store's directory "
                            + directory
                            + " cannot be read: "
                            + e.getMessage()
                            + ": check its permissions",
                    e);
        }
    }

    /// @throws StoreException if a database has column families that this version does not make
    static void checkFamilies(Path directory, List<String> families) {
        for (String family : families) {
            if (!FAMILIES.contains(family) && RocksKeys.tierOf(family) == null) {
                throw foreign(directory, "it has a column family \"" + family + "\"");
            }
        }
    }

    /// The value that says which version wrote the store.
    static byte[] encoded() {
        return ByteBuffer.allocate(MAGIC.length + Integer.BYTES).put(MAGIC).putInt(VERSION).array();
    }

    /// @throws StoreException if the value that [#encoded] wrote is of a version that is unknown
    static void checkVersion(Path directory, byte[] encoded) {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        if (encoded.length < MAGIC.length + Integer.BYTES
                || !buffer.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw foreign(directory, "its format is not given");
        }
        int version = buffer.getInt(MAGIC.length);
        if (version != VERSION) {
            throw new StoreException(
                    "the store in "
                            + directory
                            + " has format "
                            + version
                            + ", and this version of Weir reads format "
                            + VERSION
                            + ": use the version of Weir that wrote it, or another directory");
        }
    }

    static StoreException foreign(Path directory, String because) {
        return new StoreException(
                directory
                        + " is no store of this version of Weir ("
                        + because
                        + "): choose an empty directory");
    }

    private RocksFormat() {}
}
