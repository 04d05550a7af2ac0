package dev.weir.schema.yaml;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// A mapping of a YAML file, read key by key against what is allowed. Every complaint names the
/// file, the line, the key, what was found and what is allowed.
///
/// ```java
/// YamlMap root = YamlMap.read(Path.of("weir.yaml"));
/// root.allowOnly("collector", "kafka");
/// int partitions = root.map("kafka").integer("partitions", 1, 10_000).orElse(4);
/// ```
public final class YamlMap {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,15})\\s*(ms|s|m|h|d)");

    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(B|KiB|MiB|GiB)");

    private final String file;
    private final String path;
    private final int line;
    private final Map<String, Node> values;
    private final Map<String, Integer> keyLines;

    private YamlMap(String file, String path, int line, @Nullable MappingNode node)
            throws ConfigurationException {
        this.file = file;
        this.path = path;
        this.line = line;
        this.values = new LinkedHashMap<>();
        this.keyLines = new LinkedHashMap<>();
        if (node == null) {
            return;
        }
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw error(lineOf(tuple.getKeyNode()), "a key must be plain text");
            }
            if (values.put(key.getValue(), tuple.getValueNode()) != null) {
                throw error(lineOf(key), dotted(key.getValue()) + " stands twice");
            }
            keyLines.put(key.getValue(), lineOf(key));
        }
    }

    /// Reads a file whose top level is a mapping; an empty file is an empty mapping.
    public static YamlMap read(Path file) throws ConfigurationException {
        try {
            return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(file + ": there is no such file");
        } catch (AccessDeniedException e) {
            throw new ConfigurationException(file + ": may not be read by this user");
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(file + ": is not UTF-8 text");
        } catch (IOException e) {
            throw new ConfigurationException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /// Reads text whose top level is a mapping.
    ///
    /// @param file the name for complaints
    public static YamlMap parse(String file, String text) throws ConfigurationException {
        // Keys that are no scalars are refused by the constructor, with their line.
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(file)
                        .setUseMarks(true)
                        .setAllowNonScalarKeys(true)
                        .build();
        Optional<Node> root;
        try {
            root = new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new ConfigurationException(
                    file + ":" + line + ": is not valid YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new ConfigurationException(file + ": is not valid YAML: " + e.getMessage());
        }
        if (root.isEmpty()) {
            return new YamlMap(file, "", 1, null);
        }
        if (root.get() instanceof MappingNode mapping) {
            return new YamlMap(file, "", lineOf(mapping), mapping);
        }
        throw new ConfigurationException(
                file + ":" + lineOf(root.get()) + ": must be a mapping of keys to values");
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private String dotted(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private ConfigurationException error(int atLine, String what) {
        return new ConfigurationException(file + ":" + atLine + ": " + what);
    }

    /// A complaint about the value of `key`, or about its absence.
    public ConfigurationException error(String key, String what) {
        return error(lineOf(key), dotted(key) + " " + what);
    }

    /// The line that `key` stands in, or the mapping's own if it is not there; from 1.
    public int lineOf(String key) {
        return keyLines.getOrDefault(key, line);
    }

    /// The keys, in the order of the file.
    public Set<String> keys() {
        return new LinkedHashSet<>(values.keySet());
    }

    /// Whether the key is there with a value.
    public boolean has(String key) {
        Node node = values.get(key);
        return node != null && !isNull(node);
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && (scalar.getValue().isEmpty()
                        || scalar.getValue().equals("null")
                        || scalar.getValue().equals("~"));
    }

    /// Complains about the first key that is not among `allowed`.
    public void allowOnly(String... allowed) throws ConfigurationException {
        for (String key : values.keySet()) {
            if (!Arrays.asList(allowed).contains(key)) {
                throw error(key, "is not known; allowed here: " + String.join(", ", allowed));
            }
        }
    }

    /// The text of a key; empty if it is not there.
    public Optional<String> text(String key) throws ConfigurationException {
        if (!has(key)) {
            return Optional.empty();
        }
        return Optional.of(scalar(key, values.get(key)));
    }

    /// The text of a key that must be there.
    ///
    /// @param what for the complaint: "the path of the log file"
    public String requiredText(String key, String what) throws ConfigurationException {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            throw error(key, "is missing: it must be " + what);
        }
        return text.get();
    }

    private String scalar(String key, @Nullable Node node) throws ConfigurationException {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw error(key, "must be a single value, not a list or a mapping");
    }

    /// The whole number of a key, between `min` and `max`; empty if it is not there.
    public Optional<Integer> integer(String key, int min, int max) throws ConfigurationException {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            int value = Integer.parseInt(text.get().replace("_", ""));
            if (value >= min && value <= max) {
                return Optional.of(value);
            }
        } catch (NumberFormatException e) {
            // Falls through to the one complaint for both.
        }
        throw error(
                key, "is " + text.get() + "; allowed: a whole number from " + min + " to " + max);
    }

    /// The flag of a key; empty if it is not there.
    public Optional<Boolean> flag(String key) throws ConfigurationException {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return switch (text.get()) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> throw error(key, "is " + text.get() + "; allowed: true, false");
        };
    }

    /// The duration of a key, as "250 ms", "10s", "6h" or "30d"; empty if it is not there.
    public Optional<Duration> duration(String key) throws ConfigurationException {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = DURATION.matcher(text.get().strip());
        if (!matcher.matches()) {
            throw error(
                    key,
                    "is "
                            + text.get()
                            + "; allowed: a whole number and a unit (ms, s, m, h, d), as in 250ms");
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(Math.min(amount, 1_000_000));
                });
    }

    /// The duration of a key, between `min` and `max`; empty if it is not there.
    public Optional<Duration> duration(String key, Duration min, Duration max)
            throws ConfigurationException {
        Optional<Duration> duration = duration(key);
        if (duration.isPresent()
                && (duration.get().compareTo(min) < 0 || duration.get().compareTo(max) > 0)) {
            throw error(
                    key,
                    "is "
                            + text(key).orElseThrow()
                            + "; allowed: from "
                            + written(min)
                            + " to "
                            + written(max));
        }
        return duration;
    }

    private static String written(Duration duration) {
        if (duration.toMillisPart() != 0) {
            return duration.toMillis() + "ms";
        }
        return duration.toSecondsPart() != 0 || duration.isZero()
                ? duration.toSeconds() + "s"
                : duration.toMinutes() + "m";
    }

    /// The number of bytes of a key, as "512 B", "64KiB", "256 MiB" or "1GiB", between `min` and
    /// `max` bytes; empty if it is not there.
    public Optional<Long> size(String key, long min, long max) throws ConfigurationException {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = SIZE.matcher(text.get().strip());
        if (matcher.matches()) {
            int shift =
                    switch (matcher.group(2)) {
                        case "B" -> 0;
                        case "KiB" -> 10;
                        case "MiB" -> 20;
                        default -> 30;
                    };
            long amount = Long.parseLong(matcher.group(1));
            if (amount <= max >> shift && amount << shift >= min) {
                return Optional.of(amount << shift);
            }
        }
        throw error(
                key,
                "is "
                        + text.get()
                        + "; allowed: a whole number and a unit (B, KiB, MiB, GiB), as in 64MiB,"
                        + " from "
                        + min
                        + " to "
                        + max
                        + " bytes");
    }

    /// The mapping of a key; an empty one if it is not there.
    public YamlMap map(String key) throws ConfigurationException {
        if (!has(key)) {
            return new YamlMap(file, dotted(key), lineOf(key), null);
        }
        if (values.get(key) instanceof MappingNode mapping) {
            return new YamlMap(file, dotted(key), lineOf(key), mapping);
        }
        throw error(key, "must be a mapping of keys to values");
    }

    /// The list of mappings of a key; empty if it is not there.
    public List<YamlMap> maps(String key) throws ConfigurationException {
        List<YamlMap> result = new ArrayList<>();
        for (Node item : items(key)) {
            if (!(item instanceof MappingNode mapping)) {
                throw error(lineOf(item), dotted(key) + " must be a list of mappings");
            }
            String itemPath = dotted(key) + "[" + result.size() + "]";
            result.add(new YamlMap(file, itemPath, lineOf(item), mapping));
        }
        return result;
    }

    /// The list of texts of a key; empty if it is not there. A single text is a list of one.
    public List<String> texts(String key) throws ConfigurationException {
        if (values.get(key) instanceof ScalarNode single && !isNull(single)) {
            return List.of(single.getValue());
        }
        List<String> result = new ArrayList<>();
        for (Node item : items(key)) {
            if (!(item instanceof ScalarNode scalar)) {
                throw error(lineOf(item), dotted(key) + " must be a list of plain values");
            }
            result.add(scalar.getValue());
        }
        return result;
    }

    private List<Node> items(String key) throws ConfigurationException {
        if (!has(key)) {
            return List.of();
        }
        if (values.get(key) instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw error(key, "must be a list");
    }

    /// Every key with its value as text, for settings that are passed through as they are.
    public Map<String, String> texts() throws ConfigurationException {
        Map<String, String> result = new LinkedHashMap<>();
        for (var entry : values.entrySet()) {
            result.put(entry.getKey(), scalar(entry.getKey(), entry.getValue()));
        }
        return result;
    }

    /// The file's name, for complaints.
    public String file() {
        return file;
    }
}
