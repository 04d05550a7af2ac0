package dev.weir.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.batch.CatalogueVersion;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {
    private static final String THREE =
            """
            customers:
              - name: acme
                hosts: [www.acme.example, "*.acme.example"]
              - name: deep
                hosts: ["*.deep.acme.example"]
              - name: other
                hosts: [Other.example, dotted.example.]
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private CatalogueHarness harness = new CatalogueHarness(Path.of(""));

    @BeforeEach
    void setUp() throws IOException {
        harness = new CatalogueHarness(directory);
        harness.write(THREE);
    }

    @ParameterizedTest
    @CsvSource({
        "www.acme.example,acme",
        "www.acme.example.,acme",
        "a.b.acme.example,acme",
        "a.b.acme.example.,acme",
        "acme.example,_unassigned",
        "notacme.example,_unassigned",
        "x.deep.acme.example,deep",
        "x.y.deep.acme.example,deep",
        "deep.acme.example,acme",
        "other.example,other",
        "dotted.example,other",
        "dotted.example.,other",
        "'',_unassigned",
        ".,_unassigned",
        "..,_unassigned",
        "other.example..,_unassigned"
    })
    void aHostBelongsToTheCustomerOfItsLongestPattern(String host, String customer)
            throws Exception {
        assertEquals(customer, CatalogueHarness.customerOf(harness.open(), host));
    }

    @Test
    void aWholeNameGoesBeforeASuffixWhateverTheirOrder() throws Exception {
        harness.write(
                """
                customers:
                  - name: suffix
                    hosts: ["*.a.example"]
                  - name: exact
                    hosts: [x.a.example]
                """);
        assertEquals("exact", CatalogueHarness.customerOf(harness.open(), "x.a.example"));
    }

    @Test
    void aChangedFileTakesEffectAndIsAGenerationMore() throws Exception {
        Catalogue catalogue = harness.open();
        assertEquals(1, harness.metric("generation"));
        String changed = THREE.replace("Other.example", "new.example");
        harness.write(changed);

        assertTrue(catalogue.reload());

        assertEquals("other", CatalogueHarness.customerOf(catalogue, "new.example"));
        assertEquals("_unassigned", CatalogueHarness.customerOf(catalogue, "other.example"));
        assertEquals(CatalogueVersion.of(2, harness.bytes()), catalogue.entries().version());
        assertEquals(2, harness.metric("generation"));
        assertEquals(2, harness.metric("accepted"));
        assertEquals(1, harness.metric("current"));
        assertTrue(harness.metric("last_success_timestamp_seconds") > 0);
    }

    /// Whoever starts it reads it once more, and says then that it is taken.
    @Test
    void checkingTakesNothingAndSaysNothing() throws Exception {
        List<LogRecord> said = new ArrayList<>();
        try (var _ = new OnLog(Catalogue.class, said::add)) {
            Catalogue.check(harness.file);
            harness.write("customers: []");
            String message =
                    assertThrows(ConfigurationException.class, () -> Catalogue.check(harness.file))
                            .getMessage();
            assertEquals("catalogue " + harness.file + ": it has no customers with hosts", message);
            assertEquals(List.of(), said);
        }
        assertFalse(Files.exists(harness.lastGood));
    }

    @Test
    void aFileThatWasOnlyTouchedIsNoNewGeneration() throws Exception {
        Catalogue catalogue = harness.open();
        harness.write(THREE);
        assertTrue(catalogue.reload());
        assertEquals(1, catalogue.entries().version().generation());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "empty|''",
                "empty|'# nothing'",
                "empty|'customers: []'",
                "empty|'customers:'",
                "empty|'customers: [{name: acme}, {name: deep}, {name: other}]'",
                "customers_lost|'customers: [{name: acme, hosts: [a.example]}]'",
                "hosts_lost|'customers: [{name: acme, hosts: [a.example]}, {name: deep},"
                        + " {name: other}]'",
                "invalid|'customers: [{name: acme, hosts: ['",
                "invalid|'customers: [{name: Acme Corp, hosts: [a.example]}]'",
                "invalid|'customers: nonsense'",
                "invalid|'customers: [{name: acme, hosts: {a: b}}]'",
                "invalid|'customer: []'",
                "invalid|'- a'",
                "invalid|'customers: [{name: acme, hosts: &a [x.example]}, {name: b, hosts: *a}]'",
            })
    void anEmptyShrunkenOrInvalidFileIsRefusedAndTheAnswerSaysSo(String reason, String text)
            throws Exception {
        Catalogue catalogue = harness.open();
        harness.write(text);

        assertFalse(catalogue.reload());

        assertEquals("acme", CatalogueHarness.customerOf(catalogue, "www.acme.example"));
        assertEquals("other", CatalogueHarness.customerOf(catalogue, "other.example"));
        assertEquals(1, harness.metric("generation"));
        assertEquals(1, harness.metric("accepted"));
        assertEquals(1, harness.refused(reason));
        assertEquals(0, harness.metric("current"));

        harness.write(THREE);
        assertTrue(catalogue.reload());
        assertEquals(1, harness.metric("current"));
    }

    @Test
    void aFileThatIsNotTextIsRefused() throws Exception {
        Catalogue catalogue = harness.open();
        Files.write(harness.file, new byte[] {'a', (byte) 0xFF, (byte) 0xFE, 0, 1});
        assertFalse(catalogue.reload());
        assertEquals(1, harness.refused("invalid"));
    }

    @Test
    void aFileThatVanishesIsRefusedAndReadAgainWhenItComesBack() throws Exception {
        Catalogue catalogue = harness.open();
        Files.delete(harness.file);
        assertFalse(catalogue.reload());
        assertEquals("other", CatalogueHarness.customerOf(catalogue, "other.example"));
        assertEquals(1, harness.refused("absent"));

        harness.write(THREE.replace("Other.example", "back.example"));
        assertTrue(catalogue.reload());
        assertEquals("other", CatalogueHarness.customerOf(catalogue, "back.example"));
    }

    @Test
    void aChangeIsReadOnceWhenTheFileIsAtRest() throws Exception {
        harness.open();
        assertFalse(harness.catalogueFile.isDue());

        harness.write(THREE + "# half");
        assertFalse(harness.catalogueFile.isDue(), "just changed");
        harness.pass(CatalogueFile.SETTLE_NANOS - 1);
        assertFalse(harness.catalogueFile.isDue(), "not at rest for long enough");
        harness.write(THREE + "# half, and the other half");
        harness.pass(1);
        assertFalse(harness.catalogueFile.isDue(), "changed again");
        harness.pass(CatalogueFile.SETTLE_NANOS);
        assertTrue(harness.catalogueFile.isDue());

        harness.catalogueFile.read();
        assertFalse(harness.catalogueFile.isDue(), "read already");
    }

    @Test
    void aSwappedLinkIsAChange() throws Exception {
        // As Kubernetes mounts a ConfigMap: customers.yaml → ..data/customers.yaml, ..data → ..1
        Path first = Files.createDirectory(directory.resolve("..1"));
        Path second = Files.createDirectory(directory.resolve("..2"));
        Files.writeString(first.resolve("customers.yaml"), THREE);
        Files.writeString(
                second.resolve("customers.yaml"), THREE.replace("Other.example", "New__.example"));
        Path data = Files.createSymbolicLink(directory.resolve("..data"), first.getFileName());
        Files.delete(harness.file);
        Files.createSymbolicLink(harness.file, Path.of("..data/customers.yaml"));
        Catalogue catalogue = harness.open();
        assertFalse(harness.catalogueFile.isDue());

        Path swapped = Files.createSymbolicLink(directory.resolve("..tmp"), second.getFileName());
        Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE);
        assertFalse(harness.catalogueFile.isDue());
        harness.pass(CatalogueFile.SETTLE_NANOS);

        assertTrue(harness.catalogueFile.isDue());
        assertTrue(catalogue.reload());
        assertEquals("other", CatalogueHarness.customerOf(catalogue, "new__.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"_unassigned", "_other", "Acme", "a b", "-a", "''", "ä"})
    void aReservedOrOddNameIsRefused(String name) throws Exception {
        harness.write("customers:\n  - name: " + name + "\n    hosts: [a.example]\n");
        assertThrows(ConfigurationException.class, harness::open);
    }

    @ParameterizedTest
    @CsvSource({"www.acme.example,3", "WWW.Acme.example,3", "www.acme.example.,3"})
    void aHostThatStandsTwiceIsRefusedWithBothLines(String twice, int firstLine) throws Exception {
        harness.write(THREE.replace("Other.example", twice));
        String refused =
                String.valueOf(
                        assertThrows(ConfigurationException.class, harness::open).getMessage());
        assertTrue(refused.contains("customers.yaml:7: customers[2].hosts has " + twice), refused);
        assertTrue(refused.contains("stands in line " + firstLine + " already"), refused);
    }

    @Test
    void anEmptyFileIsRefusedAtTheStartToo() throws Exception {
        harness.write("");
        assertThrows(ConfigurationException.class, harness::open);
    }
}
