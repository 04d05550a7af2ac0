package dev.weir.collector;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps checkpoints in two files, `NAME.0` and `NAME.1`, so that a crash at any instruction, a torn
/// write or a full disk leaves the last that was written whole.
///
/// Changes are appended to one slot. When it has grown too long, and at every start, all checkpoints
/// go to the other one, and the old slot stays as it is until that one is on the disk. The slot with
/// the highest sequence is read, to its last whole frame. A damaged slot never stops the start: it
/// is set aside as `NAME.N.bad`, and said in the log.
final class CheckpointFile implements AutoCloseable {
    private static final Logger LOG = System.getLogger(CheckpointFile.class.getName());

    /// A slot grows to this, and to four times what it began with, before the other is begun.
    private static final long DEFAULT_SLOT_BYTES = 1 << 20;

    /// What was read at the start.
    ///
    /// @param checkpoints the newest whole ones
    /// @param damagedSlots how many slots were damaged: the checkpoints may then be old, or missing
    record Recovered(List<Checkpoint> checkpoints, int damagedSlots) {}

    private final List<Path> slots;
    private final long slotBytes;
    private @Nullable CheckpointSlot current;
    private int newest = 1;
    private long sequence = -1;
    private long begunLength;
    private boolean failed;

    CheckpointFile(Path file) {
        this(file, DEFAULT_SLOT_BYTES);
    }

    CheckpointFile(Path file, long slotBytes) {
        this.slots =
                List.of(
                        file.resolveSibling(file.getFileName() + ".0"),
                        file.resolveSibling(file.getFileName() + ".1"));
        this.slotBytes = slotBytes;
    }

    /// Reads the newest whole checkpoints; none if there are none.
    Recovered read() {
        Collection<Checkpoint> best = List.of();
        int damaged = 0;
        for (int slot = 0; slot < slots.size(); slot++) {
            CheckpointSlot.Contents contents = CheckpointSlot.read(slots.get(slot));
            if (contents.isUsable() && contents.sequence() > sequence) {
                sequence = contents.sequence();
                newest = slot;
                best = contents.checkpoints();
            }
            if (!contents.damage().isEmpty()) {
                damaged++;
                setAside(slots.get(slot), contents.damage());
            }
        }
        return new Recovered(List.copyOf(best), damaged);
    }

    private static void setAside(Path slot, String damage) {
        String kept;
        try {
            kept = "set aside as " + CheckpointSlot.setAside(slot).getFileName();
        } catch (IOException e) {
            kept = "it cannot be set aside: " + e;
        }
        LOG.log(
                Level.WARNING,
                "checkpoint file={0} is damaged ({1}); {2}; what was whole before is used, some"
                        + " lines may be read again",
                slot,
                damage,
                kept);
    }

    /// Writes what has changed. Not for two threads at once.
    ///
    /// @param changed empty for a checkpoint that is forgotten
    /// @param all gives all checkpoints, the changed ones included
    void write(Map<String, Optional<Checkpoint>> changed, Supplier<Collection<Checkpoint>> all)
            throws IOException {
        CheckpointSlot slot = current;
        try {
            if (slot == null || failed || slot.length() > Math.max(slotBytes, 4 * begunLength)) {
                failed = true;
                begin(all.get());
                failed = false;
            } else if (!changed.isEmpty()) {
                slot.append(CheckpointCodec.encode(sequence + 1, false, changed));
                sequence++;
            }
        } catch (IOException e) {
            // The changes are with the caller no more: all are written next.
            failed = true;
            throw e;
        }
    }

    private void begin(Collection<Checkpoint> all) throws IOException {
        int other = 1 - newest;
        Path path = slots.get(other);
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Map<String, Optional<Checkpoint>> entries = new HashMap<>();
        all.forEach(one -> entries.put(one.sourceId(), Optional.of(one)));
        CheckpointSlot next =
                CheckpointSlot.begin(path, CheckpointCodec.encode(sequence + 1, true, entries));
        forceNames(directory);
        CheckpointSlot before = current;
        current = next;
        newest = other;
        sequence++;
        begunLength = next.length();
        if (before != null) {
            before.close();
        }
    }

    /// A new file's name must survive a power cut like its bytes.
    private static void forceNames(@Nullable Path directory) {
        if (directory == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "directory={0} cannot be forced: {1}", directory, e);
        }
    }

    @Override
    public void close() throws IOException {
        CheckpointSlot open = current;
        current = null;
        if (open != null) {
            open.close();
        }
    }
}
