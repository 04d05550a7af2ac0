package dev.weir.jobs.attack;

import dev.weir.schema.signal.Signal;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.function.Consumer;

/// Requests with one kind of attack in them, over time: a leaky bucket that such requests fill and
/// that empties within the configured span. One odd request is no attack; a few soon after each
/// other are.
final class ThreatDetector implements Detector {
    private final Threat threat;
    private final AttackConfig config;
    private final OpenSignal signal;
    private double level;
    private long lastTime = Long.MIN_VALUE;
    private long lastThreat = Long.MIN_VALUE;

    ThreatDetector(String customer, Threat threat, AttackConfig config) {
        this.threat = threat;
        this.config = config;
        this.signal = new OpenSignal(customer, threat.wireName());
    }

    @Override
    public void observe(Activity activity, Consumer<Signal> changes) {
        quietUntil(activity.time(), changes);
        long requests = activity.requests(threat);
        if (requests == 0) {
            return;
        }
        level = Math.min(level + requests, 10.0 * config.threatRequests());
        lastThreat = activity.end();
        if (signal.isOpen() || level >= config.threatRequests()) {
            signal.add(activity, requests, 0, changes);
        }
    }

    @Override
    public void quietUntil(long time, Consumer<Signal> changes) {
        long span = config.threatSpan().toMillis();
        if (lastTime != Long.MIN_VALUE && time > lastTime) {
            level =
                    Math.max(
                            0, level - (double) (time - lastTime) * config.threatRequests() / span);
        }
        lastTime = Math.max(lastTime, time);
        if (signal.isOpen() && time - lastThreat >= span) {
            signal.close(lastThreat, changes);
        }
    }

    @Override
    public boolean isSignalOpen() {
        return signal.isOpen();
    }

    @Override
    public void write(DataOutputStream out) throws IOException {
        out.writeDouble(level);
        out.writeLong(lastTime);
        out.writeLong(lastThreat);
        signal.write(out);
    }

    @Override
    public void read(DataInputStream in) throws IOException {
        level = in.readDouble();
        lastTime = in.readLong();
        lastThreat = in.readLong();
        signal.read(in);
    }
}
