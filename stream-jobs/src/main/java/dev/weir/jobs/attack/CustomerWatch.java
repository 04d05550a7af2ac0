package dev.weir.jobs.attack;

import dev.weir.schema.signal.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// All detectors of one customer.
final class CustomerWatch {
    /// Nothing in the state is worth keeping for a customer that was silent for so long.
    private static final long IDLE_MILLIS = 2 * 60 * 60_000L;

    private final List<Detector> detectors = new ArrayList<>();
    private long lastTime = Long.MIN_VALUE;

    /// By the wall clock, in milliseconds: when activity last came, whatever its event time.
    long observedAt;

    CustomerWatch(String customer, AttackConfig config) {
        detectors.add(new FloodDetector(customer, config));
        for (Threat threat : Threat.values()) {
            detectors.add(new ThreatDetector(customer, threat, config));
        }
    }

    /// Takes the activity of one window; one that is older than the newest seen is counted by the
    /// rollups but comes too late for the detectors.
    void observe(Activity activity, Consumer<Signal> changes) {
        if (activity.time() <= lastTime) {
            return;
        }
        lastTime = activity.time();
        for (Detector detector : detectors) {
            detector.observe(activity, changes);
        }
    }

    /// Lets time pass: as much event time as wall-clock time since the last activity.
    void pass(long nowMillis, Consumer<Signal> changes) {
        if (lastTime == Long.MIN_VALUE) {
            return;
        }
        long time = lastTime + Math.max(nowMillis - observedAt, 0);
        for (Detector detector : detectors) {
            detector.quietUntil(time, changes);
        }
    }

    boolean isSignalOpen() {
        return detectors.stream().anyMatch(Detector::isSignalOpen);
    }

    boolean isIdle(long nowMillis) {
        return nowMillis - observedAt > IDLE_MILLIS;
    }

    List<Detector> detectors() {
        return detectors;
    }

    long lastTime() {
        return lastTime;
    }

    void lastTime(long time) {
        lastTime = time;
    }
}
