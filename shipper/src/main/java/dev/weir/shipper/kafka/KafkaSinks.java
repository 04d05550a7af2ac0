package dev.weir.shipper.kafka;

import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.shipper.FrameSink;
import dev.weir.shipper.LedgerSink;
import dev.weir.shipper.RejectedSink;
import dev.weir.shipper.ShipperConfig;
import dev.weir.shipper.Sinks;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/// Takes a shipper's configuration, gives its ways to Kafka.
public final class KafkaSinks implements Sinks {
    /// A certificate and its key may be two files.
    private static final Duration REST = Duration.ofSeconds(1);

    private final Map<String, Object> frames;
    private final Map<String, Object> rejected;
    private final Map<String, Object> ledger;
    private final CredentialFiles credentials;

    private KafkaSinks(
            Map<String, Object> frames, Map<String, Object> rejected, Map<String, Object> ledger) {
        this.frames = frames;
        this.rejected = rejected;
        this.ledger = ledger;
        this.credentials = new CredentialFiles(frames, REST);
    }

    /// Checks the settings; does not connect.
    ///
    /// @throws ConfigurationException if a setting is the shipper's own, or its value is none
    public static KafkaSinks of(ShipperConfig config) throws ConfigurationException {
        return new KafkaSinks(
                ProducerSettings.forFrames(config),
                ProducerSettings.forRejected(config),
                ProducerSettings.forLedger(config));
    }

    @Override
    public boolean hasChanged() {
        return credentials.hasChanged(System.nanoTime());
    }

    @Override
    public FrameSink openFrames() throws NotOpenedException {
        credentials.take();
        try {
            return new KafkaFrameSink(frames);
        } catch (KafkaException e) {
            throw new NotOpenedException(KafkaFailures.decide(e), e);
        }
    }

    @Override
    public RejectedSink openRejected() throws NotOpenedException {
        try {
            return new KafkaRejectedSink(rejected);
        } catch (KafkaException e) {
            throw new NotOpenedException(KafkaFailures.decide(e), e);
        }
    }

    @Override
    public LedgerSink openLedger() throws NotOpenedException {
        try {
            return new KafkaLedgerSink(ledger);
        } catch (KafkaException e) {
            throw new NotOpenedException(KafkaFailures.decide(e), e);
        }
    }
}
