package dev.weir.cli.config;

import dev.weir.query.ApiKey;
import dev.weir.query.QueryConfig;
import dev.weir.query.Scope;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import dev.weir.storage.Retention;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Section `serve`.
///
/// @param host the address to listen on
/// @param port the port; 0: any that is free
/// @param keys who may ask; none: everybody who can reach the address, which must then be loopback
public record ServeSettings(String host, int port, List<Key> keys) {
    /// A key.
    ///
    /// @param sha256 of the token, in hexadecimal
    /// @param customers whom it may see; empty: everybody and everything, as an operator
    /// @param line where it stands in the file
    public record Key(String sha256, List<String> customers, int line) {
        /// Copies the list.
        public Key {
            customers = List.copyOf(customers);
        }
    }

    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 8080;

    private static final Pattern LISTEN = Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:]+):(\\d{1,5})");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    /// Copies the keys.
    public ServeSettings {
        keys = List.copyOf(keys);
    }

    static ServeSettings of(YamlMap section) throws ConfigurationException {
        section.allowOnly("listen", "keys");
        Optional<String> listen = section.text("listen");
        ServeSettings address = new ServeSettings(DEFAULT_HOST, DEFAULT_PORT, List.of());
        if (listen.isPresent()) {
            address =
                    parse(listen.get())
                            .orElseThrow(() ->
                                    section.error(
                                            "listen",
                                            "is "
                                                    + listen.get()
                                                    + "; allowed: host:port, as in"
                                                    + " 127.0.0.1:8080"));
        }
        return new ServeSettings(address.host(), address.port(), keys(section));
    }

    /// Reads `host:port`; empty if it is none.
    public static Optional<ServeSettings> parse(String listen) {
        Matcher matcher = LISTEN.matcher(listen);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65535) {
            return Optional.empty();
        }
        return Optional.of(
                new ServeSettings(matcher.group(1), Integer.parseInt(matcher.group(2)), List.of()));
    }

    private static List<Key> keys(YamlMap section) throws ConfigurationException {
        List<Key> keys = new ArrayList<>();
        for (YamlMap key : section.maps("keys")) {
            key.allowOnly("sha256", "scope");
            String hash = key.requiredText("sha256", "the SHA-256 of a token, in hexadecimal");
            if (!SHA256.matcher(hash).matches()) {
                throw key.error("sha256", "is no SHA-256; allowed: 64 hexadecimal digits");
            }
            List<String> scope = key.texts("scope");
            if (scope.isEmpty()) {
                throw key.error("scope", "is missing; allowed: operator, or a list of customers");
            }
            for (String customer : scope) {
                if (customer.startsWith("_")) {
                    throw key.error(
                            "scope",
                            "names "
                                    + customer
                                    + "; allowed: operator, or customers of the catalogue");
                }
            }
            boolean operator = scope.equals(List.of("operator"));
            keys.add(new Key(hash, operator ? List.of() : scope, key.lineOf("sha256")));
        }
        return keys;
    }

    /// The API's settings.
    public QueryConfig query(Retention retention) {
        List<ApiKey> apiKeys = new ArrayList<>();
        for (Key key : keys) {
            Scope scope =
                    key.customers().isEmpty()
                            ? new Scope.Operator()
                            : new Scope.Customers(Set.copyOf(key.customers()));
            apiKeys.add(new ApiKey("serve.keys at line " + key.line(), key.sha256(), scope));
        }
        return QueryConfig.DEFAULT
                .withListen(host, port)
                .withKeys(apiKeys)
                .withRetention(retention);
    }

    /// The same keys at another address.
    public ServeSettings at(String otherHost, int otherPort) {
        return new ServeSettings(otherHost, otherPort, keys);
    }
}
