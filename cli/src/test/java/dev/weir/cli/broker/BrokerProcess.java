package dev.weir.cli.broker;

import dev.weir.schema.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// A process with a broker and a producer that says which records were acknowledged, to be killed.
final class BrokerProcess {
    private BrokerProcess() {}

    static Process start(Path directory) throws IOException {
        return start(BrokerProcess.class, directory);
    }

    static Process start(Class<?> program, Path directory) throws IOException {
        return new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-Djava.util.logging.config.file="
                                        + System.getProperty("java.util.logging.config.file"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName(),
                                directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// Runs until killed.
    public static void main(String[] arguments) throws Exception {
        EmbeddedBroker broker = EmbeddedBrokerIT.started(BrokerConfig.in(Path.of(arguments[0])));
        TopicSetup.createMissing(
                EmbeddedBrokerIT.clients(broker), TopicConfig.EMBEDDED, Duration.ofSeconds(30));
        try (KafkaProducer<String, String> producer =
                EmbeddedBrokerIT.producer(broker, Map.of("acks", "all"))) {
            for (int i = 0; true; i++) {
                producer.send(new ProducerRecord<>(Topics.REQUESTS, "source", Integer.toString(i)))
                        .get();
                System.out.println("acknowledged " + i);
            }
        }
    }
}
