package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.collector.format.LogFormat;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.CatalogueVersion;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.batch.StringField;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// "Hot reload says OK but is not, hangs, or commits a broken config": what a running collector
/// makes of changes of its catalogue, seen in the batches.
class CatalogueReloadTest {
    private static final String LINE =
            "shop.example 192.0.2.7 [21/Nov/2026:02:10:20 +0000] \"GET / HTTP/1.1\" 200\n";
    private static final String FORMAT = "$host $remote_addr [$time_local] \"$request\" $status";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final RecordingSink sink = new RecordingSink(true);

    @Test
    void aReloadIsSeenInTheBatchesAndARefusedOneIsNot() throws Exception {
        var customers = new CatalogueHarness(directory);
        var logs = new CollectorHarness(directory);
        customers.write("customers: [{name: first, hosts: [shop.example]}, {name: b, hosts: [b]}]");
        var metrics = new CollectorMetrics(new PrometheusRegistry());
        Catalogue catalogue = Catalogue.open(customers.file, customers.lastGood, metrics);
        var config =
                CollectorConfig.of(
                                "edge1",
                                List.of(LogFile.of(logs.log, LogFormat.of(FORMAT))),
                                directory.resolve("state/checkpoint"))
                        .withTiming(
                                TailTiming.DEFAULT.withPoll(
                                        CollectorHarness.FAST,
                                        CollectorHarness.FAST,
                                        CollectorHarness.FAST));
        try (var collector =
                new Collector(config, catalogue, sink, metrics, System::currentTimeMillis)) {
            collector.start();
            logs.append(logs.log, LINE);
            awaitBatch("first", CatalogueVersion.of(1, customers.bytes()));

            customers.write("customers: [{name: second, hosts: [shop.example]}, {name: b}]");
            var second = CatalogueVersion.of(2, customers.bytes());
            await("the change is in use", () -> catalogue.entries().version().equals(second));
            logs.append(logs.log, LINE);
            awaitBatch("second", second);

            customers.write("");
            await("the blank file is refused", () -> refused(metrics));
            logs.append(logs.log, LINE);
            int before = sink.batches().size();
            await("another batch is there", () -> sink.batches().size() > before);
            awaitBatch("second", second);
        }
        assertEquals(List.of("first", "second", "second"), sink.texts(StringField.CUSTOMER));
    }

    private static boolean refused(CollectorMetrics metrics) {
        return metrics.catalogue.refusals(CatalogueRefusal.Reason.EMPTY) == 1;
    }

    private void awaitBatch(String customer, CatalogueVersion version) {
        await(
                "a batch of " + version,
                () -> !sink.batches().isEmpty() && isOf(sink.batches().getLast(), version));
        assertEquals(customer, sink.texts(StringField.CUSTOMER).getLast());
    }

    private static boolean isOf(EncodedBatch batch, CatalogueVersion version) {
        try {
            var reader = new BatchReader();
            reader.open(batch.message(), batch.messageLength());
            return reader.catalogue().equals(version);
        } catch (MalformedBatchException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFileThatIsWrittenToWhileItIsReadIsRefused() throws Exception {
        var customers = new CatalogueHarness(directory);
        customers.write("# " + "x".repeat(8 << 20));
        var stop = new AtomicBoolean();
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!stop.get()) {
                                try {
                                    customers.append("# more\n");
                                } catch (java.io.IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            }
                        });
        try {
            await("reading meets writing", () -> isChangedWhileRead(customers));
        } finally {
            stop.set(true);
            writer.join();
        }
        customers.pass(CatalogueFile.SETTLE_NANOS);
        assertTrue(!customers.catalogueFile.isDue(), "it must be at rest first");
        customers.pass(CatalogueFile.SETTLE_NANOS);
        assertTrue(customers.catalogueFile.isDue(), "it is read again");
    }

    private static boolean isChangedWhileRead(CatalogueHarness customers) {
        try {
            customers.catalogueFile.read();
            return false;
        } catch (CatalogueRefusal e) {
            return e.reason() == CatalogueRefusal.Reason.CHANGED_WHILE_READ;
        }
    }
}
