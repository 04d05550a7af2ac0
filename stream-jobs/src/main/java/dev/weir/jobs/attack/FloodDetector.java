package dev.weir.jobs.attack;

import dev.weir.schema.signal.Signal;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.function.Consumer;

/// A customer's request rate against its own moving baseline: an exponentially weighted mean over
/// about a minute, which stands still while a flood is on, so that the attack does not become the
/// usual. The flood opens after two seconds in a row above the limit and closes after ten below
/// half of it, or when it has gone on for so long that it is the new usual.
final class FloodDetector implements Detector {
    private static final String KIND = "flood";
    private static final double BASELINE_SECONDS = 60;
    private static final double SECONDS_TO_OPEN = 2;
    private static final double SECONDS_TO_CLOSE = 10;
    private static final long NEW_USUAL_MILLIS = 15 * 60_000;

    /// A pause longer than this tells nothing of what is usual: the baseline starts anew.
    private static final long FORGET_MILLIS = 60 * 60_000;

    private final AttackConfig config;
    private final OpenSignal signal;
    private double baseline;
    private double seenSeconds;
    private double secondsAbove;
    private double secondsBelow;
    private long lastEnd = Long.MIN_VALUE;

    FloodDetector(String customer, AttackConfig config) {
        this.config = config;
        this.signal = new OpenSignal(customer, KIND);
    }

    @Override
    public void observe(Activity activity, Consumer<Signal> changes) {
        quietUntil(activity.time(), changes);
        double rate = activity.requestsPerSecond();
        if (signal.isOpen()) {
            continueFlood(activity, rate, changes);
        } else if (isAbove(rate)) {
            secondsAbove += activity.seconds();
            if (secondsAbove >= SECONDS_TO_OPEN) {
                secondsBelow = 0;
                signal.add(activity, activity.requests(), baseline, changes);
            }
        } else {
            secondsAbove = 0;
            learn(rate, activity.seconds());
        }
        lastEnd = Math.max(lastEnd, activity.end());
    }

    private boolean isAbove(double rate) {
        return seenSeconds >= config.floodWarmUp().toSeconds() && rate >= limit();
    }

    private double limit() {
        return Math.max(config.floodMinimumPerSecond(), config.floodFactor() * baseline);
    }

    private void continueFlood(Activity activity, double rate, Consumer<Signal> changes) {
        if (rate >= limit() / 2) {
            secondsBelow = 0;
            signal.add(activity, activity.requests(), baseline, changes);
            if (activity.end() - signal.openedAt() >= NEW_USUAL_MILLIS) {
                signal.close(activity.end(), changes);
                baseline = rate;
                secondsAbove = 0;
            }
        } else {
            below(activity.seconds(), activity.end(), changes);
        }
    }

    private void below(double seconds, long time, Consumer<Signal> changes) {
        secondsBelow += seconds;
        if (secondsBelow >= SECONDS_TO_CLOSE) {
            secondsAbove = 0;
            signal.close(time, changes);
        }
    }

    private void learn(double rate, double seconds) {
        // While little was seen the mean is plain, so that the first second does not weigh for all.
        double weight = seconds / Math.min(seenSeconds + seconds, BASELINE_SECONDS);
        baseline += Math.min(weight, 1) * (rate - baseline);
        seenSeconds += seconds;
    }

    @Override
    public void quietUntil(long time, Consumer<Signal> changes) {
        if (lastEnd == Long.MIN_VALUE || time <= lastEnd) {
            return;
        }
        long gap = time - lastEnd;
        lastEnd = time;
        if (signal.isOpen()) {
            below(gap / 1000.0, time, changes);
        } else if (gap > FORGET_MILLIS) {
            baseline = 0;
            seenSeconds = 0;
            secondsAbove = 0;
        } else {
            secondsAbove = 0;
            learn(0, gap / 1000.0);
        }
    }

    @Override
    public boolean isSignalOpen() {
        return signal.isOpen();
    }

    @Override
    public void write(DataOutputStream out) throws IOException {
        out.writeDouble(baseline);
        out.writeDouble(seenSeconds);
        out.writeDouble(secondsAbove);
        out.writeDouble(secondsBelow);
        out.writeLong(lastEnd);
        signal.write(out);
    }

    @Override
    public void read(DataInputStream in) throws IOException {
        baseline = in.readDouble();
        seenSeconds = in.readDouble();
        secondsAbove = in.readDouble();
        secondsBelow = in.readDouble();
        lastEnd = in.readLong();
        signal.read(in);
    }
}
