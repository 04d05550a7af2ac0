package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.line;
import static dev.weir.collector.CollectorHarness.paths;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.collector.format.LogFormat;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Paths with wildcards, and files that come and go.
class GlobTest {
    @TempDir Path directory;
    private CollectorHarness harness;
    private final RecordingSink sink = new RecordingSink(true);

    @BeforeEach
    void setUp() throws IOException {
        harness = new CollectorHarness(directory);
        Files.createDirectories(directory.resolve("logs/a"));
        Files.createDirectories(directory.resolve("logs/b"));
    }

    private Collector follow(String pattern) throws ConfigurationException, IOException {
        LogFile log = LogFile.of(directory.resolve(pattern), LogFormat.of("combined"));
        return harness.start(sink, config -> harness.following(config, log));
    }

    private Set<String> read() {
        return Set.copyOf(sink.texts(StringField.PATH));
    }

    @Test
    void filesThatAreThereAndThatComeLaterAreRead() throws Exception {
        harness.append(directory.resolve("logs/a/one.log"), line("/one"));
        harness.append(directory.resolve("logs/a/none.txt"), line("/none"));
        try (Collector _ = follow("logs/*/*.log")) {
            await("the first is read", () -> sink.requests() == 1);
            harness.append(directory.resolve("logs/b/two.log"), line("/two"));
            await("the second is read", () -> sink.requests() == 2);
            Files.createDirectories(directory.resolve("logs/c"));
            harness.append(directory.resolve("logs/c/three.log"), line("/three"));
            await("that in a new directory is read", () -> sink.requests() == 3);
        }
        assertEquals(Set.of("/one", "/two", "/three"), read());
    }

    @Test
    void rotatedFilesAreNoLogsOfTheirOwn() throws Exception {
        try (Collector collector = follow("logs/a/access*")) {
            Path log = directory.resolve("logs/a/access.log");
            for (int rotation = 0; rotation < 5; rotation++) {
                harness.append(log, line("/" + rotation));
                int read = rotation + 1;
                await("it is read", () -> sink.requests() == read);
                Files.move(log, directory.resolve("logs/a/access.log-2026112" + rotation));
            }
            harness.append(log, line("/last"));
            await("the last is read", () -> sink.requests() == 6);
            await("the old ones are given up", () -> collector.ledger().size() == 1);
        }
        try (Collector _ = follow("logs/a/access*")) {
            harness.append(directory.resolve("logs/a/access.log"), line("/again"));
            await("the next is read", () -> sink.requests() >= 7);
        }
        assertEquals(7, sink.requests(), "nothing is read twice");
    }

    @Test
    void aFileRenamedToAnotherMatchingNameIsReadOnce() throws Exception {
        Path log = directory.resolve("logs/a/x.log");
        harness.append(log, line("/x"));
        try (Collector _ = follow("logs/a/*.log")) {
            await("it is read", () -> sink.requests() == 1);
            Files.move(log, directory.resolve("logs/a/y.log"));
            harness.append(directory.resolve("logs/a/y.log"), line("/y"));
            harness.append(log, line("/z"));
            await("all are read", () -> sink.requests() == 3);
        }
        try (Collector _ = follow("logs/a/*.log")) {
            harness.append(log, line("/end"));
            await("the last is read", () -> sink.requests() >= 4);
        }
        assertEquals(4, sink.countedPaths().size());
        assertEquals(4, read().size());
    }

    @Test
    void thousandsOfFilesAreFollowed() throws Exception {
        int files = 2000;
        for (int file = 0; file < files; file++) {
            harness.append(directory.resolve("logs/a/site" + file + ".log"), line("/" + file));
        }
        try (Collector collector = follow("logs/a/*.log")) {
            await("all are read", () -> sink.requests() == files);
            assertEquals(files, collector.ledger().size());
            harness.append(directory.resolve("logs/a/site1234.log"), line("/" + files));
            await("the next line is read", () -> sink.requests() == files + 1);
        }
        assertEquals(Set.copyOf(paths(0, files + 1)), read());
    }

    @Test
    void namesOfRotatedFilesAreTold() {
        for (String name :
                new String[] {
                    "access.log.1",
                    "access.log.12.gz",
                    "access.log-20261121",
                    "access.log-2026-11-21_03.gz",
                    "access.log.old",
                    "access-20261121.log",
                    "access-20261121.log.gz",
                    "access.1.log"
                }) {
            assertTrue(RotatedNames.isRotated("access.log", name), name);
        }
        for (String name :
                new String[] {
                    "access.log",
                    "access.log_shop",
                    "access.logger",
                    "access.log.shop",
                    "access_shop.log",
                    "access.log.1.xz",
                    "error.log.1"
                }) {
            assertFalse(RotatedNames.isRotated("access.log", name), name);
        }
    }
}
