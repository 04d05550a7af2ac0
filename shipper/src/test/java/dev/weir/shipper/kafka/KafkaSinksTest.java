package dev.weir.shipper.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.shipper.RetryDecision;
import dev.weir.shipper.ShipperConfig;
import dev.weir.shipper.Sinks.NotOpenedException;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSinksTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "acks",
                "enable.idempotence",
                "key.serializer",
                "compression.type",
                "max.in.flight.requests.per.connection",
                "transactional.id",
                "partitioner.class"
            })
    void whatExactCountsDependOnCannotBeSet(String key) {
        ConfigurationException thrown =
                assertThrows(
                        ConfigurationException.class,
                        () -> KafkaSinks.of(config(Map.of(key, "1"))));

        assertTrue(
                String.valueOf(thrown.getMessage()).contains("kafka: " + key + " cannot be set"));
    }

    @Test
    void aValueThatKafkaRefusesIsNamed() {
        ConfigurationException thrown =
                assertThrows(
                        ConfigurationException.class,
                        () -> KafkaSinks.of(config(Map.of("linger.ms", "soon"))));

        assertTrue(String.valueOf(thrown.getMessage()).contains("linger.ms"), thrown.getMessage());
    }

    @Test
    void otherSettingsPassThrough() throws Exception {
        Map<String, Object> settings =
                ProducerSettings.forFrames(
                        config(Map.of("linger.ms", 3, "security.protocol", "SSL")));

        assertEquals(3, settings.get("linger.ms"));
        assertEquals("SSL", settings.get("security.protocol"));
        assertEquals("all", settings.get("acks"));
    }

    @Test
    void aHostThatDoesNotResolveIsTriedAgain() throws Exception {
        KafkaSinks sinks =
                KafkaSinks.of(config(Map.of("bootstrap.servers", "no-such-host.invalid:9092")));

        NotOpenedException thrown = assertThrows(NotOpenedException.class, sinks::openFrames);

        assertInstanceOf(RetryDecision.Soon.class, thrown.decision());
        assertEquals("unresolved", thrown.decision().cause());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.apache.kafka.common.security.scram.ScramLoginModule required"
                        + " username=weir password=\"s3cret-word\"",
                "org.apache.kafka.common.security.scram.ScramLoginModule required"
                        + " username=weir password=the s3cret-word;",
                "no.such.Module required username=weir password=\"s3cret-word\";",
                "s3cret-word",
            })
    void aPasswordIsNotShownWhateverIsWrongWithItsSetting(String jaas) throws Exception {
        KafkaSinks sinks =
                KafkaSinks.of(
                        config(
                                Map.of(
                                        "security.protocol",
                                        "SASL_PLAINTEXT",
                                        "sasl.mechanism",
                                        "SCRAM-SHA-512",
                                        "sasl.jaas.config",
                                        jaas)));

        NotOpenedException thrown = assertThrows(NotOpenedException.class, sinks::openFrames);

        assertFalse(thrown.decision().reason().contains("s3cret"), thrown.decision().reason());
        assertFalse(String.valueOf(thrown.getMessage()).contains("s3cret"));
        assertTrue(thrown.decision().reason().contains("sasl.jaas.config"));
    }

    @Test
    void whatPassesByItselfIsTriedSoon() {
        assertEquals(
                new RetryDecision.Soon("timeout", "Kafka does not answer: not in 10 s"),
                KafkaFailures.decide(new TimeoutException("not in 10 s\nmore")));
        assertEquals(
                "not_enough_replicas",
                KafkaFailures.decide(new NotEnoughReplicasException("1 of 2")).cause());
    }

    @Test
    void whatSomebodyHasToChangeSaysWhat() {
        assertRepair(new TopicAuthorizationException("weir.requests"), "grant");
        assertRepair(new SaslAuthenticationException("no"), "sasl.*");
    }

    @Test
    void whatIsTooLargeIsSentInPartsOrElseSaysWhatToChange() {
        RetryDecision decision = KafkaFailures.decide(new RecordTooLargeException("9 MB"));

        assertInstanceOf(RetryDecision.InParts.class, decision);
        assertTrue(decision.reason().contains("max.message.bytes"), decision.reason());
    }

    private static void assertRepair(Exception failure, String expected) {
        RetryDecision decision = KafkaFailures.decide(failure);
        assertInstanceOf(RetryDecision.AfterRepair.class, decision);
        assertTrue(decision.reason().contains(expected), decision.reason());
    }

    private static ShipperConfig config(Map<String, Object> kafka) {
        var settings = new java.util.HashMap<String, Object>(kafka);
        settings.putIfAbsent("bootstrap.servers", "127.0.0.1:9092");
        return new ShipperConfig(settings, 1 << 20, 10, Duration.ofSeconds(1));
    }
}
