package dev.weir.schema.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class YamlMapTest {
    private static final String TEXT =
            """
            # a comment
            name: edge
            kafka:
              partitions: 10_000
              linger: 250 ms
              idempotent: true
              nothing:
            logs:
              - file: /a
              - file: /b
                hosts: [x, y]
            one: single
            properties:
              acks: all
              retries: 3
            """;

    private static YamlMap parse(String text) throws ConfigurationException {
        return YamlMap.parse("weir.yaml", text);
    }

    private static void assertComplaint(String sentence, Executable executable) {
        var complaint = assertThrows(ConfigurationException.class, executable);
        assertEquals(sentence, complaint.getMessage());
    }

    @Test
    void valuesReadAsTheirTypes() throws Exception {
        YamlMap root = parse(TEXT);
        assertEquals(Optional.of("edge"), root.text("name"));
        YamlMap kafka = root.map("kafka");
        assertEquals(Optional.of(10_000), kafka.integer("partitions", 1, 10_000));
        assertEquals(Optional.of(Duration.ofMillis(250)), kafka.duration("linger"));
        assertEquals(Optional.of(true), kafka.flag("idempotent"));
        assertFalse(kafka.has("nothing"));
        assertTrue(kafka.keys().contains("nothing"));
        assertEquals(Optional.empty(), kafka.text("nothing"));
        assertEquals(List.of("single"), root.texts("one"));
        assertEquals(List.of(), root.texts("none"));
        List<YamlMap> logs = root.maps("logs");
        assertEquals(Optional.of("/b"), logs.get(1).text("file"));
        assertEquals(List.of("x", "y"), logs.get(1).texts("hosts"));
        assertEquals(Map.of("acks", "all", "retries", "3"), root.map("properties").texts());
        assertEquals("weir.yaml", root.file());
    }

    @Test
    void durationsHaveUnits() throws Exception {
        YamlMap root = parse("{a: 1ms, b: 2 s, c: 3m, d: 4h, e: 30d, f: 0s}");
        assertEquals(Optional.of(Duration.ofMillis(1)), root.duration("a"));
        assertEquals(Optional.of(Duration.ofSeconds(2)), root.duration("b"));
        assertEquals(Optional.of(Duration.ofMinutes(3)), root.duration("c"));
        assertEquals(Optional.of(Duration.ofHours(4)), root.duration("d"));
        assertEquals(Optional.of(Duration.ofDays(30)), root.duration("e"));
        assertEquals(Optional.of(Duration.ZERO), root.duration("f"));
    }

    @Test
    void durationsHaveLimits() throws Exception {
        YamlMap root = parse("{a: 1s, b: 1h}");
        Duration second = Duration.ofSeconds(1);
        assertEquals(Optional.of(second), root.duration("a", second, second));
        assertEquals(Optional.empty(), root.duration("z", second, second));
        assertComplaint(
                "weir.yaml:1: a is 1s; allowed: from 1500ms to 2m",
                () -> root.duration("a", Duration.ofMillis(1500), Duration.ofMinutes(2)));
        assertComplaint(
                "weir.yaml:1: b is 1h; allowed: from 0s to 90s",
                () -> root.duration("b", Duration.ZERO, Duration.ofSeconds(90)));
    }

    @Test
    void sizesHaveUnitsAndLimits() throws Exception {
        YamlMap root = parse("{a: 1B, b: 2 KiB, c: 3MiB, d: 4GiB, e: 5MB, f: 9999999999999 GiB}");
        assertEquals(Optional.of(1L), root.size("a", 1, 10));
        assertEquals(Optional.of(2048L), root.size("b", 2048, 2048));
        assertEquals(Optional.of(3L << 20), root.size("c", 0, 1 << 30));
        assertEquals(Optional.of(4L << 30), root.size("d", 0, Long.MAX_VALUE));
        assertEquals(Optional.empty(), root.size("z", 0, 1));
        assertThrows(ConfigurationException.class, () -> root.size("a", 2, 10));
        assertThrows(ConfigurationException.class, () -> root.size("b", 0, 2047));
        assertThrows(ConfigurationException.class, () -> root.size("e", 0, Long.MAX_VALUE));
        assertThrows(ConfigurationException.class, () -> root.size("f", 0, Long.MAX_VALUE));
    }

    @Test
    void anEmptyFileIsAnEmptyMapping() throws Exception {
        assertTrue(parse("").keys().isEmpty());
        assertTrue(parse("# only a comment\n").keys().isEmpty());
        assertTrue(parse("").map("a").map("b").keys().isEmpty());
    }

    @Test
    void complaintsNameFileLineAndKey() throws Exception {
        YamlMap root = parse(TEXT);
        YamlMap kafka = root.map("kafka");
        assertComplaint(
                "weir.yaml:4: kafka.partitions is 10_000; allowed: a whole number from 1 to 99",
                () -> kafka.integer("partitions", 1, 99));
        assertComplaint(
                "weir.yaml:5: kafka.linger is 250 ms; allowed: a whole number from 1 to 99",
                () -> kafka.integer("linger", 1, 99));
        assertComplaint(
                "weir.yaml:6: kafka.idempotent is true; allowed: a whole number and a unit"
                        + " (ms, s, m, h, d), as in 250ms",
                () -> kafka.duration("idempotent"));
        assertComplaint(
                "weir.yaml:5: kafka.linger is 250 ms; allowed: true, false",
                () -> kafka.flag("linger"));
        assertComplaint(
                "weir.yaml:12: one is not known; allowed here: name, kafka, logs",
                () -> root.allowOnly("name", "kafka", "logs"));
        assertComplaint(
                "weir.yaml:3: kafka must be a single value, not a list or a mapping",
                () -> root.text("kafka"));
        assertComplaint(
                "weir.yaml:2: name must be a mapping of keys to values", () -> root.map("name"));
        assertComplaint("weir.yaml:2: name must be a list", () -> root.maps("name"));
        assertComplaint("weir.yaml:3: kafka must be a list", () -> root.texts("kafka"));
        assertComplaint(
                "weir.yaml:9: logs must be a list of plain values", () -> root.texts("logs"));
        assertComplaint(
                "weir.yaml:11: logs[1].hosts must be a list of mappings",
                () -> root.maps("logs").get(1).maps("hosts"));
    }

    @Test
    void aMissingKeyIsReportedWhereItsMappingStands() throws Exception {
        YamlMap root = parse("a: 1\nkafka:\nlogs:\n  - format: x\n");
        assertComplaint(
                "weir.yaml:2: kafka.servers is missing: it must be host:port",
                () -> root.map("kafka").requiredText("servers", "host:port"));
        assertComplaint(
                "weir.yaml:4: logs[0].file is missing: it must be the path of a log",
                () -> root.maps("logs").getFirst().requiredText("file", "the path of a log"));
    }

    @Test
    void whatIsNoYamlSaysWhere() {
        assertComplaint(
                "weir.yaml:2: is not valid YAML: mapping values are not allowed here",
                () -> parse("a: 1\nb: c: d\n"));
        assertComplaint("weir.yaml:3: a stands twice", () -> parse("a: 1\nb: 2\na: 3\n"));
        assertComplaint(
                "weir.yaml:2: must be a mapping of keys to values", () -> parse("#\n- a\n- b\n"));
        assertComplaint("weir.yaml:1: a key must be plain text", () -> parse("? [a]\n: b\n"));
    }

    @Test
    void aFileThatCannotBeReadSaysWhy(@TempDir Path directory) throws Exception {
        Path absent = directory.resolve("absent.yaml");
        assertComplaint(absent + ": there is no such file", () -> YamlMap.read(absent));
        Path latin1 = directory.resolve("latin1.yaml");
        Files.write(latin1, new byte[] {'a', ':', ' ', (byte) 0xE4});
        assertComplaint(latin1 + ": is not UTF-8 text", () -> YamlMap.read(latin1));
        assertThrows(ConfigurationException.class, () -> YamlMap.read(directory));
        Path good = Files.writeString(directory.resolve("good.yaml"), "a: ü\n");
        assertEquals(Optional.of("ü"), YamlMap.read(good).text("a"));
    }
}
