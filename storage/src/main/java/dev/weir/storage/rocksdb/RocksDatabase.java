package dev.weir.storage.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/// The database's native handles, and who may use them when: everything runs inside [#with], which
/// refuses once the database is closed and which closing waits for. A native handle that is used
/// after its end would take the whole process down.
final class RocksDatabase implements AutoCloseable {
    /// Something to do with the open database.
    interface Operation<T> {
        /// Does it.
        T run() throws RocksDBException;
    }

    private final Path directory;
    private final boolean readOnly;
    private final RocksOptions options;
    private final RocksDB db;
    private final Map<String, ColumnFamilyHandle> families = new ConcurrentHashMap<>();
    private final ReentrantReadWriteLock guard = new ReentrantReadWriteLock();
    private boolean closed;

    private RocksDatabase(
            Path directory,
            boolean readOnly,
            RocksOptions options,
            RocksDB db,
            List<ColumnFamilyHandle> handles)
            throws RocksDBException {
        this.directory = directory;
        this.readOnly = readOnly;
        this.options = options;
        this.db = db;
        for (ColumnFamilyHandle handle : handles) {
            families.put(name(handle.getName()), handle);
        }
    }

    /// Opens the database for reading and writing; makes it if it is not there.
    ///
    /// @throws StoreException if it is in use, damaged, of another version or not ours
    static RocksDatabase open(RocksConfig config) {
        Path directory = config.directory();
        RocksFormat.Contents contents = RocksFormat.look(directory);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new StoreException(
                    "the store's directory " + directory + " cannot be made: " + e.getMessage(), e);
        }
        loadLibrary();
        try {
            List<String> names = new ArrayList<>(RocksFormat.FAMILIES);
            if (contents == RocksFormat.Contents.DATABASE) {
                List<String> present = families(directory);
                if (!present.contains(RocksKeys.META)) {
                    refuseUnlessEmpty(directory);
                }
                present.stream().filter(name -> !names.contains(name)).forEach(names::add);
            }
            RocksDatabase opened = open(config, false, names);
            opened.settleFormat();
            return opened;
        } catch (RocksDBException e) {
            throw RocksErrors.of(directory, e);
        }
    }

    /// Opens the database as it stands now, for reading only; it may be open elsewhere.
    ///
    /// @throws StoreException if there is none, or it is damaged, of another version or not ours
    static RocksDatabase openReadOnly(Path directory) {
        if (RocksFormat.look(directory) == RocksFormat.Contents.NOTHING) {
            throw new StoreException(
                    "there is no store in " + directory + ": give the directory that Weir wrote");
        }
        loadLibrary();
        try {
            List<String> names = families(directory);
            if (!names.containsAll(RocksFormat.FAMILIES)) {
                throw RocksFormat.foreign(directory, "its column families are not the store's");
            }
            RocksDatabase opened = open(RocksConfig.of(directory), true, names);
            opened.settleFormat();
            return opened;
        } catch (RocksDBException e) {
            throw RocksErrors.of(directory, e);
        }
    }

    private static void loadLibrary() {
        try {
            RocksDB.loadLibrary();
        } catch (UnsatisfiedLinkError | RuntimeException e) {
            throw new StoreException(
                    "the native library of RocksDB cannot be loaded ("
                            + e.getMessage()
                            + "): the directory of java.io.tmpdir must be writable and allow"
                            + " execution",
                    e);
        }
    }

    private static List<String> families(Path directory) throws RocksDBException {
        try (var listing = new Options()) {
            List<String> names =
                    RocksDB.listColumnFamilies(listing, directory.toString()).stream()
                            .map(RocksDatabase::name)
                            .toList();
            RocksFormat.checkFamilies(directory, names);
            return names;
        }
    }

    /// Looks into the only family that a database of somebody else must have, without writing.
    private static void refuseUnlessEmpty(Path directory) throws RocksDBException {
        try (var reading = new Options();
                RocksDB foreign = RocksDB.openReadOnly(reading, directory.toString());
                RocksIterator entries = foreign.newIterator()) {
            entries.seekToFirst();
            if (entries.isValid()) {
                throw RocksFormat.foreign(directory, "it is another program's database");
            }
        }
    }

    private static RocksDatabase open(RocksConfig config, boolean readOnly, List<String> names)
            throws RocksDBException {
        var options = new RocksOptions(config);
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        List<ColumnFamilyDescriptor> descriptors =
                names.stream().map(name -> descriptor(name, options)).toList();
        String path = config.directory().toString();
        if (readOnly) {
            // All at once: who has the store open for writing may delete files meanwhile.
            options.database.setMaxOpenFiles(-1);
        }
        try {
            RocksDB db =
                    readOnly
                            ? RocksDB.openReadOnly(options.database, path, descriptors, handles)
                            : RocksDB.open(options.database, path, descriptors, handles);
            return new RocksDatabase(config.directory(), readOnly, options, db, handles);
        } catch (RocksDBException e) {
            options.close();
            throw e;
        }
    }

    private static ColumnFamilyDescriptor descriptor(String name, RocksOptions options) {
        return new ColumnFamilyDescriptor(name.getBytes(UTF_8), options.family(name));
    }

    private static String name(byte[] utf8) {
        return new String(utf8, UTF_8);
    }

    private void settleFormat() throws RocksDBException {
        try {
            byte[] format = db.get(family(RocksKeys.META), RocksKeys.metaFormat());
            if (format == null && readOnly) {
                throw RocksFormat.foreign(directory, "its format is not given");
            } else if (format == null) {
                db.put(
                        family(RocksKeys.META),
                        options.write,
                        RocksKeys.metaFormat(),
                        RocksFormat.encoded());
            } else {
                RocksFormat.checkVersion(directory, format);
            }
        } catch (RocksDBException | StoreException e) {
            close();
            throw e;
        }
    }

    /// Does something with the open database.
    ///
    /// @throws StoreException if the database is closed or does not do it
    <T> T with(Operation<T> operation) {
        guard.readLock().lock();
        try {
            if (closed) {
                throw RocksErrors.closed(directory);
            }
            return operation.run();
        } catch (RocksDBException e) {
            throw RocksErrors.of(directory, e);
        } finally {
            guard.readLock().unlock();
        }
    }

    /// A column family that is there. Call inside [#with], like everything below.
    ColumnFamilyHandle family(String name) {
        ColumnFamilyHandle family = families.get(name);
        if (family == null) {
            throw new IllegalStateException("no column family " + name);
        }
        return family;
    }

    /// A tier's rollups; null if none was ever written.
    @Nullable ColumnFamilyHandle rollups(Tier tier) {
        return families.get(RocksKeys.rollups(tier));
    }

    /// A tier's rollups; made if they are not there. For one thread at a time.
    ColumnFamilyHandle rollupsToWrite(Tier tier) throws RocksDBException {
        String name = RocksKeys.rollups(tier);
        ColumnFamilyHandle present = families.get(name);
        if (present != null) {
            return present;
        }
        refuseIfReadOnly();
        ColumnFamilyHandle made = db.createColumnFamily(descriptor(name, options));
        families.put(name, made);
        return made;
    }

    /// The value of a key; null if it has none.
    byte @Nullable [] get(String family, byte[] key) throws RocksDBException {
        return db.get(family(family), key);
    }

    /// A view of a family as it is now, to be closed.
    RocksIterator iterator(ColumnFamilyHandle family) {
        return db.newIterator(family);
    }

    /// Writes all of a batch or nothing.
    void write(WriteBatch batch) throws RocksDBException {
        refuseIfReadOnly();
        db.write(options.write, batch);
    }

    /// Drops the files that lie wholly between two keys, `to` exclusive; what else lies there
    /// stays.
    void dropFiles(ColumnFamilyHandle family, byte[] from, byte[] to) throws RocksDBException {
        refuseIfReadOnly();
        db.deleteFilesInRanges(family, List.of(from, to), false);
    }

    private void refuseIfReadOnly() {
        if (readOnly) {
            throw new StoreException("the store in " + directory + " is open for reading only");
        }
    }

    /// The tiers that have a family.
    List<Tier> tiers() {
        return families.keySet().stream()
                .map(RocksKeys::tierOf)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    /// Closes the database once nobody uses it; again does nothing.
    @Override
    public void close() {
        guard.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            families.values().forEach(ColumnFamilyHandle::close);
            db.close();
            options.close();
        } finally {
            guard.writeLock().unlock();
        }
    }
}
