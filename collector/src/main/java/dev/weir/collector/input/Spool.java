package dev.weir.collector.input;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Takes lines from the threads of an input, writes them to a log that a collector follows.
///
/// The log is Weir's own, but a log like any other: what is read of it, what is acknowledged and
/// where to go on after a crash is the collector's to know. A line counts as taken when it stands in
/// the file; it lies in memory for [#FLUSH_NANOS] before. What is written survives the death of the
/// process, not the loss of power.
///
/// When the limit is reached or the disk is full, nothing is taken until there is room again: files
/// are deleted when they are acknowledged to their end. Or, if that is asked for, the oldest lines are
/// given up when the limit is reached, see [HeldSegments].
final class Spool implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Spool.class.getName());

    /// How long lines are gathered before they are written.
    private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /// Between two looks at what is acknowledged, and two tries to write to a full disk.
    private static final long KEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /// Between two looks whether the collector can be shown more.
    private static final long SHOW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /// A spool that is full again and again says so only so often.
    private static final long SAY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final int BUFFER_BYTES = 256 << 10;

    /// Why lines are dropped that were taken.
    static final String GIVEN_UP = "given_up";

    /// What became of a line.
    enum Outcome {
        TAKEN(""),
        SPOOL_FULL("spool_full"),
        DISK_FULL("disk_full"),
        CLOSED("closing");

        final String reason;

        Outcome(String reason) {
            this.reason = reason;
        }
    }

    private final String input;
    private final SpoolFiles files;
    private final long limit;
    private final boolean dropsOldest;
    private final int lineBytes;
    private final InputMeter meter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Thread keeper;
    private final byte[] buffer;
    private int used;
    private long bufferedLines;
    private Outcome state = Outcome.TAKEN;
    private boolean saidFull;
    private long freeAt = System.nanoTime() - 2 * SAY_NANOS;
    private long saidGivenUpAt = freeAt;

    /// Lines given up that are counted in the metrics.
    private long countedGivenUp;

    private volatile Acknowledged acknowledged = _ -> OptionalLong.empty();

    /// Opens the spool of an input, and finishes a line that a crash left without its end: the next
    /// must not be glued to it.
    ///
    /// @param lineBytes the longest line that will come, without its line feed
    Spool(String input, Path directory, SpoolLimits limits, int lineBytes, InputMeter meter)
            throws IOException {
        this.input = input;
        this.files = SpoolFiles.open(directory, limits.segmentBytes(), limits.shownBytes());
        this.limit = limits.bytes();
        this.dropsOldest = limits.dropsOldest();
        this.lineBytes = lineBytes;
        this.meter = meter;
        this.buffer = new byte[Math.max(BUFFER_BYTES, 2 * lineBytes)];
        this.keeper = Thread.ofPlatform().name("spool-" + input).daemon().unstarted(this::keep);
        if (files.isTorn()) {
            buffer[used++] = '\n';
            meter.tornLines().inc();
            LOG.log(Level.WARNING, "input {0}: finished a line that was cut by a crash", input);
        }
        meter.spoolBytes().set((double) files.size());
        // The metric goes on where it was: what a killed process had no time to say is said.
        countedGivenUp = files.givenUpLines();
        if (dropsOldest || countedGivenUp > 0) {
            meter.dropped(GIVEN_UP, countedGivenUp);
        }
    }

    /// Begins to write by itself.
    void start(Acknowledged acknowledgedOffsets) {
        acknowledged = acknowledgedOffsets;
        keeper.start();
    }

    /// The file for the collector to follow.
    Path log() {
        return files.log();
    }

    /// Takes a line if there is room.
    Outcome offer(byte[] bytes, int from, int to) {
        lock.lock();
        try {
            Outcome outcome = look(to - from + 1);
            if (outcome == Outcome.TAKEN) {
                add(bytes, from, to);
            }
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    /// Takes a line, waits for room first.
    Outcome put(byte[] bytes, int from, int to) {
        lock.lock();
        try {
            Outcome outcome = look(to - from + 1);
            while (outcome != Outcome.TAKEN && outcome != Outcome.CLOSED) {
                room.awaitUninterruptibly();
                outcome = look(to - from + 1);
            }
            if (outcome == Outcome.TAKEN) {
                add(bytes, from, to);
            }
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    private void add(byte[] bytes, int from, int to) {
        if (used == 0) {
            arrived.signal();
        }
        System.arraycopy(bytes, from, buffer, used, to - from);
        used += to - from;
        buffer[used++] = '\n';
        bufferedLines++;
    }

    /// Whether so many bytes may be added now.
    private Outcome look(int count) {
        if (state == Outcome.CLOSED) {
            return state;
        }
        if (!fits(count) && (state != Outcome.TAKEN || !makeRoom(count))) {
            become(Outcome.SPOOL_FULL, limitReached());
        } else if (used + count > buffer.length || isFileFull()) {
            write();
        }
        return state;
    }

    /// Whether what lies in memory fills the file. Where files are given up they are to be small, so
    /// the rest of the buffer goes into the next.
    private boolean isFileFull() {
        return dropsOldest && state == Outcome.TAKEN && files.isFullWith(used);
    }

    private boolean fits(int count) {
        return files.size() + used + count <= limit;
    }

    /// Makes room with what is acknowledged by now, and if that is not enough with the oldest lines.
    private boolean makeRoom(int count) {
        if (!dropsOldest) {
            return false;
        }
        boolean any = true;
        try {
            tidy();
            while (any && !fits(count)) {
                any = files.giveUpOldest();
            }
        } catch (IOException e) {
            sayUntidy(e);
        }
        countGivenUp();
        return fits(count);
    }

    /// The count itself lies beside the spool, so nothing is counted twice that a killed process had
    /// counted but not deleted.
    private void countGivenUp() {
        long lines = files.givenUpLines() - countedGivenUp;
        countedGivenUp += lines;
        if (lines > 0) {
            meter.dropped(GIVEN_UP, lines);
            meter.spoolBytes().set((double) files.size());
            if (System.nanoTime() - saidGivenUpAt > SAY_NANOS) {
                saidGivenUpAt = System.nanoTime();
                LOG.log(
                        Level.WARNING,
                        "input {0}: the oldest lines of its spool are given up for new ones, by now"
                                + " lines={1}",
                        input,
                        Long.toString(countedGivenUp));
            }
        }
    }

    /// Writes what lies in memory.
    void flush() {
        lock.lock();
        try {
            write();
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        if (used == 0) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, used);
        try {
            files.append(bytes);
            meter.spooledLines().inc(bufferedLines);
            bufferedLines = 0;
            if (state == Outcome.DISK_FULL) {
                becomeFree();
            }
        } catch (IOException e) {
            become(Outcome.DISK_FULL, "cannot be written: " + e.getMessage());
        }
        System.arraycopy(buffer, bytes.position(), buffer, 0, bytes.remaining());
        used = bytes.remaining();
        meter.spoolBytes().set((double) files.size());
    }

    private String limitReached() {
        return "has reached its limit of " + limit + " bytes";
    }

    private void become(Outcome full, String why) {
        if (state != Outcome.CLOSED) {
            state = full;
        }
        sayFull(why);
    }

    private void sayFull(String why) {
        if (!saidFull && System.nanoTime() - freeAt > SAY_NANOS) {
            saidFull = true;
            LOG.log(
                    Level.WARNING,
                    "input {0}: its spool {1}; nothing is taken until there is room",
                    input,
                    why);
        }
    }

    private void becomeFree() {
        if (state != Outcome.CLOSED) {
            state = Outcome.TAKEN;
            room.signalAll();
        }
        if (saidFull) {
            saidFull = false;
            freeAt = System.nanoTime();
            LOG.log(Level.INFO, "input {0}: its spool has room again", input);
        }
    }

    /// The duty cycle: wait for lines, gather more of them for a moment, write, make room.
    private void keep() {
        long released = System.nanoTime();
        long period = KEEP_NANOS;
        while (awaitWork(period)) {
            LockSupport.parkNanos(FLUSH_NANOS);
            flush();
            if (System.nanoTime() - released >= period) {
                released = System.nanoTime();
                period = release() ? SHOW_NANOS : KEEP_NANOS;
            }
        }
    }

    /// Waits for lines to write, but not for longer; gives whether the spool is open.
    private boolean awaitWork(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0
                    && state != Outcome.CLOSED
                    && (used == 0 || state == Outcome.DISK_FULL)) {
                left = arrived.awaitNanos(left);
            }
            return state != Outcome.CLOSED;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } finally {
            lock.unlock();
        }
    }

    /// Gives whether there is something to show soon.
    private boolean release() {
        lock.lock();
        try {
            if (state == Outcome.CLOSED) {
                return false;
            }
            tidy();
            if (state == Outcome.SPOOL_FULL) {
                // Room for any line, or the next one could find it full again.
                if (fits(lineBytes + 1) || makeRoom(lineBytes + 1)) {
                    becomeFree();
                } else {
                    sayFull(limitReached());
                }
            }
            return files.isHolding();
        } catch (IOException e) {
            sayUntidy(e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void tidy() throws IOException {
        if (files.release(acknowledged)) {
            meter.spoolBytes().set((double) files.size());
        }
        boolean _ = files.show(acknowledged);
    }

    private void sayUntidy(IOException e) {
        LOG.log(Level.WARNING, "input {0}: its spool cannot be tidied: {1}", input, e);
    }

    /// Whether everything that was taken is written and acknowledged.
    boolean isAcknowledged() {
        lock.lock();
        try {
            write();
            return used == 0 && files.isAcknowledged(acknowledged);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "input {0}: its spool cannot be looked at: {1}", input, e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more, and writes what it has; what a full disk does not take is dropped, and counted.
    @Override
    public void close() {
        lock.lock();
        try {
            if (state == Outcome.CLOSED) {
                return;
            }
            state = Outcome.CLOSED;
            write();
            drop();
            arrived.signalAll();
            room.signalAll();
            files.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "input {0}: its spool was not closed: {1}", input, e);
        } finally {
            lock.unlock();
        }
    }

    private void drop() {
        long unwritten = 0;
        for (int index = 0; index < used; index++) {
            unwritten += buffer[index] == '\n' ? 1 : 0;
        }
        unwritten = Math.min(unwritten, bufferedLines);
        meter.spooledLines().inc(bufferedLines - unwritten);
        if (unwritten > 0) {
            meter.dropped(Outcome.DISK_FULL.reason, unwritten);
        }
        used = 0;
        bufferedLines = 0;
    }
}
