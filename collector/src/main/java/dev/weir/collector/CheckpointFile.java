package dev.weir.collector;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Keeps checkpoints in a file that survives a crash at any instruction.
///
/// ```text
/// magic "WEIRCKP1" | length of what follows, without the checksum | entries | CRC-32C of all before
/// ```
///
/// A write goes to `NAME.new`, is forced to the disk, then the old file becomes `NAME.previous` and
/// the new one takes its place. So at every moment one of the three is whole; the newest whole one
/// is read. A bad one never stops the start: it is set aside under `NAME.bad-…` and said in the log.
final class CheckpointFile {
    private static final Logger LOG = System.getLogger(CheckpointFile.class.getName());
    private static final long MAGIC = 0x57454952434B5031L;

    private static final int HEADER_BYTES = 12;
    private static final int CHECKSUM_BYTES = 4;

    private final Path file;
    private final Path fresh;
    private final Path previous;

    CheckpointFile(Path file) {
        this.file = file;
        this.fresh = file.resolveSibling(file.getFileName() + ".new");
        this.previous = file.resolveSibling(file.getFileName() + ".previous");
    }

    /// Reads the newest whole checkpoint; an empty list if there is none.
    List<Checkpoint> read() {
        Optional<List<Checkpoint>> current = readWhole(file, true);
        if (current.isPresent()) {
            return current.get();
        }
        // Between its two renames a write leaves only the new and the previous file.
        Optional<List<Checkpoint>> renamed = readWhole(fresh, false);
        if (renamed.isPresent()) {
            return renamed.get();
        }
        return readWhole(previous, true).orElse(List.of());
    }

    private static Optional<List<Checkpoint>> readWhole(Path path, boolean complain) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "checkpoint file={0} cannot be read: {1}", path, e.toString());
            return Optional.empty();
        }
        try {
            return Optional.of(decode(bytes));
        } catch (IOException | RuntimeException e) {
            if (complain) {
                setAside(path, String.valueOf(e.getMessage()));
            }
            return Optional.empty();
        }
    }

    private static void setAside(Path path, String reason) {
        Path aside = path.resolveSibling(path.getFileName() + ".bad-" + System.nanoTime());
        try {
            Files.move(path, aside);
            LOG.log(
                    Level.WARNING,
                    "checkpoint file={0} is damaged ({1}); set aside as {2}, the one before is"
                            + " used",
                    path,
                    reason,
                    aside.getFileName());
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "checkpoint file={0} is damaged ({1}) and cannot be set aside: {2}",
                    path,
                    reason,
                    e.toString());
        }
    }

    /// Replaces what the file holds. Not for two threads at once.
    void write(Collection<Checkpoint> checkpoints) throws IOException {
        byte[] bytes = encode(checkpoints);
        Path directory = file.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        if (Files.exists(file)) {
            Files.move(file, previous, ATOMIC_MOVE, REPLACE_EXISTING);
        }
        Files.move(fresh, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    static byte[] encode(Collection<Checkpoint> checkpoints) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(checkpoints.size());
        for (Checkpoint checkpoint : checkpoints) {
            out.writeUTF(checkpoint.sourceId());
            out.writeUTF(checkpoint.path().toString());
            out.writeLong(checkpoint.identity().device());
            out.writeLong(checkpoint.identity().inode());
            out.writeUTF(checkpoint.identity().hash());
            out.writeShort(checkpoint.identity().hashedLength());
            out.writeInt(checkpoint.truncations());
            out.writeLong(checkpoint.offset());
            out.writeLong(checkpoint.seenAt());
        }
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + bytes.size() + CHECKSUM_BYTES);
        file.putLong(MAGIC).putInt(bytes.size()).put(bytes.toByteArray());
        return file.putInt(checksum(file.array(), file.position())).array();
    }

    static List<Checkpoint> decode(byte[] bytes) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER_BYTES + CHECKSUM_BYTES || file.getLong() != MAGIC) {
            throw new IOException("it does not begin like one");
        }
        int length = file.getInt();
        if (length != bytes.length - HEADER_BYTES - CHECKSUM_BYTES) {
            throw new IOException("it is cut short");
        }
        if (file.getInt(HEADER_BYTES + length) != checksum(bytes, HEADER_BYTES + length)) {
            throw new IOException("its checksum is wrong");
        }
        DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(bytes, HEADER_BYTES, length));
        int count = in.readInt();
        List<Checkpoint> checkpoints = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            checkpoints.add(decodeEntry(in));
        }
        return checkpoints;
    }

    private static Checkpoint decodeEntry(DataInputStream in) throws IOException {
        String sourceId = in.readUTF();
        Path path = Path.of(in.readUTF());
        long device = in.readLong();
        long inode = in.readLong();
        String hash = in.readUTF();
        FileIdentity identity = new FileIdentity(device, inode, hash, in.readUnsignedShort());
        return new Checkpoint(sourceId, path, identity, in.readInt(), in.readLong(), in.readLong());
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
