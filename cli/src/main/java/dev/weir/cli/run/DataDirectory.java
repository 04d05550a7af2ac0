package dev.weir.cli.run;

import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// The directory in which a process keeps what must survive it, locked while the process lives.
///
/// ```
/// weir-data/
///   weir.lock              held while a process uses the directory
///   endpoints.properties   addresses of the running process, for `weir inspect` and `weir audit`
///   broker/                the embedded Kafka broker
///   collector/checkpoints  how far each log is shipped
///   spool/                 lines of inputs that are no files, until they are shipped
///   stream/                Kafka Streams
///   store/                 the embedded store
///   generated/             the log that `weir up` writes when it is given none
/// ```
public final class DataDirectory implements AutoCloseable {
    private static final String ENDPOINTS = "endpoints.properties";

    private final Path root;
    private @Nullable FileLock lock;

    private DataDirectory(Path root) {
        this.root = root;
    }

    /// Creates the directory if need be and locks it.
    ///
    /// @throws ConfigurationException if it cannot be made, written or is in use
    public static DataDirectory open(Path root) throws ConfigurationException {
        var directory = new DataDirectory(root.toAbsolutePath().normalize());
        try {
            Files.createDirectories(directory.root);
            directory.lock();
        } catch (FileAlreadyExistsException e) {
            throw new ConfigurationException(root + " is a file: give a directory with --data");
        } catch (AccessDeniedException e) {
            throw new ConfigurationException(
                    root
                            + " cannot be written: give a directory with --data that can, or its rights");
        } catch (IOException e) {
            throw new ConfigurationException(
                    root + " cannot be used as data directory: " + e.getMessage());
        }
        return directory;
    }

    private void lock() throws IOException, ConfigurationException {
        @SuppressWarnings("resource") // held until close; closing it would release the lock
        FileChannel channel =
                FileChannel.open(
                        root.resolve("weir.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new ConfigurationException(
                    root
                            + " is in use by another weir process: stop that one, or give another"
                            + " directory with --data");
        }
    }

    /// The directory.
    public Path root() {
        return root;
    }

    /// A directory or file within.
    public Path resolve(String name) {
        return root.resolve(name);
    }

    /// Tells other commands where this process can be reached.
    public void publish(String bootstrapServers, String api) throws IOException {
        var endpoints = new Properties();
        endpoints.setProperty("bootstrap.servers", bootstrapServers);
        endpoints.setProperty("api", api);
        try (Writer out = Files.newBufferedWriter(root.resolve(ENDPOINTS))) {
            endpoints.store(out, "of the running weir process");
        }
    }

    /// An address that the process using `root` has published.
    ///
    /// @param name `bootstrap.servers` or `api`
    public static Optional<String> endpoint(Path root, String name) {
        var endpoints = new Properties();
        try (Reader in = Files.newBufferedReader(root.resolve(ENDPOINTS))) {
            endpoints.load(in);
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.ofNullable(endpoints.getProperty(name));
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(root.resolve(ENDPOINTS));
            FileLock held = lock;
            if (held != null) {
                lock = null;
                held.acquiredBy().close();
            }
        } catch (IOException e) {
            System.getLogger(DataDirectory.class.getName())
                    .log(System.Logger.Level.WARNING, "data directory not released: {0}", e);
        }
    }
}
