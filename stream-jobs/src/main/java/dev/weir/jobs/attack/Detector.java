package dev.weir.jobs.attack;

import dev.weir.schema.signal.Signal;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.function.Consumer;

/// Watches one customer for one kind of attack over time. Time is event time and comes with the
/// activity or, when nothing happens, with [#quietUntil]; so a detector tells the same of a log
/// whether it is read live or a year later.
interface Detector {
    /// Takes the requests of one window; windows come in order of time.
    void observe(Activity activity, Consumer<Signal> changes);

    /// Says that there was nothing until `time` (milliseconds, event time).
    void quietUntil(long time, Consumer<Signal> changes);

    /// Whether it holds a signal open, which time alone may close.
    boolean isSignalOpen();

    /// Writes the state.
    void write(DataOutputStream out) throws IOException;

    /// Reads the state that [#write] wrote.
    void read(DataInputStream in) throws IOException;
}
