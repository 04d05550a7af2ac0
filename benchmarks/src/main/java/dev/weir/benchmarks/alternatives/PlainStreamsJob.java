package dev.weir.benchmarks.alternatives;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;

/// The same rollups, written plainly in the Kafka Streams DSL: a record is a request under its
/// customer, and each tier is a windowed aggregation of the requests.
public final class PlainStreamsJob {
    /// Takes a record.
    public interface Receiver {
        /// @param time event time, milliseconds since 1970-01-01T00:00Z
        void take(long time, byte[] key, byte[] value);
    }

    private static final Duration GRACE = Duration.ofSeconds(10);

    /// Builds the job.
    public static Topology topology(String requests, String rollups, List<Tier> tiers) {
        var builder = new StreamsBuilder();
        KStream<String, PlainRequest> stream =
                builder.stream(
                                requests,
                                Consumed.with(Serdes.String(), Serdes.ByteArray())
                                        .withTimestampExtractor((record, _) -> record.timestamp()))
                        .mapValues(PlainRequest::ofJson);
        for (Tier tier : tiers) {
            stream.groupByKey()
                    .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMillis(tier.millis()), GRACE))
                    .aggregate(
                            Rollup::new,
                            (_, request, rollup) -> {
                                request.addTo(rollup);
                                return rollup;
                            },
                            Materialized.with(Serdes.String(), rollupSerde(tier)))
                    .toStream()
                    .map((window, rollup) -> output(tier, window, rollup))
                    .to(rollups, Produced.with(Serdes.String(), Serdes.ByteArray()));
        }
        return builder.build();
    }

    private static KeyValue<String, byte[]> output(
            Tier tier, Windowed<String> window, Rollup rollup) {
        var key = new RollupKey(window.key(), tier, window.window().start(), 0);
        return KeyValue.pair(window.key(), RollupCodec.encode(new KeyedRollup(key, rollup)));
    }

    private static Serde<Rollup> rollupSerde(Tier tier) {
        var key = new RollupKey("", tier, 0, 0);
        return Serdes.serdeFrom(
                (_, rollup) -> RollupCodec.encode(new KeyedRollup(key, rollup)),
                (_, bytes) -> bytes == null ? null : RollupCodec.decode(bytes).rollup());
    }

    /// Gives each request of a batch as a record of its own.
    public static void records(BatchReader batch, Receiver receiver)
            throws MalformedBatchException {
        String edge = batch.host();
        for (int request = 0; request < batch.requestCount(); request++) {
            PlainRequest plain = PlainRequest.of(batch, request, edge);
            receiver.take(
                    plain.time(),
                    plain.customer().getBytes(StandardCharsets.UTF_8),
                    plain.toJson());
        }
    }

    private PlainStreamsJob() {}
}
