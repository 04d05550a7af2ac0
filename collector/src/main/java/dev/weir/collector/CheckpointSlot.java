package dev.weir.collector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One of the two files of checkpoints: read to its last whole frame, begun anew, appended to.
final class CheckpointSlot implements AutoCloseable {
    /// What a slot holds.
    ///
    /// @param sequence of the last whole frame; -1 if there is none
    /// @param checkpoints after that frame
    /// @param damage what is wrong with what follows it; empty if nothing is
    record Contents(long sequence, Collection<Checkpoint> checkpoints, String damage) {
        boolean isUsable() {
            return sequence >= 0;
        }
    }

    /// No slot grows to this; what is larger is not read.
    private static final long MAX_BYTES = 1L << 30;

    private final FileChannel channel;
    private long length;

    private CheckpointSlot(FileChannel channel, long length) {
        this.channel = channel;
        this.length = length;
    }

    /// Reads a slot. What is damaged does not count, and is no reason to fail.
    static Contents read(Path path) {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile() || attributes.size() > MAX_BYTES) {
                return nothing("it is no regular file, or too large for one");
            }
            return read(Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            return nothing("");
        } catch (IOException e) {
            return nothing("it cannot be read: " + e);
        }
    }

    private static Contents nothing(String damage) {
        return new Contents(-1, List.of(), damage);
    }

    private static Contents read(byte[] bytes) {
        Map<String, Checkpoint> checkpoints = new HashMap<>();
        if (bytes.length < CheckpointCodec.MAGIC_BYTES
                || ByteBuffer.wrap(bytes).getLong() != CheckpointCodec.MAGIC) {
            return new Contents(-1, checkpoints.values(), "it does not begin like one");
        }
        int at = CheckpointCodec.MAGIC_BYTES;
        long sequence = -1;
        try {
            while (at < bytes.length || sequence < 0) {
                var frame = CheckpointCodec.decode(bytes, at, checkpoints);
                if (frame.complete() != sequence < 0
                        || (sequence >= 0 && frame.sequence() != sequence + 1)) {
                    throw new IOException("a frame does not follow the one before it");
                }
                sequence = frame.sequence();
                at = frame.end();
            }
            return new Contents(sequence, checkpoints.values(), "");
        } catch (IOException | RuntimeException e) {
            return new Contents(sequence, checkpoints.values(), String.valueOf(e.getMessage()));
        }
    }

    /// Keeps a damaged slot's file for people, in the place of the one kept before.
    static Path setAside(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IOException("it is no regular file");
        }
        Path aside = path.resolveSibling(path.getFileName() + ".bad");
        Files.copy(path, aside, StandardCopyOption.REPLACE_EXISTING);
        return aside;
    }

    /// Begins a slot anew with a frame of all checkpoints; when this returns it is on the disk.
    static CheckpointSlot begin(Path path, byte[] frame) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
        try {
            CheckpointSlot slot = new CheckpointSlot(channel, 0);
            slot.append(
                    ByteBuffer.allocate(CheckpointCodec.MAGIC_BYTES + frame.length)
                            .putLong(CheckpointCodec.MAGIC)
                            .put(frame)
                            .array());
            return slot;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Appends; when this returns it is on the disk. What a failed write has left behind is
    /// overwritten by the next.
    void append(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long at = length;
        while (buffer.hasRemaining()) {
            at += channel.write(buffer, at);
        }
        channel.force(false);
        length = at;
    }

    /// In bytes.
    long length() {
        return length;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
