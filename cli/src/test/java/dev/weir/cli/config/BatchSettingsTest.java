package dev.weir.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.collector.BatchLimits;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchSettingsTest {
    @Test
    void whatIsNotSaidIsTheDefault() throws Exception {
        BatchSettings batches = parse("{}");

        assertEquals(BatchLimits.DEFAULT, batches.limits(64 << 10));
        assertEquals(64L << 20, batches.inFlightBytes());
        assertEquals(256, batches.inFlight());
    }

    @Test
    void everyKeyArrives() throws Exception {
        BatchSettings batches =
                parse("{bytes: 2MiB, lines: 5000, age: 1s, in_flight_bytes: 8MiB, in_flight: 9}");

        assertEquals(new BatchSettings(2 << 20, 5000, Duration.ofSeconds(1), 8L << 20, 9), batches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{bytes: 1KiB}|batch.bytes is 1KiB; allowed:",
                "{bytes: 17MiB}|batch.bytes is 17MiB; allowed:",
                "{lines: 0}|batch.lines is 0; allowed:",
                "{age: 2m}|batch.age is 2m; allowed: from 1ms to 1m",
                "{in_flight_bytes: 1KiB}|batch.in_flight_bytes is 1KiB; allowed:",
                "{size: 1MiB}|batch.size is not known; allowed here: bytes",
            })
    void whatCannotBeIsRefusedWithItsPlace(String section, String complaint) {
        Refusal.assertRefused(() -> parse(section), complaint);
    }

    private static BatchSettings parse(String section) throws ConfigurationException {
        return BatchSettings.of(YamlMap.parse("weir.yaml", "batch: " + section).map("batch"));
    }
}
