package dev.weir.storage.kafka;

import static dev.weir.storage.Samples.JUNE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.Retention;
import dev.weir.storage.influxdb.InfluxMetricStore;
import dev.weir.storage.influxdb.InfluxServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server that is killed and comes back while the writer writes.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class InfluxOutageIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void whatComesWhileTheServerIsAwayIsWrittenWhenItIsBack() throws Exception {
        try (InfluxServer server = InfluxServer.start(directory);
                var store = InfluxMetricStore.open(server.storeForEver(), Retention.DEFAULT)) {
            var writer = new RunningWriter(store, Duration.ofSeconds(1));
            writer.awaitRunning();
            writer.send(100);
            writer.awaitStored(100);

            server.kill();
            writer.send(100);
            writer.awaitRetrying("cannot reach the server");

            writer.send(100);
            server.begin();
            writer.awaitRunning();
            writer.awaitStored(300);
            writer.stop();
            assertEquals(LongStream.rangeClosed(1, 300).boxed().toList(), writer.stored());
            assertEquals(JUNE + 300_000, store.freshUntil());
        }
    }
}
