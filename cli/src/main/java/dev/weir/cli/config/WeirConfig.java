package dev.weir.cli.config;

import dev.weir.cli.broker.TopicConfig;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// `weir.yaml` as a whole: each section is read by the class of its name.
///
/// @param data the directory for what must survive the process
/// @param kafka connection settings, passed through to every Kafka client
/// @param topics how the topics are made
/// @param collect what is collected
/// @param stream how it is counted
/// @param store where it is kept
/// @param serve how it is served
public record WeirConfig(
        Path data,
        Map<String, Object> kafka,
        TopicConfig topics,
        CollectSettings collect,
        StreamSettings stream,
        StoreSettings store,
        ServeSettings serve) {

    public static final Path DEFAULT_DATA = Path.of("weir-data");
    public static final int DEFAULT_PARTITIONS = 4;

    /// Reads a file, or takes the defaults if there is none.
    public static WeirConfig read(Optional<Path> file) throws ConfigurationException {
        return file.isPresent() ? of(YamlMap.read(file.get())) : of(YamlMap.parse("defaults", ""));
    }

    static WeirConfig of(YamlMap root) throws ConfigurationException {
        root.allowOnly("data", "kafka", "topics", "collect", "stream", "store", "serve");
        return new WeirConfig(
                root.text("data").map(Path::of).orElse(DEFAULT_DATA),
                new HashMap<>(root.map("kafka").texts()),
                topics(root.map("topics")),
                CollectSettings.of(root.map("collect")),
                StreamSettings.of(root.map("stream")),
                StoreSettings.of(root.map("store")),
                ServeSettings.of(root.map("serve")));
    }

    private static TopicConfig topics(YamlMap section) throws ConfigurationException {
        section.allowOnly("partitions", "replication");
        return new TopicConfig(
                section.integer("partitions", 1, 1000).orElse(DEFAULT_PARTITIONS),
                section.integer("replication", -1, 10)
                        .filter(copies -> copies != 0)
                        .orElse(-1)
                        .shortValue());
    }

    /// The Kafka settings of a process that runs by itself.
    ///
    /// @throws ConfigurationException if no broker is named
    public Map<String, Object> externalKafka() throws ConfigurationException {
        if (!kafka.containsKey("bootstrap.servers")) {
            throw new ConfigurationException(
                    "kafka.bootstrap.servers is missing: name the brokers in the file given with"
                            + " --config, as in kafka: {bootstrap.servers: \"kafka-1:9092\"}");
        }
        return kafka;
    }

    /// This configuration with another data directory.
    public WeirConfig withData(Path directory) {
        return new WeirConfig(directory, kafka, topics, collect, stream, store, serve);
    }

    /// This configuration with another set of logs.
    public WeirConfig withCollect(CollectSettings settings) {
        return new WeirConfig(data, kafka, topics, settings, stream, store, serve);
    }

    /// This configuration with other stream jobs.
    public WeirConfig withStream(StreamSettings settings) {
        return new WeirConfig(data, kafka, topics, collect, settings, store, serve);
    }

    /// This configuration served elsewhere.
    public WeirConfig withServe(ServeSettings settings) {
        return new WeirConfig(data, kafka, topics, collect, stream, store, settings);
    }
}
