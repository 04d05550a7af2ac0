package dev.weir.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.yaml.ConfigurationException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
                hosts: [Other.example]
            """;

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void setUp() throws IOException {
        file = directory.resolve("catalogue.yaml");
        Files.writeString(file, THREE);
    }

    private Catalogue open() throws ConfigurationException {
        return Catalogue.open(file, new CollectorMetrics(new PrometheusRegistry()));
    }

    private static String customerOf(Catalogue catalogue, String host) {
        byte[] bytes = host.getBytes(StandardCharsets.UTF_8);
        return new String(catalogue.customerOf(bytes, 0, bytes.length), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "www.acme.example,acme",
        "a.b.acme.example,acme",
        "acme.example,_unassigned",
        "notacme.example,_unassigned",
        "x.deep.acme.example,deep",
        "deep.acme.example,acme",
        "other.example,other",
        "'',_unassigned"
    })
    void aHostBelongsToTheCustomerOfItsLongestPattern(String host, String customer)
            throws Exception {
        assertEquals(customer, customerOf(open(), host));
    }

    @Test
    void aChangedFileTakesEffect() throws Exception {
        Catalogue catalogue = open();
        Files.writeString(file, THREE.replace("Other.example", "new.example"));
        catalogue.reloadIfChanged();
        assertEquals("other", customerOf(catalogue, "new.example"));
        assertEquals("_unassigned", customerOf(catalogue, "other.example"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "customers: []",
                "customers:\n  - name: acme\n    hosts: [a.example]",
                "customers:\n  - name: acme\n    hosts: [",
                "customers:\n  - name: Acme Corp\n    hosts: [a.example]",
                "customers: nonsense"
            })
    void anEmptyShrunkenOrInvalidFileIsRefused(String text) throws Exception {
        PrometheusRegistry registry = new PrometheusRegistry();
        Catalogue catalogue = Catalogue.open(file, new CollectorMetrics(registry));
        Files.writeString(file, text);
        catalogue.reloadIfChanged();
        assertEquals("acme", customerOf(catalogue, "www.acme.example"));
        assertEquals("other", customerOf(catalogue, "other.example"));
        assertTrue(registry.scrape().toString().length() > 0);
    }

    @Test
    void aFileThatVanishesAndComesBackIsReadAgain() throws Exception {
        Catalogue catalogue = open();
        Files.delete(file);
        catalogue.reloadIfChanged();
        assertEquals("other", customerOf(catalogue, "other.example"));
        Files.writeString(file, THREE.replace("Other.example", "back.example"));
        catalogue.reloadIfChanged();
        assertEquals("other", customerOf(catalogue, "back.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"_unassigned", "_other", "Acme", "a b", "-a", "''", "ä"})
    void aReservedOrOddNameIsRefused(String name) throws Exception {
        Files.writeString(file, "customers:\n  - name: " + name + "\n    hosts: [a.example]\n");
        assertThrows(ConfigurationException.class, this::open);
    }

    @Test
    void aHostOfTwoCustomersIsRefused() throws Exception {
        Files.writeString(file, THREE.replace("Other.example", "www.acme.example"));
        ConfigurationException refused = assertThrows(ConfigurationException.class, this::open);
        assertTrue(String.valueOf(refused.getMessage()).contains("www.acme.example"));
    }
}
