package dev.weir.collector;

import java.time.Duration;

/// How often things are looked at.
///
/// @param poll between two looks at the logs while data flows
/// @param idlePoll between two looks at a log that has not grown for a while
/// @param watchedPoll between two looks at such a log while the system tells of changes
/// @param checkpoint between two writes of the checkpoint file
/// @param quiescent how long a rotated log must not have grown before it is given up: a proxy's
///     workers write to the old file until they have handled the signal
/// @param reload between two looks at the catalogue
/// @param forget after how long the checkpoint of a log that is gone is dropped
/// @param close how long closing may take
/// @param stall how long a log may grow without being read on before that is reported
public record TailTiming(
        Duration poll,
        Duration idlePoll,
        Duration watchedPoll,
        Duration checkpoint,
        Duration quiescent,
        Duration reload,
        Duration forget,
        Duration close,
        Duration stall) {
    public static final TailTiming DEFAULT =
            new TailTiming(
                    Duration.ofMillis(25),
                    Duration.ofMillis(250),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(1),
                    Duration.ofDays(7),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(1));

    /// The same with other poll intervals.
    public TailTiming withPoll(Duration busy, Duration idle, Duration watched) {
        return new TailTiming(
                busy, idle, watched, checkpoint, quiescent, reload, forget, close, stall);
    }

    /// The same with another limit on closing.
    public TailTiming withClose(Duration limit) {
        return new TailTiming(
                poll, idlePoll, watchedPoll, checkpoint, quiescent, reload, forget, limit, stall);
    }

    /// The same with another time of rest for rotated logs.
    public TailTiming withQuiescent(Duration rest) {
        return new TailTiming(
                poll, idlePoll, watchedPoll, checkpoint, rest, reload, forget, close, stall);
    }

    /// The same with another patience with logs that grow unread.
    public TailTiming withStall(Duration patience) {
        return new TailTiming(
                poll,
                idlePoll,
                watchedPoll,
                checkpoint,
                quiescent,
                reload,
                forget,
                close,
                patience);
    }
}
