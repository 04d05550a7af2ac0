package dev.weir.shipper.kafka;

import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.shipper.FrameSink;
import dev.weir.shipper.RejectedSink;
import dev.weir.shipper.ShipperConfig;
import dev.weir.shipper.Sinks;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/// Takes a shipper's configuration, gives its ways to Kafka.
public final class KafkaSinks implements Sinks {
    private final Map<String, Object> frames;
    private final Map<String, Object> rejected;

    private KafkaSinks(Map<String, Object> frames, Map<String, Object> rejected) {
        this.frames = frames;
        this.rejected = rejected;
    }

    /// Checks the settings; does not connect.
    ///
    /// @throws ConfigurationException if a setting is the shipper's own, or its value is none
    public static KafkaSinks of(ShipperConfig config) throws ConfigurationException {
        return new KafkaSinks(
                ProducerSettings.forFrames(config), ProducerSettings.forRejected(config));
    }

    @Override
    public FrameSink openFrames() throws NotOpenedException {
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
}
