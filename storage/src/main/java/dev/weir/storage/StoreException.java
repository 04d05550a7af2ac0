package dev.weir.storage;

import dev.weir.schema.rollup.MalformedRollupException;
import dev.weir.schema.rollup.Tier;

/// The store did not take or give what it was asked for. The message says what a person can do.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// What is wrong, where a store can tell.
    public enum Reason {
        /// The server cannot be reached, is starting or stopping, or answers too late.
        UNREACHABLE(true),
        /// The server or another session is in the way for a while: a lock, a conflict, its limits.
        BUSY(true),
        /// The disk is full.
        DISK_FULL(false),
        /// The server takes no writes: a standby, or one that was set so.
        READ_ONLY(false),
        /// The server does not know the user, or not with this password.
        CREDENTIALS(false),
        /// What is to hold the store is not there.
        NO_DATABASE(false),
        /// The user may not do it.
        RIGHTS(false),
        /// The store was not made yet, or is of an older version.
        NOT_READY(false),
        /// The store is of a newer version.
        NEWER_VERSION(false),
        /// Something else; the message says what.
        OTHER(false);

        private final boolean isTransient;

        Reason(boolean isTransient) {
            this.isTransient = isTransient;
        }
    }

    private final Reason reason;

    /// Creates the exception.
    public StoreException(String message) {
        super(message);
        reason = Reason.OTHER;
    }

    /// Creates the exception with what the backend said.
    public StoreException(String message, Throwable cause) {
        super(message, cause);
        reason = Reason.OTHER;
    }

    /// Creates the exception for a reason.
    public StoreException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// Creates the exception for a reason, with what the backend said.
    public StoreException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /// Creates the exception for a rollup that is stored and is none.
    ///
    /// @param customer whose it is, or something that stands for it where that is unknown
    public static StoreException undecodable(
            String customer, Tier tier, MalformedRollupException e) {
        return new StoreException(
                "a stored rollup of %s, tier %s, cannot be decoded: %s"
                        .formatted(customer, tier.wireName(), e.getMessage()),
                e);
    }

    /// What is wrong.
    public Reason reason() {
        return reason;
    }

    /// Whether it passes by itself; if not, somebody has to do what the message says.
    public boolean isTransient() {
        return reason.isTransient;
    }
}
