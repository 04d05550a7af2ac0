package dev.weir.jobs.alert;

import dev.weir.jobs.metrics.JobMetrics;
import dev.weir.schema.Topics;
import dev.weir.schema.signal.Signal;
import dev.weir.schema.signal.SignalCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Takes the signals of the signals topic, gives alerts to Alertmanager: each change at once, and
/// what is open again every minute, for Alertmanager takes an alert it does not hear of for over.
/// An offset is committed after Alertmanager has the alert.
public final class SignalAlerts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SignalAlerts.class.getName());
    private static final long REPEAT_MILLIS = 60_000;
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AlertmanagerClient alertmanager;
    private final JobMetrics metrics;
    private final Map<String, Signal> open = new HashMap<>();
    private final Map<String, Signal> unsaid = new LinkedHashMap<>();
    private final Thread thread;
    private volatile boolean closing;
    private long repeatedAt;

    /// Creates the alerts; [#start] starts their thread.
    ///
    /// @param kafka connection settings
    /// @param group the consumer group: instances share the work
    public SignalAlerts(
            Map<String, Object> kafka,
            String group,
            AlertmanagerClient alertmanager,
            JobMetrics metrics) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        var bytes = new ByteArrayDeserializer();
        this.consumer = new KafkaConsumer<>(settings, bytes, bytes);
        this.alertmanager = alertmanager;
        this.metrics = metrics;
        this.thread = Thread.ofPlatform().name("signal-alerts-0").unstarted(this::run);
    }

    /// Starts the thread.
    public void start() {
        thread.start();
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of(Topics.SIGNALS));
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> signal : consumer.poll(POLL)) {
                    take(signal.value());
                }
                say();
            }
        } catch (WakeupException | InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "alerts end");
        }
    }

    private void take(byte[] encoded) {
        try {
            Signal signal = SignalCodec.decode(encoded);
            unsaid.put(signal.id(), signal);
            if (signal.isOpen()) {
                open.put(signal.id(), signal);
            } else {
                open.remove(signal.id());
            }
        } catch (IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "signal skipped: reason={0}", e.getMessage());
        }
    }

    private void say() throws InterruptedException {
        long now = System.nanoTime() / 1_000_000;
        if (now - repeatedAt >= REPEAT_MILLIS) {
            repeatedAt = now;
            open.forEach(unsaid::putIfAbsent);
        }
        if (unsaid.isEmpty()) {
            return;
        }
        try {
            alertmanager.post(new ArrayList<>(unsaid.values()));
            unsaid.clear();
            consumer.commitSync();
        } catch (IOException e) {
            // Said again with the next poll; nothing was committed.
            metrics.alertFailed();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Alertmanager does not take {0} alerts, trying again: {1}",
                    unsaid.size(),
                    e.toString());
            Thread.sleep(1_000);
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
