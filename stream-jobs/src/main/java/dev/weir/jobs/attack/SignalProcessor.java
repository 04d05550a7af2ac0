package dev.weir.jobs.attack;

import dev.weir.jobs.metrics.JobMetrics;
import dev.weir.jobs.state.LiveStore;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.signal.Signal;
import dev.weir.schema.signal.SignalCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/// Takes settled windows of customers, gives the signals that open, change and close.
public final class SignalProcessor implements Processor<byte[], Object, byte[], byte[]> {
    private static final Duration TICK = Duration.ofSeconds(1);

    /// Without activity for so long a customer is taken to be quiet: windows settle within seconds.
    private static final long QUIET_MILLIS = 5_000;

    private final String store;
    private final AttackConfig config;
    private final JobMetrics metrics;

    @SuppressWarnings("NullAway.Init") // set by init, before anything else is called
    private ProcessorContext<byte[], byte[]> context;

    @SuppressWarnings("NullAway.Init")
    private LiveStore<String, CustomerWatch> watches;

    /// Creates the processor of one task.
    ///
    /// @param store name of the store of the detectors' states
    public SignalProcessor(String store, AttackConfig config, JobMetrics metrics) {
        this.store = store;
        this.config = config;
        this.metrics = metrics;
    }

    /// Builds the store that the processor needs.
    public static StoreBuilder<?> store(String name, AttackConfig config) {
        return LiveStore.builder(name, new CustomerWatchCodec(config));
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
        watches = context.getStateStore(store);
        watches.load();
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    @Override
    public void process(Record<byte[], Object> record) {
        if (!(record.value() instanceof KeyedRollup settled)) {
            throw new IllegalStateException("no rollup: " + record.value());
        }
        String customer = settled.key().customer();
        CustomerWatch watch = watches.get(customer);
        if (watch == null) {
            watch = new CustomerWatch(customer, config);
            watches.put(customer, watch);
        }
        watch.observedAt = context.currentSystemTimeMs();
        watch.observe(Activity.of(settled), this::publish);
        watches.changed(customer);
    }

    private void tick(long now) {
        List<String> idle = new ArrayList<>();
        List<Map.Entry<String, CustomerWatch>> quiet = new ArrayList<>();
        watches.forEach((customer, watch) -> {
            if (watch.isIdle(now)) {
                idle.add(customer);
            } else if (now - watch.observedAt > QUIET_MILLIS && watch.isSignalOpen()) {
                quiet.add(Map.entry(customer, watch));
            }
        });
        for (Map.Entry<String, CustomerWatch> entry : quiet) {
            entry.getValue().pass(now, this::publish);
            watches.changed(entry.getKey());
        }
        for (String customer : idle) {
            watches.remove(customer);
        }
    }

    private void publish(Signal signal) {
        if (signal.isOpen() && signal.openedAt() + 1000 >= signal.updatedAt()) {
            metrics.signalOpened(signal.kind());
        }
        context.forward(
                new Record<>(
                        signal.customer().getBytes(StandardCharsets.UTF_8),
                        SignalCodec.encode(signal),
                        context.currentSystemTimeMs()));
    }
}
