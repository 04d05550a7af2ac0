package dev.weir.storage.influxdb;

import java.io.IOException;
import java.util.Optional;

/// Gives the token of the server, anew for each request: so a token that is changed where it stands
/// serves the next request.
@FunctionalInterface
public interface TokenSource {
    /// The token; empty where the server asks for none.
    ///
    /// @throws IOException if it cannot be read; the message says what and why, never the token
    Optional<String> read() throws IOException;
}
