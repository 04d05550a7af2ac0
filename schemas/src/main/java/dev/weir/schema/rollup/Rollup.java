package dev.weir.schema.rollup;

import java.util.ArrayList;
import java.util.Arrays;
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

    private final FieldCounts counts;
    private LatencySketch latency = new LatencySketch();
    private LatencySketch originLatency = new LatencySketch();
    private @Nullable UniqueClients uniqueClients;
    private final List<ThreatSample> threatSamples = new ArrayList<>(0);

    /// An empty rollup.
    public Rollup() {
        this(new FieldCounts());
    }

    private Rollup(FieldCounts counts) {
        this.counts = counts;
    }

    /// An empty rollup in which others are added up, one after the other: see [#take].
    public static Rollup scratch() {
        return new Rollup(FieldCounts.large());
    }

    /// The hash of a string's bytes `[from, to)` under which rollups look it up: of this process alone.
    public static long hash(byte[] source, int from, int to) {
        return FieldCounts.hash(source, from, to);
    }

    /// The value of a counter.
    public long counter(Counter counter) {
        return counters[counter.ordinal()];
    }

    /// Adds to a counter.
    public void add(Counter counter, long amount) {
        counters[counter.ordinal()] += amount;
    }

    /// Adds requests of a value of a field, whose UTF-8 are `length` bytes from `from` on.
    ///
    /// @param hash of these bytes, as [#hash] gives it
    public void add(
            Breakdown breakdown, byte[] source, int from, int length, long hash, long requests) {
        counts.add(FieldCounts.field(breakdown), source, from, length, hash, requests);
    }

    /// Adds requests of a value of a field likewise.
    ///
    /// @param hash of the value's bytes, as [#hash] gives it
    public void add(
            Dimension dimension, byte[] source, int from, int length, long hash, long requests) {
        counts.add(FieldCounts.field(dimension), source, from, length, hash, requests);
    }

    /// Requests by the value of a field.
    public CappedCounts breakdown(Breakdown breakdown) {
        return new CappedCounts(counts, breakdown);
    }

    /// The heaviest values of a field.
    public HeavyHitters heaviest(Dimension dimension) {
        return new HeavyHitters(counts, dimension);
    }

    /// The values of all fields: for a writer.
    FieldCounts fieldCounts() {
        return counts;
    }

    /// The distinct clients if there were any.
    @Nullable UniqueClients presentClients() {
        return uniqueClients;
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

    /// Adds everything that `that` holds, and takes no more memory than it needs: for rollups that are kept,
    /// and seldom added to.
    ///
    /// @param scratch empty; as it was, afterwards
    public void merge(Rollup that, Rollup scratch) {
        counts.merge(that.counts, scratch.counts);
        mergeOthers(that);
    }

    /// Gives what is held as a rollup of its own, which takes no more memory than it needs, and becomes
    /// empty: who makes many rollups adds all of them up in one, whose tables stay in the cache.
    public Rollup take() {
        Rollup taken = new Rollup();
        System.arraycopy(counters, 0, taken.counters, 0, counters.length);
        Arrays.fill(counters, 0);
        counts.moveTo(taken.counts);
        taken.latency = latency;
        latency = new LatencySketch();
        taken.originLatency = originLatency;
        originLatency = new LatencySketch();
        taken.uniqueClients = uniqueClients;
        uniqueClients = null;
        taken.threatSamples.addAll(threatSamples);
        threatSamples.clear();
        return taken;
    }

    /// Adds everything that `that` holds.
    public void merge(Rollup that) {
        counts.merge(that.counts);
        mergeOthers(that);
    }

    private void mergeOthers(Rollup that) {
        for (int i = 0; i < counters.length; i++) {
            counters[i] += that.counters[i];
        }
        latency.merge(that.latency);
        originLatency.merge(that.originLatency);
        if (that.uniqueClients != null) {
            uniqueClients().merge(that.uniqueClients);
        }
        that.threatSamples.forEach(this::addThreatSample);
    }
}
