package dev.weir.query;

import dev.weir.schema.yaml.ConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps a server without keys to this machine: it binds loopback only, and a page of a foreign
/// site whose name was made to resolve to 127.0.0.1 (DNS rebinding) is turned away by its Host.
final class HostGuard {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean withoutKeys;

    HostGuard(QueryConfig config) {
        this.withoutKeys = config.keys().isEmpty();
    }

    /// Refuses an address that others can reach when nobody needs a key.
    static void check(QueryConfig config) throws ConfigurationException {
        InetAddress address;
        try {
            address = InetAddress.getByName(config.host());
        } catch (UnknownHostException e) {
            throw new ConfigurationException(
                    "serve.listen is "
                            + config.host()
                            + ", which is no address of this machine; set it to one, such as"
                            + " 127.0.0.1");
        }
        if (config.keys().isEmpty() && !address.isLoopbackAddress()) {
            throw new ConfigurationException(
                    "serve.listen is "
                            + config.host()
                            + ", which other machines can reach, but serve.keys is empty; configure"
                            + " keys, or listen on 127.0.0.1");
        }
    }

    /// @throws Problem 421 if the Host header names another site
    void admit(@Nullable String hostHeader) {
        if (!withoutKeys) {
            return;
        }
        String host = hostHeader == null ? "" : hostHeader.toLowerCase(Locale.ROOT);
        int port = host.lastIndexOf(':');
        if (port > host.lastIndexOf(']')) {
            host = host.substring(0, port);
        }
        if (!LOCAL.contains(host)) {
            throw new Problem(
                    ErrorCode.HOST_NOT_SERVED,
                    "without keys this server answers only to localhost, 127.0.0.1 and [::1]");
        }
    }
}
