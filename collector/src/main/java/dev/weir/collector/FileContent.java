package dev.weir.collector;

import java.io.IOException;

/// The bytes of one open log file: as it lies there, or as it was before it was compressed.
interface FileContent extends AutoCloseable {
    /// How many bytes there are to read, by now.
    long size() throws IOException;

    /// Reads up to `length` bytes at `position` to the beginning of `bytes`; gives how many there
    /// were.
    int readAt(byte[] bytes, int length, long position) throws IOException;

    /// Says that nothing before `position` will be read again.
    default void release(long position) {}

    /// Whether nobody can change the bytes any more.
    default boolean isFrozen() {
        return false;
    }

    /// Whether the bytes are frozen and [#size] has come to their end.
    default boolean hasEnded() {
        return false;
    }

    @Override
    void close() throws IOException;
}
