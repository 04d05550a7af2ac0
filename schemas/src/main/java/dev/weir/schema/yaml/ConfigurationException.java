package dev.weir.schema.yaml;

/// A configuration is not usable. The message is one sentence for a person: file, line, key, what
/// was found and what is allowed.
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    /// Creates the exception with its one sentence.
    public ConfigurationException(String message) {
        super(message);
    }
}
