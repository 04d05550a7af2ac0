package dev.weir.collector;

/// When to look at a log next: at every poll while it grows, ever more rarely while it does not, and
/// almost never while changes would be told.
final class LookSchedule {
    private final TailTiming timing;
    private long nextLook;
    private long interval;
    private boolean unread;

    LookSchedule(TailTiming timing) {
        this.timing = timing;
    }

    boolean isDue(long now) {
        return now >= nextLook;
    }

    boolean hasUnread() {
        return unread;
    }

    void wake() {
        nextLook = Long.MIN_VALUE;
        interval = 0;
    }

    /// @param more whether there is something to read
    /// @param blocked whether it cannot be read now
    /// @param told whether changes would be told
    void looked(boolean more, boolean blocked, boolean told, long now) {
        unread = more;
        long poll = timing.poll().toMillis();
        long longest = (told ? timing.watchedPoll() : timing.idlePoll()).toMillis();
        interval = more && !blocked ? poll : Math.min(Math.max(2 * interval, poll), longest);
        nextLook = now + interval;
    }

    /// @param more whether there is still something to read
    void read(boolean more, long now) {
        unread = more;
        interval = timing.poll().toMillis();
        nextLook = Math.min(nextLook, now + interval);
    }
}
