package dev.weir.storage;

/// The store did not take or give what it was asked for. The message says what a person can do.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Creates the exception.
    public StoreException(String message) {
        super(message);
    }

    /// Creates the exception with what the backend said.
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
