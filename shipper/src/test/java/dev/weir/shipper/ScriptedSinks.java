package dev.weir.shipper;

import dev.weir.schema.source.SourceLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A log in memory that stands for Kafka: acknowledges, holds back or refuses as a test says.
final class ScriptedSinks implements Sinks {
    /// What is stored, in order: the source id and the frame's length are enough to know a batch.
    record Stored(String sourceId, int frameHash) {}

    /// One frame that was sent and not answered.
    record Waiting(String sourceId, int frameHash, FrameSink.Outcome outcome) {}

    private final List<Stored> stored = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    final LinkedBlockingQueue<RejectedLine> rejected = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<List<SourceLines>> ledger = new LinkedBlockingQueue<>();

    /// Whether what is said of lines is taken.
    volatile boolean takesLedger = true;

    private boolean holding;
    private @Nullable RetryDecision refusal;
    private @Nullable RetryDecision openRefusal;
    private int failAt = -1;
    private int maxFrameBytes = Integer.MAX_VALUE;
    private final List<byte[]> frames = new ArrayList<>();
    private int sent;
    private boolean changed;
    private int opened;

    synchronized void hold() {
        holding = true;
    }

    synchronized void refuse(@Nullable RetryDecision decision) {
        refusal = decision;
    }

    synchronized void refuseToOpen(@Nullable RetryDecision decision) {
        openRefusal = decision;
    }

    /// What sinks are opened with has changed.
    synchronized void change() {
        changed = true;
    }

    @Override
    public synchronized boolean hasChanged() {
        return changed;
    }

    /// Larger frames are refused from now on.
    synchronized void takeAtMost(int bytes) {
        maxFrameBytes = bytes;
    }

    /// The frames that were stored without being held, in order.
    synchronized List<byte[]> frames() {
        return List.copyOf(frames);
    }

    /// The n-th frame from now fails, and with it all that waits behind it.
    synchronized void failAfter(int frames) {
        failAt = sent + frames;
    }

    synchronized int opened() {
        return opened;
    }

    synchronized List<Stored> stored() {
        return List.copyOf(stored);
    }

    synchronized List<Waiting> waiting() {
        return List.copyOf(waiting);
    }

    /// Stores and acknowledges what waits, source by source in the order given.
    void acknowledge(List<String> sources) {
        for (String source : sources) {
            for (Waiting one : waiting()) {
                if (one.sourceId().equals(source)) {
                    synchronized (this) {
                        waiting.remove(one);
                        stored.add(new Stored(one.sourceId(), one.frameHash()));
                    }
                    one.outcome().acknowledged();
                }
            }
        }
    }

    synchronized void release() {
        holding = false;
    }

    @Override
    public synchronized FrameSink openFrames() throws NotOpenedException {
        changed = false;
        if (openRefusal != null) {
            throw new NotOpenedException(openRefusal, new IllegalStateException("scripted"));
        }
        opened++;
        return new OneSink();
    }

    @Override
    public RejectedSink openRejected() {
        return new RejectedSink() {
            @Override
            public boolean send(RejectedLine line) {
                return rejected.add(line);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public LedgerSink openLedger() {
        return new LedgerSink() {
            @Override
            public boolean send(List<SourceLines> lines) {
                return takesLedger && ledger.add(lines);
            }

            @Override
            public void close() {}
        };
    }

    /// How often each frame of a source is stored, in order of first appearance.
    Map<String, List<Integer>> firstAppearances() {
        Map<String, List<Integer>> bySource = new HashMap<>();
        for (Stored one : stored()) {
            List<Integer> frames = bySource.computeIfAbsent(one.sourceId(), _ -> new ArrayList<>());
            if (!frames.contains(one.frameHash())) {
                frames.add(one.frameHash());
            }
        }
        return bySource;
    }

    private final class OneSink implements FrameSink {
        private boolean dead;

        @Override
        public void send(String sourceId, byte[] frame, Outcome outcome) {
            RetryDecision decision;
            synchronized (ScriptedSinks.this) {
                int hash = java.util.Arrays.hashCode(frame);
                boolean tooLarge = frame.length > maxFrameBytes;
                boolean fails = sent++ == failAt || refusal != null || dead || tooLarge;
                decision =
                        refusal != null ? refusal : new RetryDecision.Soon("scripted", "scripted");
                if (tooLarge && !dead) {
                    decision = new RetryDecision.InParts("record_too_large", "raise the limit");
                }
                if (!fails && holding) {
                    waiting.add(new Waiting(sourceId, hash, outcome));
                    return;
                }
                if (!fails) {
                    stored.add(new Stored(sourceId, hash));
                    frames.add(frame);
                }
                dead |= fails;
                if (!fails) {
                    decision = null;
                }
            }
            if (decision == null) {
                outcome.acknowledged();
            } else {
                outcome.failed(decision);
            }
        }

        @Override
        public void close(Duration timeout) {
            List<Waiting> lost = waiting();
            synchronized (ScriptedSinks.this) {
                dead = true;
                waiting.removeAll(lost);
            }
            lost.forEach(one -> one.outcome().failed(new RetryDecision.Soon("closed", "closed")));
        }
    }
}
