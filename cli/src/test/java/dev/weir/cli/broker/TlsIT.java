package dev.weir.cli.broker;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.shipper.Shipper;
import dev.weir.shipper.ShipperConfig;
import dev.weir.shipper.ShipperMetrics;
import dev.weir.shipper.ShipperState;
import dev.weir.shipper.kafka.KafkaSinks;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker that wants TLS, a client's certificate and a password.
class TlsIT {
    private static final String PASSWORD = "changeit";
    private static final String LISTENER = "TLS";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final List<Integer> acknowledged = Collections.synchronizedList(new ArrayList<>());
    private final PrometheusRegistry registry = new PrometheusRegistry();

    @Test
    void batchesPassWithACertificateThatIsRenewedMeanwhile() throws Exception {
        try (EmbeddedBroker broker = brokerWithTls()) {
            Files.copy(store("client-1"), directory.resolve("live.p12"));
            try (Shipper shipper = shipper(broker, "right")) {
                shipper.start();
                ship(shipper, 0, 10);
                await(() -> acknowledged.size() == 10);

                Files.writeString(directory.resolve("live.p12"), "no key store");
                await(() -> reloads("refused") == 1);
                ship(shipper, 10, 20);
                await(() -> acknowledged.size() == 20);

                Files.copy(store("client-2"), directory.resolve("live.p12"), REPLACE_EXISTING);
                await(() -> reloads("accepted") == 1);
                ship(shipper, 20, 30);
                await(() -> acknowledged.size() == 30);

                assertTrue(shipper.state() instanceof ShipperState.Shipping);
            }
            assertEquals(IntStream.range(0, 30).boxed().toList(), acknowledged);
        }
    }

    @Test
    void aWrongPasswordIsToldAndNotShown() throws Exception {
        try (EmbeddedBroker broker = brokerWithTls()) {
            Files.copy(store("client-1"), directory.resolve("live.p12"));
            try (Shipper shipper = shipper(broker, "wr0ng-word")) {
                shipper.start();
                ship(shipper, 0, 1);

                await(() -> shipper.state() instanceof ShipperState.Failed);

                String told = shipper.state().toString();
                assertTrue(told.contains("Kafka refuses this client's credentials"), told);
                assertFalse(told.contains("wr0ng-word"), told);
            }
        }
    }

    private EmbeddedBroker brokerWithTls() throws Exception {
        for (String name : List.of("broker", "client-1", "client-2")) {
            makeKey(name);
        }
        trust("trusted-clients", List.of("client-1", "client-2"));
        trust("trusted-brokers", List.of("broker"));
        Map<String, String> more = new HashMap<>();
        more.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:0," + LISTENER + "://127.0.0.1:0");
        more.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT," + LISTENER + ":SASL_SSL");
        String prefix = "listener.name.tls.";
        more.put(prefix + "ssl.keystore.type", "PKCS12");
        more.put(prefix + "ssl.keystore.location", store("broker").toString());
        more.put(prefix + "ssl.keystore.password", PASSWORD);
        more.put(prefix + "ssl.key.password", PASSWORD);
        more.put(prefix + "ssl.truststore.type", "PKCS12");
        more.put(prefix + "ssl.truststore.location", store("trusted-clients").toString());
        more.put(prefix + "ssl.truststore.password", PASSWORD);
        more.put(prefix + "ssl.client.auth", "required");
        more.put(prefix + "sasl.enabled.mechanisms", "SCRAM-SHA-512");
        more.put(
                prefix + "scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        EmbeddedBroker broker =
                new EmbeddedBroker(BrokerConfig.in(directory.resolve("data")), more);
        broker.start();
        Map<String, Object> plain = EmbeddedBrokerIT.clients(broker);
        TopicSetup.createMissing(plain, TopicConfig.EMBEDDED, PATIENCE);
        try (Admin admin = Admin.create(plain)) {
            UserScramCredentialAlteration user =
                    new UserScramCredentialUpsertion(
                            "edge",
                            new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                            "right");
            admin.alterUserScramCredentials(List.of(user)).all().get();
        }
        return broker;
    }

    private Shipper shipper(EmbeddedBroker broker, String password) throws Exception {
        Map<String, Object> kafka = new HashMap<>();
        kafka.put("bootstrap.servers", "127.0.0.1:" + broker.port(LISTENER));
        kafka.put("security.protocol", "SASL_SSL");
        kafka.put("ssl.keystore.type", "PKCS12");
        kafka.put("ssl.keystore.location", directory.resolve("live.p12").toString());
        kafka.put("ssl.keystore.password", PASSWORD);
        kafka.put("ssl.key.password", PASSWORD);
        kafka.put("ssl.truststore.type", "PKCS12");
        kafka.put("ssl.truststore.location", store("trusted-brokers").toString());
        kafka.put("ssl.truststore.password", PASSWORD);
        kafka.put("sasl.mechanism", "SCRAM-SHA-512");
        kafka.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"edge\""
                        + " password=\""
                        + password
                        + "\";");
        ShipperConfig config = new ShipperConfig(kafka, 1 << 20, 64, Duration.ofSeconds(10));
        return new Shipper(config, KafkaSinks.of(config), new ShipperMetrics(registry));
    }

    private void ship(Shipper shipper, int from, int to) {
        for (int number = from; number < to; number++) {
            int n = number;
            BatchEncoder encoder = new BatchEncoder();
            encoder.begin(new BatchEncoder.Source("edge/1-1-a", "edge", "a.log"), number * 100L);
            encoder.reject(number * 100L);
            EncodedBatch batch = encoder.close(number * 100L + 100, 1_700_000_000_000L);
            shipper.ship(batch, () -> acknowledged.add(n));
        }
    }

    private double reloads(String outcome) {
        return registry.scrape(name -> name.startsWith("weir_shipper_credential_reloads")).stream()
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .filter(point -> outcome.equals(point.getLabels().get("outcome")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    private Path store(String name) {
        return directory.resolve(name + ".p12");
    }

    private void makeKey(String name) throws Exception {
        Path said = directory.resolve(name + ".txt");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                                "-genkeypair",
                                "-alias",
                                name,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store(name).toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new AssertionError(Files.readString(said));
        }
    }

    private void trust(String name, List<String> whom) throws Exception {
        KeyStore all = KeyStore.getInstance("PKCS12");
        all.load(null, PASSWORD.toCharArray());
        for (String one : whom) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store(one))) {
                store.load(in, PASSWORD.toCharArray());
            }
            all.setCertificateEntry(one, store.getCertificate(one));
        }
        try (OutputStream out = Files.newOutputStream(store(name))) {
            all.store(out, PASSWORD.toCharArray());
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited too long");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
