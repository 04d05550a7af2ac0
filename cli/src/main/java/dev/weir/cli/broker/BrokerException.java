package dev.weir.cli.broker;

/// Kafka cannot be had. The message is one sentence for a person: what failed and what to do.
public final class BrokerException extends Exception {
    private static final long serialVersionUID = 1;

    /// Creates the exception with its one sentence.
    public BrokerException(String message, Throwable cause) {
        super(message, cause);
    }

    /// Creates the exception with its one sentence.
    public BrokerException(String message) {
        super(message);
    }
}
