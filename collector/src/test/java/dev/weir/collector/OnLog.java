package dev.weir.collector;

import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Does something whenever a class logs, on the thread that logs and before it goes on: so a test
/// comes in between two steps of it.
final class OnLog extends Handler implements AutoCloseable {
    private final Logger log;
    private final Consumer<LogRecord> action;

    OnLog(Class<?> logging, Consumer<LogRecord> action) {
        this.log = Logger.getLogger(logging.getName());
        this.action = action;
        log.addHandler(this);
    }

    @Override
    public void publish(LogRecord said) {
        action.accept(said);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        log.removeHandler(this);
    }
}
