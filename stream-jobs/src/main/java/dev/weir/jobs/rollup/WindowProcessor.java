package dev.weir.jobs.rollup;

import dev.weir.jobs.metrics.JobMetrics;
import dev.weir.jobs.state.LiveStore;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.Tier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.StoreBuilder;

/// Takes the rollups of batches, gives the rollups of windows of every tier: merged while their
/// window is held, written out as they change, forgotten when nothing has come for a while.
///
/// Windows close on the wall clock, so a silent partition leaves none open. Closing is always safe:
/// what comes later opens a new part of the window, and readers merge the parts.
public final class WindowProcessor implements Processor<byte[], byte[], byte[], Object> {
    /// Settings and names from the topology.
    ///
    /// @param tiers finest first
    /// @param hold how long a window is kept after its end and its last change
    /// @param maxOpenWindows beyond it the longest untouched are closed early
    /// @param rollups sink of the rollups, as encoded bytes
    /// @param settled child that takes each finest window once, as [KeyedRollup]
    /// @param store name of the store of open windows
    public record Wiring(
            List<Tier> tiers,
            Duration hold,
            int maxOpenWindows,
            String rollups,
            String settled,
            String store) {}

    private static final Duration TICK = Duration.ofMillis(100);

    /// A finest window is shown to the detectors when it is over and this quiet, in milliseconds:
    /// long enough for the batches of a second to come in, short enough to tell of an attack soon.
    private static final long SETTLE_MILLIS = 1_500;

    private static final long SWEEP_MILLIS = 1_000;

    private final Wiring wiring;
    private final JobMetrics metrics;
    private final Set<WindowId> pending = new LinkedHashSet<>();
    private final Set<WindowId> unsettled = new LinkedHashSet<>();
    private long sweptAt;

    @SuppressWarnings("NullAway.Init") // set by init, before anything else is called
    private ProcessorContext<byte[], Object> context;

    @SuppressWarnings("NullAway.Init")
    private LiveStore<WindowId, OpenWindow> windows;

    /// Creates the processor of one task.
    public WindowProcessor(Wiring wiring, JobMetrics metrics) {
        this.wiring = wiring;
        this.metrics = metrics;
    }

    /// Builds the store that the processor needs.
    public static StoreBuilder<?> store(String name) {
        return LiveStore.builder(name, new OpenWindowCodec());
    }

    @Override
    public void init(ProcessorContext<byte[], Object> processorContext) {
        context = processorContext;
        windows = context.getStateStore(wiring.store());
        windows.load();
        windows.forEach((id, window) -> {
            pending.add(id);
            if (isFinest(id) && !window.settled) {
                unsettled.add(id);
            }
        });
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    private boolean isFinest(WindowId id) {
        return id.tier().equals(wiring.tiers().getFirst());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        KeyedRollup partial = RollupCodec.decode(record.value());
        long now = context.currentSystemTimeMs();
        for (Tier tier : wiring.tiers()) {
            WindowId id =
                    new WindowId(
                            partial.key().customer(),
                            tier,
                            tier.windowStart(partial.key().windowStart()));
            merge(id, partial, now);
        }
        metrics.partialMerged();
    }

    private void merge(WindowId id, KeyedRollup partial, long now) {
        OpenWindow window = windows.get(id);
        if (window == null) {
            window = new OpenWindow(new Rollup(), newPart());
            if (now > id.end() + wiring.hold().toMillis()) {
                metrics.latePart();
            }
            windows.put(id, window);
            if (isFinest(id)) {
                unsettled.add(id);
            }
        }
        window.rollup.merge(partial.rollup());
        window.updatedAt = now;
        windows.changed(id);
        if (!window.pending) {
            window.pending = true;
            pending.add(id);
        }
    }

    /// The position of the record that opens a part is its name: the same record always opens the
    /// same part, and no two open one alike.
    private long newPart() {
        RecordMetadata record = context.recordMetadata().orElseThrow();
        return (record.partition() + 1L) << 48 | record.offset();
    }

    private void tick(long now) {
        settle(now);
        emit(now);
        if (now - sweptAt >= SWEEP_MILLIS) {
            sweptAt = now;
            close(now);
            metrics.openWindows(context.taskId().toString(), windows.size());
        }
    }

    private void settle(long now) {
        List<WindowId> ripe = new ArrayList<>();
        for (WindowId id : unsettled) {
            OpenWindow window = windows.get(id);
            if (window == null || isSettled(id, window, now)) {
                ripe.add(id);
            }
        }
        ripe.sort(Comparator.comparingLong(WindowId::start));
        for (WindowId id : ripe) {
            unsettled.remove(id);
            OpenWindow window = windows.get(id);
            if (window != null) {
                window.settled = true;
                windows.changed(id);
                forward(id, OpenWindowCodec.keyed(id, window), now, wiring.settled());
            }
        }
    }

    private static boolean isSettled(WindowId id, OpenWindow window, long now) {
        return now >= Math.max(id.end(), window.updatedAt) + SETTLE_MILLIS;
    }

    private void emit(long now) {
        int emitted = 0;
        var ids = pending.iterator();
        while (ids.hasNext()) {
            WindowId id = ids.next();
            OpenWindow window = windows.get(id);
            if (window == null) {
                ids.remove();
            } else if (now - window.emittedAt >= EmitInterval.millis(id.tier())) {
                ids.remove();
                emit(id, window, now);
                emitted++;
            }
        }
        metrics.rollupsWritten(emitted);
    }

    private void emit(WindowId id, OpenWindow window, long now) {
        window.pending = false;
        window.emittedAt = now;
        forward(id, RollupCodec.encode(OpenWindowCodec.keyed(id, window)), now, wiring.rollups());
    }

    private void forward(WindowId id, Object value, long now, String child) {
        context.forward(
                new Record<>(id.customer().getBytes(StandardCharsets.UTF_8), value, now), child);
    }

    private void close(long now) {
        List<Map.Entry<WindowId, OpenWindow>> closing = new ArrayList<>();
        List<Map.Entry<WindowId, OpenWindow>> staying = new ArrayList<>();
        long hold = wiring.hold().toMillis();
        windows.forEach((id, window) -> {
            boolean over = now >= Math.max(id.end(), window.updatedAt) + hold;
            (over ? closing : staying).add(Map.entry(id, window));
        });
        int excess = staying.size() - wiring.maxOpenWindows();
        if (excess > 0) {
            staying.sort(Comparator.comparingLong(entry -> entry.getValue().updatedAt));
            closing.addAll(staying.subList(0, excess));
        }
        for (Map.Entry<WindowId, OpenWindow> entry : closing) {
            close(entry.getKey(), entry.getValue(), now);
        }
    }

    private void close(WindowId id, OpenWindow window, long now) {
        if (window.pending) {
            pending.remove(id);
            emit(id, window, now);
            metrics.rollupsWritten(1);
        }
        if (isFinest(id) && !window.settled) {
            unsettled.remove(id);
            forward(id, OpenWindowCodec.keyed(id, window), now, wiring.settled());
        }
        windows.remove(id);
    }
}
