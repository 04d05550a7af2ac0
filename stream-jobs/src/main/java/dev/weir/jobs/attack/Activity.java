package dev.weir.jobs.attack;

import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;

/// What a customer's requests of one finest window mean to the detectors.
///
/// @param time start of the window, event time in milliseconds
/// @param seconds length of the window
/// @param rollup the requests
record Activity(long time, int seconds, Rollup rollup) {
    static Activity of(KeyedRollup keyed) {
        return new Activity(
                keyed.key().windowStart(), keyed.key().tier().seconds(), keyed.rollup());
    }

    double requestsPerSecond() {
        return (double) requests() / seconds;
    }

    long requests() {
        return rollup.counter(Counter.REQUESTS);
    }

    long requests(Threat threat) {
        return rollup.breakdown(Breakdown.THREAT).get(threat.wireName());
    }

    long end() {
        return time + seconds * 1000L;
    }
}
