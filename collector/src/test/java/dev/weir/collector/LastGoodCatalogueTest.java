package dev.weir.collector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A restart is no way around the checks of a reload.
class LastGoodCatalogueTest {
    private static final String TWO =
            "customers: [{name: acme, hosts: [a.example, b.example]}, {name: b, hosts: [c]}]";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private CatalogueHarness harness = new CatalogueHarness(Path.of(""));

    @BeforeEach
    void setUp() throws Exception {
        harness = new CatalogueHarness(directory);
        harness.write(TWO);
        harness.open();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "customers: [", "customers: [{name: b, hosts: [c]}]"})
    void aStartWithABadFileGoesOnWithTheLastGoodOne(String bad) throws Exception {
        harness.write(bad);
        Catalogue restarted = harness.open();
        assertEquals("acme", CatalogueHarness.customerOf(restarted, "a.example"));
        assertEquals(1, harness.metric("generation"));
        assertEquals(0, harness.metric("current"));
    }

    @Test
    void aStartWithoutTheFileGoesOnWithTheLastGoodOne() throws Exception {
        Files.delete(harness.file);
        assertEquals("b", CatalogueHarness.customerOf(harness.open(), "c"));
        assertEquals(1, harness.refused("absent"));
    }

    @Test
    void generationsGoOnOverRestarts() throws Exception {
        assertEquals(1, harness.open().entries().version().generation());
        harness.write(TWO + "\n# changed");
        assertEquals(2, harness.open().entries().version().generation());
        assertEquals(2, harness.open().entries().version().generation());
    }

    @Test
    void whoMeansItDeletesTheKeptFile() throws Exception {
        harness.write("customers: [{name: b, hosts: [c]}]");
        Files.delete(harness.lastGood);
        Catalogue restarted = harness.open();
        assertEquals("_unassigned", CatalogueHarness.customerOf(restarted, "a.example"));
        assertEquals(1, harness.metric("current"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "customers: [", "customers: []\n# kept by weir, generation x\n"})
    void aDamagedKeptFileIsAsGoodAsNone(String damaged) throws Exception {
        Files.writeString(harness.lastGood, damaged);
        assertEquals("acme", CatalogueHarness.customerOf(harness.open(), "a.example"));
        Files.writeString(harness.lastGood, damaged);
        harness.write("");
        assertThrows(ConfigurationException.class, harness::open);
    }

    @Test
    void aDirectoryThatCannotBeWrittenOnlyCostsTheKeeping() throws Exception {
        Files.delete(harness.lastGood);
        Files.createDirectories(harness.lastGood.resolve("in-the-way"));
        assertEquals("acme", CatalogueHarness.customerOf(harness.open(), "a.example"));
    }

    @Test
    void theKeptFileBeginsWithTheCatalogueAsItWas() throws IOException {
        byte[] kept = Files.readAllBytes(harness.lastGood);
        assertArrayEquals(harness.bytes(), java.util.Arrays.copyOf(kept, harness.bytes().length));
    }
}
