package dev.weir.jobs.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the store rests on in Kafka Streams: that it is called before each commit, and that what it
/// writes and forwards then is part of that commit. The driver commits after each record.
class LiveStoreTest {
    private static final String STORE = "words";
    private static final String CHANGELOG = "test-" + STORE + "-changelog";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private TopologyTestDriver driver;

    @SuppressWarnings("NullAway.Init")
    private TestInputTopic<String, String> input;

    /// Appends the words of a key; "forget" forgets them. What came goes out with the commit.
    private static final class Words implements Processor<String, String, String, String> {
        private final List<String> gathered = new ArrayList<>();

        @SuppressWarnings("NullAway.Init")
        private LiveStore<String, StringBuilder> store;

        @Override
        public void init(ProcessorContext<String, String> context) {
            store = context.getStateStore(STORE);
            store.load();
            var commit = new CommitScope(context);
            store.beforeCommit(() ->
                    commit.run(() -> {
                        gathered.forEach(word -> context.forward(new Record<>("word", word, 0L)));
                        gathered.clear();
                    }));
        }

        @Override
        public void process(Record<String, String> record) {
            gathered.add(record.value());
            if (record.value().equals("forget")) {
                store.remove(record.key());
                return;
            }
            StringBuilder words = store.get(record.key());
            if (words == null) {
                store.put(record.key(), new StringBuilder(record.value()));
            } else {
                words.append(record.value());
                store.changed(record.key());
            }
        }
    }

    private static final class Codec implements LiveStore.Codec<String, StringBuilder> {
        @Override
        public byte[] encodeKey(String key) {
            return key.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decodeKey(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public byte[] encodeValue(String key, StringBuilder value) {
            return encodeKey(value.toString());
        }

        @Override
        public StringBuilder decodeValue(String key, byte[] bytes) {
            return new StringBuilder(decodeKey(bytes));
        }
    }

    @BeforeEach
    void start() {
        var strings = new StringDeserializer();
        var topology = new Topology();
        topology.addSource("source", strings, strings, "in");
        topology.addProcessor("processor", Words::new, "source");
        topology.addStateStore(LiveStore.builder(STORE, new Codec()), "processor");
        topology.addSink(
                "sink", "out", new StringSerializer(), new StringSerializer(), "processor");
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        driver = new TopologyTestDriver(topology, properties);
        input = driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private List<KeyValue<String, String>> read(String topic) {
        var strings = new StringDeserializer();
        return driver.createOutputTopic(topic, strings, strings).readKeyValuesToList();
    }

    @SuppressWarnings("unchecked") // the only store of the topology
    private LiveStore<String, StringBuilder> store() {
        return (LiveStore<String, StringBuilder>) driver.getStateStore(STORE);
    }

    @Test
    void whatChangedInPlaceGoesToTheChangelogWithTheCommit() {
        input.pipeInput("a", "x");
        input.pipeInput("b", "y");
        input.pipeInput("a", "z");
        assertEquals(
                List.of(KeyValue.pair("a", "x"), KeyValue.pair("b", "y"), KeyValue.pair("a", "xz")),
                read(CHANGELOG));
    }

    @Test
    void whatWasGatheredGoesOutWithTheCommit() {
        input.pipeInput("a", "x");
        input.pipeInput("b", "y");
        assertEquals(List.of(KeyValue.pair("word", "x"), KeyValue.pair("word", "y")), read("out"));
    }

    @Test
    void whatIsForgottenIsForgottenInTheChangelog() {
        input.pipeInput("a", "x");
        input.pipeInput("a", "forget");
        input.pipeInput("never there", "forget");
        assertEquals(
                List.of(KeyValue.pair("a", "x"), KeyValue.<String, String>pair("a", null)),
                read(CHANGELOG));
        assertEquals(0, store().size());
    }

    @Test
    void onlyWhatWasCommittedIsLoaded() {
        input.pipeInput("a", "x");
        StringBuilder before = Objects.requireNonNull(store().get("a"));
        before.append("lost");
        store().put("b", new StringBuilder("lost"));
        store().load();

        StringBuilder after = Objects.requireNonNull(store().get("a"));
        assertNotSame(before, after);
        assertEquals("x", after.toString());
        assertNull(store().get("b"));
        assertEquals(1, store().size());
    }
}
