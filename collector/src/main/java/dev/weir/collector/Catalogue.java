package dev.weir.collector;

import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// Takes a host, gives its customer; follows a YAML file that people edit.
///
/// ```yaml
/// customers:
///   - name: acme
///     hosts: [www.acme.example, "*.acme.example"]
/// ```
///
/// A changed file that is not valid, is empty, or lacks more than half of the customers is refused
/// and the last good state kept: a blank file must not turn everybody's traffic into nobody's.
public final class Catalogue {
    private static final Logger LOG = System.getLogger(Catalogue.class.getName());

    private final @Nullable Path file;
    private final CollectorMetrics metrics;
    private volatile CatalogueEntries entries;
    private String stamp;

    private Catalogue(@Nullable Path file, CollectorMetrics metrics) throws ConfigurationException {
        this.file = file;
        this.metrics = metrics;
        this.stamp = stampOf(file);
        this.entries = file == null ? new CatalogueEntries() : read(file);
        metrics.customers(entries.customerCount());
    }

    /// Reads a catalogue.
    ///
    /// @throws ConfigurationException if it is not valid
    public static Catalogue open(Path file, CollectorMetrics metrics)
            throws ConfigurationException {
        return new Catalogue(file, metrics);
    }

    /// A catalogue without customers: every host is `_unassigned`.
    public static Catalogue empty(CollectorMetrics metrics) {
        try {
            return new Catalogue(null, metrics);
        } catch (ConfigurationException e) {
            throw new AssertionError("without a file there is nothing to read", e);
        }
    }

    private static CatalogueEntries read(Path file) throws ConfigurationException {
        return CatalogueEntries.read(YamlMap.read(file));
    }

    /// Changes when the file's content may have.
    private static String stampOf(@Nullable Path file) {
        if (file == null) {
            return "";
        }
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime()
                    + " "
                    + attributes.size()
                    + " "
                    + attributes.fileKey();
        } catch (IOException e) {
            return "absent";
        }
    }

    /// Whether a customer may have this name.
    public static boolean isCustomerName(String name) {
        return CatalogueEntries.isCustomerName(name);
    }

    /// Reads the file again if it changed. Called by one thread.
    void reloadIfChanged() {
        String now = stampOf(file);
        if (file == null || now.equals(stamp)) {
            return;
        }
        stamp = now;
        try {
            replace(read(file));
        } catch (ConfigurationException e) {
            refuse(String.valueOf(e.getMessage()));
        }
    }

    private void replace(CatalogueEntries next) {
        int before = entries.customerCount();
        int gone = entries.missingIn(next);
        if (next.customerCount() == 0 && before > 0) {
            refuse("it has no customers");
        } else if (gone * 2 > before) {
            refuse(gone + " of " + before + " customers are missing from it");
        } else {
            entries = next;
            metrics.customers(next.customerCount());
            LOG.log(Level.INFO, "catalogue file={0} customers={1}", file, next.customerCount());
        }
    }

    private void refuse(String reason) {
        metrics.catalogueRefused();
        LOG.log(
                Level.ERROR,
                "catalogue file={0} is refused, the last good one with {1} customers is kept: {2}",
                file,
                entries.customerCount(),
                reason);
    }

    /// The customer of the host in `[from, to)`, which is in lower case and without port.
    byte[] customerOf(byte[] host, int from, int to) {
        return entries.customerOf(new String(host, from, to - from, StandardCharsets.UTF_8));
    }
}
