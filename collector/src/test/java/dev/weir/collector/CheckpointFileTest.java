package dev.weir.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
    @TempDir Path directory;
    private Path path;
    private CheckpointFile file;

    @BeforeEach
    void setUp() {
        path = directory.resolve("state/checkpoint");
        file = new CheckpointFile(path);
    }

    private static List<Checkpoint> at(long offset) {
        FileIdentity identity = new FileIdentity(7, 8, "0123456789abcdef", 90);
        return List.of(
                new Checkpoint("edge/a", Path.of("/logs/a"), identity, 0, offset, 1),
                new Checkpoint("edge/ä", Path.of("/logs/ä"), identity, 2, offset + 1, 2));
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        assertEquals(List.of(), file.read());
        file.write(at(5));
        file.write(at(6));
        assertEquals(at(6), file.read());
    }

    @Test
    void aFileTornAtAnyLengthGivesTheOneBefore() throws Exception {
        file.write(at(5));
        file.write(at(6));
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertEquals(at(5), file.read(), "cut at " + length);
            assertFalse(Files.exists(path), "set aside at " + length);
        }
        Files.write(path, whole);
        assertEquals(at(6), file.read());
    }

    @Test
    void anyFlippedByteIsNoticed() throws Exception {
        file.write(at(5));
        file.write(at(6));
        byte[] whole = Files.readAllBytes(path);
        for (int index = 0; index < whole.length; index++) {
            byte[] damaged = whole.clone();
            damaged[index] ^= 0x10;
            Files.write(path, damaged);
            assertEquals(at(5), file.read(), "byte " + index);
        }
    }

    @Test
    void aWriteTornAtAnyLengthLeavesTheOldOne() throws Exception {
        file.write(at(5));
        byte[] next = CheckpointFile.encode(at(6));
        Path fresh = path.resolveSibling("checkpoint.new");
        for (int length = 0; length <= next.length; length++) {
            Files.write(fresh, Arrays.copyOf(next, length));
            assertEquals(at(5), file.read(), "cut at " + length);
        }
    }

    @Test
    void aCrashBetweenTheRenamesGivesTheNewOne() throws Exception {
        file.write(at(5));
        Files.move(path, path.resolveSibling("checkpoint.previous"));
        Files.write(path.resolveSibling("checkpoint.new"), CheckpointFile.encode(at(6)));
        assertEquals(at(6), file.read());
    }

    @Test
    void aLostFileNeverStopsTheStart() throws Exception {
        Files.createDirectories(path.getParent());
        Files.write(path, new byte[] {1, 2, 3});
        Files.write(path.resolveSibling("checkpoint.previous"), new byte[] {4});
        assertEquals(List.of(), file.read());
        try (var files = Files.list(path.getParent())) {
            assertEquals(2, files.filter(name -> name.toString().contains(".bad-")).count());
        }
        file.write(at(9));
        assertTrue(Files.exists(path));
    }
}
