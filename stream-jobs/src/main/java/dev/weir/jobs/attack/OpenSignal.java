package dev.weir.jobs.attack;

import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.HeavyHitters;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.ThreatSample;
import dev.weir.schema.signal.Signal;
import dev.weir.schema.signal.SignalCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The signal that a detector holds open, if any: opens, updates and closes it, and gathers its
/// evidence. Updates are said at most every [#UPDATE_MILLIS] of event time.
final class OpenSignal {
    static final long UPDATE_MILLIS = 5_000;

    private static final int EVIDENCE = 5;

    private final String customer;
    private final String kind;
    private @Nullable Signal signal;
    private long saidAt;

    OpenSignal(String customer, String kind) {
        this.customer = customer;
        this.kind = kind;
    }

    boolean isOpen() {
        return signal != null;
    }

    long openedAt() {
        return signal == null ? 0 : signal.openedAt();
    }

    /// Adds requests to the signal, opening it if need be.
    void add(Activity activity, long requests, double baseline, Consumer<Signal> changes) {
        Signal before = signal;
        double rate = (double) requests / activity.seconds();
        boolean peak = before == null || rate >= before.peakPerSecond();
        Rollup rollup = activity.rollup();
        Signal after =
                new Signal(
                        before == null ? Signal.idOf(customer, kind, activity.time()) : before.id(),
                        customer,
                        kind,
                        before == null ? activity.time() : before.openedAt(),
                        activity.end(),
                        0,
                        (before == null ? 0 : before.requests()) + requests,
                        peak || before == null ? rate : before.peakPerSecond(),
                        before == null ? baseline : before.baselinePerSecond(),
                        samples(before, rollup),
                        peak || before == null
                                ? heaviest(rollup, Dimension.CLIENT)
                                : before.heaviestClients(),
                        peak || before == null
                                ? heaviest(rollup, Dimension.PATH)
                                : before.heaviestPaths());
        signal = after;
        if (before == null || activity.end() - saidAt >= UPDATE_MILLIS) {
            saidAt = activity.end();
            changes.accept(after);
        }
    }

    /// Closes the signal, if it is open.
    void close(long time, Consumer<Signal> changes) {
        Signal open = signal;
        if (open == null) {
            return;
        }
        signal = null;
        changes.accept(
                new Signal(
                        open.id(),
                        open.customer(),
                        open.kind(),
                        open.openedAt(),
                        Math.max(time, open.updatedAt()),
                        Math.max(time, open.updatedAt()),
                        open.requests(),
                        open.peakPerSecond(),
                        open.baselinePerSecond(),
                        open.samples(),
                        open.heaviestClients(),
                        open.heaviestPaths()));
    }

    /// Requests that carried the attack; of a flood, whatever was asked for most.
    private List<String> samples(@Nullable Signal before, Rollup rollup) {
        List<String> samples = new ArrayList<>(before == null ? List.of() : before.samples());
        for (ThreatSample sample : rollup.threatSamples()) {
            if (samples.size() < EVIDENCE
                    && sample.threat().equals(kind)
                    && !samples.contains(sample.target())) {
                samples.add(sample.target());
            }
        }
        return samples;
    }

    private static List<Signal.Share> heaviest(Rollup rollup, Dimension dimension) {
        return rollup.heaviest(dimension).heaviest(EVIDENCE).stream()
                .map(OpenSignal::share)
                .toList();
    }

    private static Signal.Share share(HeavyHitters.Hitter hitter) {
        return new Signal.Share(hitter.value(), hitter.requests());
    }

    void write(DataOutputStream out) throws IOException {
        out.writeLong(saidAt);
        byte[] encoded = signal == null ? new byte[0] : SignalCodec.encode(signal);
        out.writeInt(encoded.length);
        out.write(encoded);
    }

    void read(DataInputStream in) throws IOException {
        saidAt = in.readLong();
        byte[] encoded = in.readNBytes(in.readInt());
        signal = encoded.length == 0 ? null : SignalCodec.decode(encoded);
    }
}
