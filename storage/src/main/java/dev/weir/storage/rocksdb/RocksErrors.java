package dev.weir.storage.rocksdb;

import dev.weir.storage.StoreException;
import java.nio.file.Path;
import java.util.Locale;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// Takes what RocksDB says went wrong, gives a sentence that says what a person can do.
final class RocksErrors {
    static StoreException of(Path directory, RocksDBException e) {
        return new StoreException(sentence(directory, e), e);
    }

    static StoreException closed(Path directory) {
        return new StoreException("the store in " + directory + " is closed");
    }

    private static String sentence(Path directory, RocksDBException e) {
        Status status = e.getStatus();
        String message = String.valueOf(e.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("lock hold by current process")) {
            return "the store in " + directory + " is already open in this process";
        }
        if (lower.contains("while lock file")) {
            return "the store in "
                    + directory
                    + " is in use by another process: stop that one, or choose another directory";
        }
        if ((status != null && status.getSubCode() == Status.SubCode.NoSpace)
                || lower.contains("no space left")) {
            return "the disk of the store in "
                    + directory
                    + " is full: free some space on it; what is stored is safe";
        }
        if (lower.contains("too many open files")) {
            return "the store in "
                    + directory
                    + " may not open more files: raise the limit (ulimit -n) to 4096 or more";
        }
        if (status != null && status.getCode() == Status.Code.Corruption) {
            return "the store in "
                    + directory
                    + " is damaged ("
                    + message
                    + "): restore the directory from a copy, or move it away to begin a new one";
        }
        return "the store in "
                + directory
                + " cannot be read or written: "
                + message
                + ": check the disk and the directory's permissions";
    }

    private RocksErrors() {}
}
