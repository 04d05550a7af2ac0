package dev.weir.collector.nginx;

import dev.weir.schema.yaml.ConfigurationException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says where nginx writes a log whose path is relative, or which nobody has configured: both are
/// compiled into nginx, and a configuration does not tell.
final class NginxPaths {
    /// The default of Debian, Red Hat and nginx.org.
    private static final Path PACKAGED_DEFAULT = Path.of("/var/log/nginx/access.log");

    private final @Nullable Path prefix;

    /// @param given nginx's prefix (`nginx -V` shows it), if the user knows it; else it is the
    ///     parent of a directory `conf`, which is how nginx installs itself from source
    NginxPaths(Path main, Optional<Path> given) {
        Path directory = main.toAbsolutePath().normalize().getParent();
        this.prefix = given.orElse(directory == null ? null : sourcePrefix(directory));
    }

    private static @Nullable Path sourcePrefix(Path directory) {
        return directory.endsWith("conf") ? directory.getParent() : null;
    }

    /// The log that nginx writes where no `access_log` is in effect.
    Path compiledIn() {
        return prefix == null ? PACKAGED_DEFAULT : prefix.resolve("logs/access.log");
    }

    Path resolve(String path, NginxDirective log) throws ConfigurationException {
        Path given = Path.of(path);
        if (given.isAbsolute()) {
            return given.normalize();
        }
        if (prefix == null) {
            throw log.error(
                    "access_log "
                            + path
                            + " is relative to nginx's prefix, which is compiled into nginx; name"
                            + " it with --nginx-prefix (nginx -V shows it)");
        }
        return prefix.resolve(given).normalize();
    }
}
