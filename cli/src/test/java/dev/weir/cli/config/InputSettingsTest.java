package dev.weir.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.collector.input.Endpoint;
import dev.weir.collector.input.Framing;
import dev.weir.collector.input.InputConfig;
import dev.weir.collector.input.InputConfig.TlsFiles;
import dev.weir.collector.input.SpoolLimits.WhenFull;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputSettingsTest {
    private static List<InputSettings> parse(String inputs) throws ConfigurationException {
        return InputSettings.listOf(
                YamlMap.parse("weir.yaml", "inputs:\n" + inputs).maps("inputs"));
    }

    @Test
    void everythingButNameAndAddressHasADefault() throws Exception {
        InputSettings input = parse("- {name: edge, listen: 'udp://127.0.0.1:5514'}").getFirst();
        assertEquals("combined", input.lines().format());
        assertEquals(InputConfig.of("edge", Endpoint.of("udp://127.0.0.1:5514")), input.config());
        InputSettings stdin = parse("- {name: in, listen: stdin}").getFirst();
        assertEquals(Framing.TEXT, stdin.config().framing());
        assertTrue(stdin.isStdin() && !stdin.config().strip());
    }

    @Test
    void everyKeyArrives() throws Exception {
        InputSettings input =
                parse(
                                """
                                - name: edge
                                  listen: tls://127.0.0.1:6514
                                  format: common
                                  customer: acme
                                  default_host: www.acme.example
                                  framing: octet
                                  strip: false
                                  max_line: 8KiB
                                  max_connections: 7
                                  certificate: c.pem
                                  key: k.pem
                                  client_ca: a.pem
                                  spool: 2GiB
                                  spool_segment: 16 MiB
                                  when_full: drop_newest
                                """)
                        .getFirst();
        InputConfig config = input.config();
        assertEquals(
                "common acme www.acme.example",
                input.lines().format() + " " + input.customer() + " " + input.defaultHost());
        assertEquals(Framing.OCTET, config.framing());
        assertEquals(false, config.strip());
        assertEquals(8192, config.lineBytes());
        assertEquals(7, config.maxConnections());
        assertEquals(
                Optional.of(
                        new TlsFiles(
                                Path.of("c.pem"), Path.of("k.pem"), Optional.of(Path.of("a.pem")))),
                config.tls());
        assertEquals(2L << 30, config.spool().bytes());
        assertEquals(16L << 20, config.spool().segmentBytes());
        assertEquals(Optional.of(WhenFull.DROP_NEWEST), config.spool().whenFull());
    }

    @Test
    void theOldestLinesMayBeTheOnesToDrop() throws Exception {
        InputConfig config =
                parse("- {name: a, listen: stdin, spool: 1MiB, when_full: drop_oldest}")
                        .getFirst()
                        .config();
        assertEquals(Optional.of(WhenFull.DROP_OLDEST), config.spool().whenFull());
        assertEquals(64 << 10, config.spool().segmentBytes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{listen: stdin}|name is missing",
                "{name: Edge, listen: stdin}|name is Edge; allowed: 1 to 63 of a-z",
                "{name: a/b, listen: stdin}|name is a/b; allowed:",
                "{name: a}|listen is missing: it must be udp://HOST:PORT",
                "{name: a, listen: 'ftp://x:1'}|listen is ftp://x:1; allowed: udp://HOST:PORT",
                "{name: a, listen: 'unixgram:/x'}|Java has no Unix datagram sockets",
                "{name: a, listen: stdin, port: 1}|port is not known; allowed here: name, listen",
                "{name: a, listen: stdin, framing: line}|framing does nothing here",
                "{name: a, listen: 'udp://127.0.0.1:1', key: k}|key does nothing here",
                "{name: a, listen: 'tcp://127.0.0.1:1', receive_buffer: 1MiB}|receive_buffer does",
                "{name: a, listen: 'tls://127.0.0.1:1'}|certificate is missing",
                "{name: a, listen: 'tcp://127.0.0.1:1', framing: csv}|framing is csv; allowed: auto",
                "{name: a, listen: stdin, spool: 1KiB}|spool is 1KiB; allowed: a whole number and",
                "{name: a, listen: stdin, max_line: 2MiB}|max_line is 2MiB; allowed:",
                "{name: a, listen: stdin, when_full: drop}|when_full is drop; allowed: block, drop_newest,"
                        + " drop_oldest",
                "{name: a, listen: stdin, spool: 1MiB, max_line: 65KiB, when_full: drop_oldest}|spool has"
                        + " 1048576 bytes; allowed with when_full: drop_oldest and max_line 66560: at"
                        + " least 1064960",
                "{name: a, listen: stdin, max_line: 2000}|max_line is 2000; allowed:",
            })
    void whatCannotBeIsRefusedWithItsPlace(String entry, String complaint) {
        String message =
                String.valueOf(
                        assertThrows(ConfigurationException.class, () -> parse("- " + entry))
                                .getMessage());
        assertTrue(message.startsWith("weir.yaml:2: inputs[0]."), message);
        assertTrue(message.contains(complaint), message);
    }

    @Test
    void namesAndStandardInputStandOnce() {
        assertThrows(
                ConfigurationException.class,
                () -> parse("- {name: a, listen: stdin}\n- {name: b, listen: stdin}"));
        assertThrows(
                ConfigurationException.class,
                () ->
                        parse(
                                "- {name: a, listen: stdin}\n"
                                        + "- {name: a, listen: 'udp://127.0.0.1:1'}"));
    }
}
