package dev.weir.storage.rocksdb;

import java.nio.file.Path;

/// How the embedded store uses its machine.
///
/// @param directory holds the database and nothing else; made if it is not there
/// @param sync whether a write is on the disk when it returns. Without, it survives the end of the
///     process all the same, but not a power cut
/// @param cacheBytes memory for blocks that were read
/// @param writeBufferBytes memory for what was written and is not sorted into a file yet
public record RocksConfig(Path directory, boolean sync, long cacheBytes, long writeBufferBytes) {
    /// Memory for reading unless configured otherwise, 64 MB.
    public static final long DEFAULT_CACHE_BYTES = 64L << 20;

    /// Memory for writing unless configured otherwise, 32 MB.
    public static final long DEFAULT_WRITE_BUFFER_BYTES = 32L << 20;

    /// @throws IllegalArgumentException if a size is less than 1 MB
    public RocksConfig {
        if (cacheBytes < 1 << 20 || writeBufferBytes < 1 << 20) {
            throw new IllegalArgumentException(
                    "the store's cache of "
                            + cacheBytes
                            + " bytes and write buffer of "
                            + writeBufferBytes
                            + " bytes must be 1 MB each at least");
        }
    }

    /// The defaults, in a directory.
    public static RocksConfig of(Path directory) {
        return new RocksConfig(directory, true, DEFAULT_CACHE_BYTES, DEFAULT_WRITE_BUFFER_BYTES);
    }
}
