package dev.weir.storage.postgresql;

import com.zaxxer.hikari.HikariCredentialsProvider;
import com.zaxxer.hikari.util.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Gives the pool user and password for each connection, and remembers why there was none: the pool
/// itself says only that it has no connection.
final class Login implements HikariCredentialsProvider {
    private final PostgresConfig config;
    private volatile @Nullable IOException failure;

    Login(PostgresConfig config) {
        this.config = config;
    }

    @Override
    @SuppressWarnings("NullAway") // the driver takes null for no password; the pool says nothing
    public Credentials getCredentials() {
        try {
            String password = config.password().read().orElse(null);
            failure = null;
            return new Credentials(config.user(), password);
        } catch (IOException e) {
            failure = e;
            throw new UncheckedIOException(e);
        }
    }

    /// Why the password could not be read the last time; null if it could.
    @Nullable IOException failure() {
        return failure;
    }
}
