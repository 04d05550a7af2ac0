package dev.weir.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.jobs.JobConfig;
import dev.weir.schema.partial.EntryKind;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamSettingsTest {
    @Test
    void whatIsNotSaidIsTheDefault() throws Exception {
        StreamSettings settings = parse("{}");

        assertEquals(JobConfig.DEFAULT_COMMIT_INTERVAL, settings.commitInterval());
        assertEquals(JobConfig.DEFAULT_EMIT_INTERVAL, settings.emitInterval());
        assertEquals(JobConfig.DEFAULT_HOLD, settings.hold());
    }

    @Test
    void intervalsArrive() throws Exception {
        StreamSettings settings = parse("{commit_interval: 1s, emit_interval: 50ms, hold: 30s}");

        assertEquals(Duration.ofSeconds(1), settings.commitInterval());
        assertEquals(Duration.ofMillis(50), settings.emitInterval());
        assertEquals(Duration.ofSeconds(30), settings.hold());
    }

    @Test
    void whatIsLeftOutIsNamedAsInTheApi() throws Exception {
        StreamSettings settings = parse("{leave_out: [client, referer, origin_latency]}");

        assertEquals(
                Set.of(EntryKind.CLIENT, EntryKind.REFERER, EntryKind.ORIGIN_LATENCY),
                settings.leftOut());
        assertEquals(Set.of(), parse("{}").leftOut());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{commit_interval: 0ms}|stream.commit_interval is 0ms; allowed: from 10ms to 2s",
                "{commit_interval: 1m}|stream.commit_interval is 1m; allowed: from 10ms to 2s",
                "{emit_interval: 2m}|stream.emit_interval is 2m; allowed: from 10ms to 1m",
                "{threads: 0}|stream.threads is 0; allowed: a whole number from 1 to 256",
                "{leave_out: [status]}|stream.leave_out has status; allowed: method, cache_status,",
                "{commit: 1s}|stream.commit is not known; allowed here: application_id",
            })
    void whatCannotBeIsRefusedWithItsPlace(String section, String complaint) {
        Refusal.assertRefused(() -> parse(section), complaint);
    }

    private static StreamSettings parse(String section) throws ConfigurationException {
        return StreamSettings.of(YamlMap.parse("weir.yaml", "stream: " + section).map("stream"));
    }
}
