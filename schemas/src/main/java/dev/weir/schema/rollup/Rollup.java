package dev.weir.schema.rollup;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that is kept of a customer's requests in a window. It merges: the rollup of a day is
/// the merge of its hours', and a percentile or a number of unique clients over any range comes
/// from merged sketches. Mutable, for one thread at a time.
public final class Rollup {
    /// Evidence kept per rollup; later samples are dropped, the counts go on.
    public static final int MAX_THREAT_SAMPLES = 8;

    private final long[] counters = new long[Counter.COUNT];

    /// By ordinal; null: nothing was counted. Plain arrays, for merging goes through them more often than
    /// anything else is done.
    private final @Nullable CappedCounts[] breakdowns =
            new @Nullable CappedCounts[Breakdown.values().length];

    private final @Nullable HeavyHitters[] heaviest =
            new @Nullable HeavyHitters[Dimension.values().length];
    private final LatencySketch latency = new LatencySketch();
    private final LatencySketch originLatency = new LatencySketch();
    private @Nullable UniqueClients uniqueClients;
    private final List<ThreatSample> threatSamples = new ArrayList<>(0);

    /// The hash of a string's bytes `[from, to)` under which rollups look it up: of this process alone.
    public static int hash(byte[] source, int from, int to) {
        return StringCounts.hash(source, from, to);
    }

    /// The value of a counter.
    public long counter(Counter counter) {
        return counters[counter.ordinal()];
    }

    /// Adds to a counter.
    public void add(Counter counter, long amount) {
        counters[counter.ordinal()] += amount;
    }

    /// Requests by the value of a field; made on first use.
    public CappedCounts breakdown(Breakdown breakdown) {
        return breakdown(breakdown.ordinal());
    }

    private CappedCounts breakdown(int ordinal) {
        CappedCounts present = breakdowns[ordinal];
        if (present == null) {
            present = new CappedCounts();
            breakdowns[ordinal] = present;
        }
        return present;
    }

    /// The breakdown if it was made: for a writer, which must not make it.
    @Nullable CappedCounts present(Breakdown breakdown) {
        return breakdowns[breakdown.ordinal()];
    }

    /// The heaviest values if they were made.
    @Nullable HeavyHitters present(Dimension dimension) {
        return heaviest[dimension.ordinal()];
    }

    /// The distinct clients if there were any.
    @Nullable UniqueClients presentClients() {
        return uniqueClients;
    }

    /// The heaviest values of a field; made on first use.
    public HeavyHitters heaviest(Dimension dimension) {
        return heaviest(dimension.ordinal());
    }

    private HeavyHitters heaviest(int ordinal) {
        HeavyHitters present = heaviest[ordinal];
        if (present == null) {
            present = new HeavyHitters();
            heaviest[ordinal] = present;
        }
        return present;
    }

    /// Time spent on requests.
    public LatencySketch latency() {
        return latency;
    }

    /// Time spent waiting for origins.
    public LatencySketch originLatency() {
        return originLatency;
    }

    /// Distinct clients; made on first use.
    public UniqueClients uniqueClients() {
        UniqueClients present = uniqueClients;
        if (present == null) {
            present = new UniqueClients();
            uniqueClients = present;
        }
        return present;
    }

    /// Evidence of attacks, oldest addition first.
    public List<ThreatSample> threatSamples() {
        return Collections.unmodifiableList(threatSamples);
    }

    /// Keeps a sample, unless [#MAX_THREAT_SAMPLES] are held.
    public void addThreatSample(ThreatSample sample) {
        if (threatSamples.size() < MAX_THREAT_SAMPLES) {
            threatSamples.add(sample);
        }
    }

    /// Adds everything that `that` holds.
    public void merge(Rollup that) {
        for (int i = 0; i < counters.length; i++) {
            counters[i] += that.counters[i];
        }
        for (int i = 0; i < breakdowns.length; i++) {
            CappedCounts counts = that.breakdowns[i];
            if (counts != null) {
                breakdown(i).merge(counts);
            }
        }
        for (int i = 0; i < heaviest.length; i++) {
            HeavyHitters hitters = that.heaviest[i];
            if (hitters != null) {
                heaviest(i).merge(hitters);
            }
        }
        latency.merge(that.latency);
        originLatency.merge(that.originLatency);
        if (that.uniqueClients != null) {
            uniqueClients().merge(that.uniqueClients);
        }
        that.threatSamples.forEach(this::addThreatSample);
    }
}
