package dev.weir.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.cli.run.CollectPart;
import dev.weir.collector.LogFile;
import dev.weir.collector.address.AddressPolicy;
import dev.weir.collector.address.HashAddress;
import dev.weir.collector.address.TruncateAddress;
import dev.weir.schema.yaml.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressSettingsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private List<LogFile> logs(String collect) throws Exception {
        Path file = directory.resolve("weir.yaml");
        Files.writeString(file, "collect:\n" + collect.indent(2));
        return CollectPart.logFiles(WeirConfig.read(Optional.of(file)).collect());
    }

    @Test
    void addressesAreKeptIfNothingElseIsSaid() throws Exception {
        assertEquals(AddressPolicy.KEEP, logs("logs: [{path: a.log}]").getFirst().addresses());
    }

    @Test
    void aLogMayDifferFromAllOthers() throws Exception {
        Files.writeString(directory.resolve("key"), "a key of enough bytes for this");
        List<LogFile> logs =
                logs(
                        """
                        client_address: {policy: truncate, ipv4_prefix: 16}
                        logs:
                          - path: a.log
                          - path: b.log
                            client_address: {policy: keep}
                          - path: c.log
                            client_address: {policy: hash, key_file: %s}
                        """
                                .formatted(directory.resolve("key")));
        assertEquals(new TruncateAddress(16, 48), logs.get(0).addresses());
        assertEquals(AddressPolicy.KEEP, logs.get(1).addresses());
        assertInstanceOf(HashAddress.class, logs.get(2).addresses());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{policy: drop}|policy is drop; allowed: keep, truncate, hash",
                "{policy: truncate, ipv4_prefix: 33}|allowed: a whole number from 0 to 32",
                "{policy: hash, ipv4_prefix: 24}|ipv4_prefix needs policy: truncate",
                "{ipv6_prefix: 48}|ipv6_prefix needs policy: truncate, and the policy is keep",
                "{policy: hash}|key_file is missing",
                "{policy: keep, key_file: k}|key_file needs policy: hash",
                "{policy: hash, key_file: /absent}|/absent: there is no such file",
                "{prefix: 24}|prefix is not known",
            })
    void whatIsNotAllowedIsRefusedWithTheKeysName(String section, String complaint) {
        ConfigurationException refused =
                assertThrows(
                        ConfigurationException.class,
                        () -> logs("client_address: " + section + "\nlogs: [{path: a.log}]"));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains(complaint), message);
    }
}
