package dev.weir.collector;

import dev.weir.collector.CatalogueRefusal.Reason;
import dev.weir.schema.batch.CatalogueVersion;
import dev.weir.schema.yaml.ConfigurationException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Follows a YAML file that says which host is which customer's, gives its newest good state.
///
/// ```yaml
/// customers:
///   - name: acme
///     hosts: [www.acme.example, "*.acme.example"]
/// ```
///
/// A changed file is read, checked and built as a whole on a thread of its own; then one reference
/// changes, and the next batches are resolved with it. One that is not valid, is empty, or lacks
/// more than half of the customers or hosts is refused and the last good state kept: a blank file
/// must not turn everybody's traffic into nobody's. The state in use has a generation number, which
/// only an accepted change moves, and which every batch carries: so what a reload has brought is
/// seen where requests are counted and not only where they are read.
public final class Catalogue {
    private static final Logger LOG = System.getLogger(Catalogue.class.getName());

    private final @Nullable CatalogueFile file;
    private final @Nullable LastGoodCatalogue lastGood;
    private final CatalogueMetrics metrics;
    private final AtomicBoolean reloading = new AtomicBoolean();
    private volatile CatalogueEntries entries;

    private Catalogue(
            @Nullable CatalogueFile file,
            @Nullable LastGoodCatalogue lastGood,
            CatalogueMetrics metrics,
            CatalogueEntries entries) {
        this.file = file;
        this.lastGood = lastGood;
        this.metrics = metrics;
        this.entries = entries;
        metrics.inUse(entries);
    }

    /// Reads a catalogue.
    ///
    /// @throws ConfigurationException if it is not valid, or is empty
    public static Catalogue open(Path file, CollectorMetrics metrics)
            throws ConfigurationException {
        return open(new CatalogueFile(file, System::nanoTime), null, metrics.catalogue);
    }

    /// Reads a catalogue and keeps it; if it is refused, goes on with the one that was kept last.
    ///
    /// @param lastGood the file to keep it in
    /// @throws ConfigurationException if it is refused, and none was kept
    public static Catalogue open(Path file, Path lastGood, CollectorMetrics metrics)
            throws ConfigurationException {
        return open(
                new CatalogueFile(file, System::nanoTime),
                new LastGoodCatalogue(lastGood),
                metrics.catalogue);
    }

    /// Complains about a catalogue as opening it would, and takes nothing into use.
    ///
    /// @throws ConfigurationException if it is not valid, or is empty
    public static void check(Path file) throws ConfigurationException {
        CatalogueFile checked = new CatalogueFile(file, System::nanoTime);
        try {
            byte[] content = checked.read();
            CatalogueEntries entries = read(checked, content, CatalogueVersion.of(1, content));
            check(entries, new CatalogueEntries(CatalogueVersion.NONE));
        } catch (CatalogueRefusal e) {
            throw new ConfigurationException(sentence(checked, e));
        }
    }

    static Catalogue open(
            CatalogueFile file, @Nullable LastGoodCatalogue lastGood, CatalogueMetrics metrics)
            throws ConfigurationException {
        Optional<CatalogueEntries> kept = lastGood == null ? Optional.empty() : lastGood.read();
        CatalogueEntries before = kept.orElseGet(() -> new CatalogueEntries(CatalogueVersion.NONE));
        var catalogue = new Catalogue(file, lastGood, metrics, before);
        try {
            catalogue.reload(file);
        } catch (CatalogueRefusal e) {
            if (kept.isEmpty()) {
                throw new ConfigurationException(sentence(file, e));
            }
            catalogue.refuse(file, e);
        }
        return catalogue;
    }

    /// A catalogue without customers: every host is `_unassigned`.
    public static Catalogue empty(CollectorMetrics metrics) {
        return new Catalogue(
                null, null, metrics.catalogue, new CatalogueEntries(CatalogueVersion.NONE));
    }

    /// Whether a customer may have this name.
    public static boolean isCustomerName(String name) {
        return CatalogueReader.isCustomerName(name);
    }

    /// The state in use, to be asked for a whole batch: so that a batch has one generation.
    CatalogueEntries entries() {
        return entries;
    }

    /// Reads the file again if it changed, on a thread of its own: a large one takes seconds, and
    /// the caller follows logs meanwhile.
    void reloadIfChanged() {
        CatalogueFile changed = file;
        if (changed == null || !reloading.compareAndSet(false, true)) {
            return;
        }
        if (!changed.isDue()) {
            reloading.set(false);
            return;
        }
        Thread.ofPlatform()
                .daemon()
                .name("catalogue-0")
                .start(() -> {
                    reload();
                    reloading.set(false);
                });
    }

    /// Reads the file again, and takes or refuses it.
    ///
    /// @return whether the state in use is what the file holds
    boolean reload() {
        CatalogueFile changed = file;
        if (changed == null) {
            return true;
        }
        try {
            reload(changed);
            return true;
        } catch (CatalogueRefusal e) {
            refuse(changed, e);
        } catch (RuntimeException | OutOfMemoryError e) {
            // Whatever it is, nobody waits for this thread: it must be said here.
            refuse(changed, new CatalogueRefusal(Reason.FAILED, "reading it failed: " + e));
        }
        return false;
    }

    private void reload(CatalogueFile changed) throws CatalogueRefusal {
        byte[] content = changed.read();
        CatalogueEntries before = entries;
        var version = CatalogueVersion.of(before.version().generation() + 1, content);
        if (version.hash() == before.version().hash() && before.customerCount() > 0) {
            LOG.log(Level.INFO, "catalogue file={0} is as before: {1}", changed.path, describe());
        } else {
            entries = check(read(changed, content, version), before);
            metrics.inUse(entries);
            metrics.accepted();
            LOG.log(Level.INFO, "catalogue file={0} is taken: {1}", changed.path, describe());
            if (lastGood != null) {
                lastGood.keep(content, version.generation());
            }
        }
        metrics.good(System.currentTimeMillis());
    }

    private static CatalogueEntries read(
            CatalogueFile file, byte[] content, CatalogueVersion version) throws CatalogueRefusal {
        try {
            return CatalogueReader.read(file.path.toString(), content, version);
        } catch (ConfigurationException e) {
            throw new CatalogueRefusal(Reason.INVALID, String.valueOf(e.getMessage()));
        }
    }

    private static CatalogueEntries check(CatalogueEntries next, CatalogueEntries before)
            throws CatalogueRefusal {
        if (next.customerCount() == 0 || next.hostCount() == 0) {
            throw new CatalogueRefusal(Reason.EMPTY, "it has no customers with hosts");
        }
        int customers = before.customersMissingIn(next);
        if (customers * 2L > before.customerCount()) {
            throw new CatalogueRefusal(
                    Reason.CUSTOMERS_LOST,
                    customers + " of " + before.customerCount() + " customers are missing from it");
        }
        int hosts = before.hostsMissingIn(next);
        if (hosts * 2L > before.hostCount()) {
            throw new CatalogueRefusal(
                    Reason.HOSTS_LOST,
                    hosts + " of " + before.hostCount() + " hosts are missing from it");
        }
        return next;
    }

    private String describe() {
        CatalogueEntries now = entries;
        return now.version() + " customers=" + now.customerCount() + " hosts=" + now.hostCount();
    }

    private static String sentence(CatalogueFile file, CatalogueRefusal refusal) {
        return refusal.reason() == Reason.INVALID
                ? refusal.sentence() // which names file and line
                : "catalogue " + file.path + ": " + refusal.sentence();
    }

    private void refuse(CatalogueFile changed, CatalogueRefusal refusal) {
        metrics.refused(refusal.reason());
        LOG.log(
                Level.ERROR,
                "catalogue file={0} is refused, the last good one is kept: {1}; reason={2}: {3}{4}",
                changed.path,
                describe(),
                refusal.reason().label(),
                refusal.sentence(),
                wayOut(refusal.reason()));
    }

    private String wayOut(Reason reason) {
        boolean shrunken = reason == Reason.CUSTOMERS_LOST || reason == Reason.HOSTS_LOST;
        if (!shrunken) {
            return "";
        }
        return lastGood == null
                ? " (if that is meant, restart)"
                : " (if that is meant, delete " + lastGood.path + " and restart)";
    }
}
