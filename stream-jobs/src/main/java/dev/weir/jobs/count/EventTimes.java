package dev.weir.jobs.count;

import dev.weir.schema.source.Timeliness;

/// Takes the event times of a batch, gives the times to count its requests at, and counts those that
/// are ahead of their arrival or late. Times are milliseconds since 1970-01-01T00:00Z.
final class EventTimes {
    private final ClockPolicy policy;
    private final long maxAheadMillis;
    private final long lateMillis;
    private long arrival;
    private long latestAllowed;
    private long earliestPrompt;
    private long ahead;
    private long late;
    private long newest;

    EventTimes(ClockPolicy policy) {
        this.policy = policy;
        this.maxAheadMillis = policy.maxAhead().toMillis();
        this.lateMillis = policy.late().toMillis();
    }

    void begin(long arrivalMillis) {
        arrival = arrivalMillis;
        latestAllowed = arrivalMillis + maxAheadMillis;
        earliestPrompt = arrivalMillis - lateMillis;
        ahead = 0;
        late = 0;
        newest = Long.MIN_VALUE;
    }

    /// The time at which a request is to be counted.
    long counted(long time) {
        if (time > latestAllowed) {
            ahead++;
            if (!policy.retimes()) {
                return time;
            }
            newest = Math.max(newest, arrival);
            return arrival;
        }
        if (time < earliestPrompt) {
            late++;
        }
        newest = Math.max(newest, time);
        return time;
    }

    /// Newest of the times that are not ahead; `Long.MIN_VALUE` if there are none.
    long newest() {
        return newest;
    }

    /// What was counted since [#begin], on top of what was counted of the source before.
    Timeliness after(Timeliness before) {
        return new Timeliness(
                before.requestsAhead() + ahead,
                before.retimedRequests() + (policy.retimes() ? ahead : 0),
                before.lateRequests() + late,
                newest == Long.MIN_VALUE ? before.latenessMillis() : arrival - newest);
    }
}
