package dev.weir.collector;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Waits until something happens in a directory of logs, and says in which, and to which names.
///
/// A directory is watched only while it is quiet: a busy log would cost an event for each of its
/// lines, so it is polled instead, see [#busy]. Where the system cannot watch, nothing is ever told
/// and everything is polled.
final class DirectoryWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(DirectoryWatch.class.getName());

    /// A directory in which nothing happened for so long is watched again.
    private static final long QUIET_MILLIS = 1000;

    /// Others write to these, and the system does not tell.
    private static final Set<String> REMOTE =
            Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs");

    /// Takes what happened.
    interface Listener {
        /// Something happened to a name in a directory.
        void changed(Path directory, String name);

        /// Anything may have happened in a directory.
        void changed(Path directory);
    }

    private final @Nullable WatchService service;
    private final Map<Path, Long> busyUntil = new HashMap<>();
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private final Set<Path> unwatchable = new HashSet<>();

    private DirectoryWatch(@Nullable WatchService service) {
        this.service = service;
    }

    /// Begins to watch, if the system can.
    static DirectoryWatch open() {
        try {
            return new DirectoryWatch(FileSystems.getDefault().newWatchService());
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(Level.WARNING, "directories cannot be watched, logs are polled: {0}", e);
            return new DirectoryWatch(null);
        }
    }

    /// A watch that never tells anything: all is polled.
    static DirectoryWatch none() {
        return new DirectoryWatch(null);
    }

    /// Whether whatever happens in a directory from now on is told.
    boolean isWatched(Path directory) {
        WatchKey key = keys.get(directory);
        return key != null && key.isValid();
    }

    /// Says that a directory holds logs.
    void add(Path directory, long now) {
        busyUntil.putIfAbsent(directory, now);
    }

    /// Says that there was something to read in a directory: until it is quiet it is not watched.
    void busy(Path directory, long now) {
        busyUntil.put(directory, now + QUIET_MILLIS);
        WatchKey key = keys.remove(directory);
        if (key != null) {
            cancel(key);
        }
    }

    private static void cancel(WatchKey key) {
        try {
            key.cancel();
        } catch (ClosedWatchServiceException e) {
            // All of them are cancelled: the collector closes.
            return;
        }
    }

    /// Watches the directories that have become quiet.
    void watchQuiet(Listener listener, long now) {
        WatchService opened = service;
        if (opened == null || keys.size() == busyUntil.size()) {
            return;
        }
        busyUntil.forEach((directory, until) -> {
            if (now >= until && !isWatched(directory) && watch(opened, directory)) {
                // What happened before is not told.
                listener.changed(directory);
            }
        });
    }

    private boolean watch(WatchService opened, Path directory) {
        if (unwatchable.contains(directory) || !Files.isDirectory(directory)) {
            return false;
        }
        try {
            if (REMOTE.contains(Files.getFileStore(directory).type())) {
                unwatchable.add(directory);
                return false;
            }
            keys.put(
                    directory,
                    directory.register(
                            opened,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE));
            return true;
        } catch (ClosedWatchServiceException e) {
            return false;
        } catch (IOException e) {
            unwatchable.add(directory);
            LOG.log(
                    Level.WARNING,
                    "directory={0} cannot be watched, its logs are polled: {1}",
                    directory,
                    e.toString());
            return false;
        }
    }

    /// Waits for something to happen, no longer than `nanos`, and tells all that happened.
    void await(Listener listener, long nanos) {
        WatchService opened = service;
        if (opened == null || keys.isEmpty()) {
            LockSupport.parkNanos(nanos);
            return;
        }
        try {
            WatchKey key = opened.poll(nanos, TimeUnit.NANOSECONDS);
            while (key != null) {
                tell(key, listener);
                key = opened.poll();
            }
        } catch (ClosedWatchServiceException e) {
            // The collector closes: what is left is read at the next start.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(WatchKey key, Listener listener) {
        if (!(key.watchable() instanceof Path directory)) {
            return;
        }
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.context() instanceof Path name) {
                listener.changed(directory, name.toString());
            } else {
                listener.changed(directory);
            }
        }
        if (!key.reset()) {
            keys.remove(directory, key);
            listener.changed(directory);
        }
    }

    /// Ends a wait, from any thread.
    void wakeUp() {
        close();
    }

    @Override
    public void close() {
        try {
            if (service != null) {
                service.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing the watch failed: {0}", e.toString());
        }
    }
}
