package dev.weir.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.collector.Checkpoint.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
    private static final long SLOT_BYTES = 2000;

    @TempDir Path directory;
    private Path first;
    private Path second;

    /// What was written last, and every state before it.
    private final Map<String, Checkpoint> state = new HashMap<>();

    private final List<Set<Checkpoint>> history = new ArrayList<>();

    /// Each of hundreds of damaged files is said in the log; kept here so that it stays quiet.
    private static final Logger LOG = Logger.getLogger(CheckpointFile.class.getName());

    @BeforeAll
    static void beQuiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void beLoud() {
        LOG.setLevel(null);
    }

    @BeforeEach
    void setUp() {
        first = directory.resolve("state/checkpoint.0");
        second = directory.resolve("state/checkpoint.1");
        history.add(Set.of());
    }

    private CheckpointFile open() {
        return new CheckpointFile(directory.resolve("state/checkpoint"), SLOT_BYTES);
    }

    private static Checkpoint at(String id, long offset) {
        FileIdentity identity = new FileIdentity(7, 8, "0123456789abcdef", 90);
        FileHead head = new FileHead(identity, 3, new Fingerprint(1024, offset * 31));
        Position position = new Position(offset, new Fingerprint(77, -offset));
        return new Checkpoint(id, Path.of("/logs/ä"), head, 2, position, lines(offset), 1);
    }

    private static LineCounts lines(long shipped) {
        return LineCounts.settled(shipped, shipped % 2 == 0 ? Map.of() : Map.of("nul", 3L));
    }

    private void write(CheckpointFile file, Checkpoint checkpoint) throws IOException {
        state.put(checkpoint.sourceId(), checkpoint);
        history.add(Set.copyOf(state.values()));
        file.write(Map.of(checkpoint.sourceId(), Optional.of(checkpoint)), state::values);
    }

    private Set<Checkpoint> read() {
        return Set.copyOf(open().read().checkpoints());
    }

    private Set<Checkpoint> now() {
        return Set.copyOf(state.values());
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        assertEquals(Set.of(), read());
        try (CheckpointFile file = open()) {
            write(file, at("edge/a", 5));
            write(file, at("edge/ä", 6));
            write(file, at("edge/a", 7));
            assertEquals(now(), read());
            state.remove("edge/a");
            file.write(Map.of("edge/a", Optional.empty()), state::values);
            assertEquals(now(), read());
        }
        assertEquals(0, open().read().damagedSlots());
    }

    @Test
    void theSlotsTakeTurnsWhenOneHasGrown() throws Exception {
        try (CheckpointFile file = open()) {
            for (int write = 0; write < 500; write++) {
                write(file, at("edge/" + write % 3, write));
                assertEquals(now(), read(), "after write " + write);
            }
        }
        assertTrue(Files.size(first) < 2 * SLOT_BYTES);
        assertTrue(Files.size(second) < 2 * SLOT_BYTES);
    }

    /// Leaves some frames in one slot and a newer slot with some frames.
    private Path writeBothSlots() throws IOException {
        try (CheckpointFile file = open()) {
            for (int write = 0; write < 4; write++) {
                write(file, at("edge/" + write % 2, write));
            }
        }
        try (CheckpointFile file = open()) {
            file.read();
            for (int write = 4; write < 9; write++) {
                write(file, at("edge/" + write % 2, write));
            }
        }
        return second;
    }

    /// A kill or a power cut leaves the newer slot at any length, the older one whole.
    @Test
    void aSlotTornAtAnyByteGivesWhatWasWrittenBefore() throws Exception {
        Path newer = writeBothSlots();
        byte[] whole = Files.readAllBytes(newer);
        assertEquals(now(), read());
        int last = 0;
        for (int length = 0; length < whole.length; length++) {
            Files.write(newer, Arrays.copyOf(whole, length));
            int state = history.indexOf(read());
            assertTrue(state >= last, "cut at " + length + " gives state " + state);
            last = state;
            assertGoesOn(length);
        }
        assertTrue(last >= history.size() - 2, "the last cut costs no more than the last write");
    }

    /// The next start writes again, and reads what it wrote.
    private void assertGoesOn(int length) throws IOException {
        byte[] kept = Files.readAllBytes(first);
        try (CheckpointFile file = open()) {
            List<Checkpoint> before = file.read().checkpoints();
            Map<String, Checkpoint> all = new HashMap<>();
            before.forEach(one -> all.put(one.sourceId(), one));
            Checkpoint next = at("edge/next", 100);
            all.put("edge/next", next);
            file.write(Map.of("edge/next", Optional.of(next)), all::values);
            assertEquals(Set.copyOf(all.values()), read(), "goes on after a cut at " + length);
        }
        Files.write(first, kept);
    }

    @Test
    void anyFlippedByteIsNoticedAndNeverStopsTheStart() throws Exception {
        Path newer = writeBothSlots();
        byte[] whole = Files.readAllBytes(newer);
        for (int index = 0; index < whole.length; index++) {
            byte[] damaged = whole.clone();
            damaged[index] ^= 0x10;
            Files.write(newer, damaged);
            CheckpointFile.Recovered recovered = open().read();
            int state = history.indexOf(Set.copyOf(recovered.checkpoints()));
            assertTrue(state >= 4, "byte " + index + " gives state " + state);
            assertEquals(1, recovered.damagedSlots(), "byte " + index);
        }
    }

    @Test
    void damagedSlotsAreSetAsideAndTheStartGoesOn() throws Exception {
        Files.createDirectories(directory.resolve("state"));
        Files.write(first, new byte[] {1, 2, 3});
        Files.write(second, new byte[5000]);
        try (CheckpointFile file = open()) {
            CheckpointFile.Recovered recovered = file.read();
            assertEquals(List.of(), recovered.checkpoints());
            assertEquals(2, recovered.damagedSlots());
            assertEquals(3, Files.size(directory.resolve("state/checkpoint.0.bad")));
            assertEquals(5000, Files.size(directory.resolve("state/checkpoint.1.bad")));
            write(file, at("edge/a", 9));
        }
        assertEquals(now(), read());
    }

    /// `/dev/full` answers every write as a full disk does.
    @Test
    void aFullDiskLeavesTheOldSlotAndIsOverWhenThereIsRoom() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        Path newer = writeBothSlots();
        Files.delete(first);
        Files.createSymbolicLink(first, full);
        byte[] before = Files.readAllBytes(newer);
        try (CheckpointFile file = open()) {
            // The full disk's slot cannot be read either; the other one can.
            file.read();
            assertThrows(IOException.class, () -> write(file, at("edge/a", 50)));
            assertThrows(IOException.class, () -> write(file, at("edge/b", 51)));
            Files.delete(first);
            assertFalse(Arrays.mismatch(before, Files.readAllBytes(newer)) >= 0);
            write(file, at("edge/c", 52));
        }
        assertEquals(now(), read());
    }
}
