package dev.weir.storage.postgresql;

import java.io.IOException;
import java.util.Optional;

/// Gives the password of the database's user, anew for each connection: so a password that is
/// changed where it stands serves the next connection.
@FunctionalInterface
public interface PasswordSource {
    /// The password; empty where the server asks for none, or the driver finds it in a `.pgpass`.
    ///
    /// @throws IOException if it cannot be read; the message says what and why, never the password
    Optional<String> read() throws IOException;
}
