package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.line;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.collector.address.AddressPolicy;
import dev.weir.collector.address.HashAddress;
import dev.weir.collector.address.TruncateAddress;
import dev.weir.collector.format.LogFormat;
import dev.weir.schema.batch.StringField;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What of a client's address leaves the collector.
class ClientAddressTest {
    private static final String REJECTED = "192.0.2.7 is no request\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final RecordingSink sink = new RecordingSink(true);
    private CollectorHarness harness = new CollectorHarness(Path.of(""));

    @BeforeEach
    void setUp() {
        harness = new CollectorHarness(directory);
    }

    private void collect(AddressPolicy policy) throws Exception {
        LogFile log = LogFile.of(harness.log, LogFormat.of("combined")).withAddresses(policy);
        harness.append(harness.log, line("/") + line("/").replace("192.0.2.7", "unix:") + REJECTED);
        try (Collector _ =
                harness.start(
                        sink,
                        config ->
                                CollectorConfig.of("edge1", List.of(log), config.checkpoint())
                                        .withTiming(config.timing())
                                        .withLimits(config.limits()))) {
            await("all is there", () -> sink.requests() == 2 && sink.rejectedLines().size() == 1);
        }
    }

    private boolean leaks() {
        return Stream.concat(
                        sink.batches().stream()
                                .map(b -> Arrays.copyOf(b.message(), b.messageLength())),
                        sink.rejectedLines().stream()
                                .map(r -> r.line().getBytes(StandardCharsets.ISO_8859_1)))
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .anyMatch(text -> text.contains("192.0.2.7"));
    }

    @Test
    void keptAddressesAreAsInTheLog() throws Exception {
        collect(AddressPolicy.KEEP);
        assertEquals(List.of("192.0.2.7", "unix:"), sink.texts(StringField.CLIENT_ADDRESS));
        assertEquals(REJECTED.strip(), sink.rejectedLines().getFirst().line());
        assertTrue(leaks());
    }

    @Test
    void truncatedAddressesLeaveNoTrace() throws Exception {
        collect(new TruncateAddress(24, 48));
        assertEquals(List.of("192.0.2.0", ""), sink.texts(StringField.CLIENT_ADDRESS));
        assertEquals("xxx.x.x.x is no request", sink.rejectedLines().getFirst().line());
        assertFalse(leaks());
    }

    @Test
    void hashedAddressesLeaveNoTrace() throws Exception {
        Path key = directory.resolve("key");
        Files.writeString(key, "a key of enough bytes for this");
        collect(HashAddress.withKeyOf(key));
        assertTrue(sink.texts(StringField.CLIENT_ADDRESS).stream().allMatch(t -> t.length() == 24));
        assertEquals("xxx.x.x.x is no request", sink.rejectedLines().getFirst().line());
        assertFalse(leaks());
    }
}
