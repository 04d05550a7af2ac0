package dev.weir.schema.rollup;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/// Which fields of rollups a reader wants. A rollup that was read with a choice has nothing in the
/// others: their counters are 0, their sketches empty. To leave out what nobody looks at saves most
/// of the time that reading takes.
///
/// @param counters the counters
/// @param breakdowns the fields whose values are counted
/// @param heaviest the fields whose heaviest values are estimated
/// @param sketches the sketches
/// @param threatSamples whether evidence of attacks is wanted
public record RollupFields(
        Set<Counter> counters,
        Set<Breakdown> breakdowns,
        Set<Dimension> heaviest,
        Set<Sketch> sketches,
        boolean threatSamples) {
    /// Nothing: the start of a choice. Which windows there are is known all the same.
    public static final RollupFields NONE =
            new RollupFields(Set.of(), Set.of(), Set.of(), Set.of(), false);

    /// Everything that a rollup has.
    public static final RollupFields ALL =
            new RollupFields(
                    Set.of(Counter.values()),
                    Set.of(Breakdown.values()),
                    Set.of(Dimension.values()),
                    Set.of(Sketch.values()),
                    true);

    /// Takes copies.
    public RollupFields {
        counters = copied(Counter.class, counters);
        breakdowns = copied(Breakdown.class, breakdowns);
        heaviest = copied(Dimension.class, heaviest);
        sketches = copied(Sketch.class, sketches);
    }

    /// Sets of bits: every field of every rollup that is read is looked up in them.
    private static <E extends Enum<E>> Set<E> copied(Class<E> type, Set<E> fields) {
        EnumSet<E> copy = EnumSet.noneOf(type);
        copy.addAll(fields);
        return Collections.unmodifiableSet(copy);
    }

    /// Counters alone.
    public static RollupFields of(Counter... counters) {
        return new RollupFields(Set.of(counters), Set.of(), Set.of(), Set.of(), false);
    }

    /// A breakdown alone.
    public static RollupFields of(Breakdown breakdown) {
        return new RollupFields(Set.of(), Set.of(breakdown), Set.of(), Set.of(), false);
    }

    /// The heaviest values of one field alone.
    public static RollupFields of(Dimension dimension) {
        return new RollupFields(Set.of(), Set.of(), Set.of(dimension), Set.of(), false);
    }

    /// A sketch alone.
    public static RollupFields of(Sketch sketch) {
        return new RollupFields(Set.of(), Set.of(), Set.of(), Set.of(sketch), false);
    }

    /// What is in this choice or in the other.
    public RollupFields and(RollupFields other) {
        return new RollupFields(
                union(counters, other.counters),
                union(breakdowns, other.breakdowns),
                union(heaviest, other.heaviest),
                union(sketches, other.sketches),
                threatSamples || other.threatSamples);
    }

    private static <T> Set<T> union(Set<T> one, Set<T> other) {
        Set<T> union = new HashSet<>(one);
        union.addAll(other);
        return union;
    }

    /// Whether counters are all that is wanted.
    public boolean areCounters() {
        return breakdowns.isEmpty() && heaviest.isEmpty() && sketches.isEmpty() && !threatSamples;
    }
}
