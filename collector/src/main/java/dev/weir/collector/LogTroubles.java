package dev.weir.collector;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// Takes what goes wrong with a log, says and counts each thing once, however often it is met.
final class LogTroubles {
    private static final Logger LOG = System.getLogger(LogTroubles.class.getName());

    /// Damaged files that are told apart; more are not counted.
    private static final int MAX_DAMAGES = 64;

    private final Path log;
    private final CollectorMetrics metrics;
    private final Set<String> damages = new HashSet<>();
    private boolean saidMissing;
    private String last = "";

    LogTroubles(Path log, CollectorMetrics metrics) {
        this.log = log;
        this.metrics = metrics;
    }

    /// The log is not there yet.
    void missing() {
        if (!saidMissing) {
            saidMissing = true;
            LOG.log(Level.WARNING, "log path={0} does not exist yet; waiting for it", log);
        }
    }

    /// It, or a file of its past, cannot be read.
    void add(IOException e) {
        if (e instanceof CorruptFileException) {
            if (damages.size() < MAX_DAMAGES && damages.add(e.toString())) {
                metrics.fileError("corrupt");
                LOG.log(Level.ERROR, "log path={0}: {1}", log, e.getMessage());
            }
        } else if (!e.toString().equals(last)) {
            last = e.toString();
            metrics.fileError("io");
            LOG.log(Level.ERROR, "log path={0} cannot be read: {1}", log, last);
        }
    }

    /// It can be read: the next trouble is a new one.
    void over() {
        last = "";
    }
}
