package dev.weir.collector.input;

import dev.weir.collector.input.SpoolLimits.WhenFull;

/// Takes messages as they arrived, gives their lines to the spool, and counts what became of them.
///
/// A message is one line: line feeds within it become spaces. Its syslog header is taken off if that
/// is asked for, so that the log's format sees what the proxy wrote.
final class Intake {
    private final Spool spool;
    private final InputMeter meter;
    private final boolean strip;
    private final WhenFull whenFull;
    private final int limit;

    /// Makes one for all threads of an input.
    ///
    /// @param whenFull whether a line that finds no room waits or is dropped
    /// @param limit the longest line, in bytes; a longer one is cut, and counted as such
    Intake(Spool spool, InputMeter meter, boolean strip, WhenFull whenFull, int limit) {
        this.spool = spool;
        this.meter = meter;
        this.strip = strip;
        this.whenFull = whenFull;
        this.limit = limit;
    }

    /// Takes a message; waits for room first, if that is what is asked for.
    ///
    /// @param cut whether a part of it is missing already
    /// @return false if the message is dropped
    boolean put(byte[] bytes, int from, int to, boolean cut) {
        int start = prepare(bytes, from, to);
        int end = cut(start, to, cut);
        return count(
                switch (whenFull) {
                    case BLOCK -> spool.put(bytes, start, end);
                    case DROP_NEWEST, DROP_OLDEST -> spool.offer(bytes, start, end);
                });
    }

    private int prepare(byte[] bytes, int from, int to) {
        meter.received(to - from);
        for (int index = from; index < to; index++) {
            if (bytes[index] == '\n') {
                bytes[index] = ' ';
            }
        }
        return strip ? SyslogHeader.textStart(bytes, from, to) : from;
    }

    private int cut(int start, int to, boolean already) {
        boolean tooLong = to - start > limit;
        if (tooLong || already) {
            meter.cutLines().inc();
        }
        return tooLong ? start + limit : to;
    }

    private boolean count(Spool.Outcome outcome) {
        if (outcome != Spool.Outcome.TAKEN) {
            meter.dropped(outcome.reason, 1);
        }
        return outcome == Spool.Outcome.TAKEN;
    }
}
