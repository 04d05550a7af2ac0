package dev.weir.collector.nginx;

import dev.weir.schema.yaml.ConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes nginx's main configuration file, gives the access logs that it makes nginx write.
///
/// A level (`http`, `server`, `location`, `if`, `limit_except`) with an `access_log` of its own
/// takes none from the level around it; with `access_log off` it has none. Where no level has one,
/// nginx writes `combined` to a path that is compiled into it: [NginxPaths#compiledIn].
public final class NginxLogs {
    private static final Set<String> LEVELS = Set.of("server", "location", "if", "limit_except");

    private final NginxPaths paths;
    private final Map<Path, Found> found = new LinkedHashMap<>();
    private final Set<String> notFollowed = new LinkedHashSet<>();

    /// A log, and the servers that write it.
    private record Found(String format, String where, Set<NginxDirective> servers) {}

    private NginxLogs(NginxPaths paths) {
        this.paths = paths;
    }

    /// Reads a configuration.
    ///
    /// @param main nginx's main file, often `/etc/nginx/nginx.conf`
    /// @param prefix nginx's prefix, which relative paths of logs count from
    /// @throws ConfigurationException if it is no configuration; with the file and the line
    public static NginxLogs read(Path main, Optional<Path> prefix) throws ConfigurationException {
        var logs = new NginxLogs(new NginxPaths(main, prefix));
        for (NginxDirective directive : NginxParser.read(main)) {
            if (directive.name().equals("http")) {
                logs.http(directive);
            }
        }
        return logs;
    }

    /// The logs that can be followed, each file once.
    public List<NginxLog> logs() throws ConfigurationException {
        List<NginxLog> logs = new ArrayList<>();
        for (var entry : found.entrySet()) {
            Found log = entry.getValue();
            boolean alone = log.servers.size() == 1 && !NginxLogFormats.carriesHost(log.format);
            String host = alone ? hostOf(log.servers.iterator().next()) : "";
            logs.add(new NginxLog(entry.getKey(), log.format, host, log.where));
        }
        return logs;
    }

    /// What cannot be followed, a sentence each, with the reason and what to do.
    public List<String> notFollowed() {
        return List.copyOf(notFollowed);
    }

    private void http(NginxDirective http) throws ConfigurationException {
        NginxLogFormats formats = NginxLogFormats.of(http.children());
        List<NginxDirective> own = accessLogs(http);
        for (NginxDirective child : http.children()) {
            if (child.name().equals("server")) {
                level(child, own, child, formats);
            }
        }
    }

    /// @param inherited the `access_log`s of the level around this one; empty: nobody has said any
    private void level(
            NginxDirective level,
            List<NginxDirective> inherited,
            NginxDirective server,
            NginxLogFormats formats)
            throws ConfigurationException {
        List<NginxDirective> own = accessLogs(level);
        List<NginxDirective> effective = own.isEmpty() ? inherited : own;
        if (effective.isEmpty()) {
            String where = "compiled into nginx, for " + level.where();
            add(paths.compiledIn(), NginxLogFormats.DEFAULT, where, server);
        } else if (effective.stream().noneMatch(NginxLogs::isOff)) {
            for (NginxDirective log : effective) {
                add(log, server, formats);
            }
        }
        for (NginxDirective child : level.children()) {
            if (LEVELS.contains(child.name())) {
                level(child, effective, server, formats);
            }
        }
    }

    private static List<NginxDirective> accessLogs(NginxDirective level)
            throws ConfigurationException {
        List<NginxDirective> logs = new ArrayList<>();
        for (NginxDirective child : level.children()) {
            if (child.name().equals("access_log")) {
                if (child.arguments().isEmpty()) {
                    throw child.error("access_log takes a path, or off");
                }
                logs.add(child);
            }
        }
        return logs;
    }

    private static boolean isOff(NginxDirective log) {
        return log.arguments().getFirst().equals("off");
    }

    private void add(NginxDirective log, NginxDirective server, NginxLogFormats formats)
            throws ConfigurationException {
        String path = log.arguments().getFirst();
        String reason = reasonNotToFollow(path, log.arguments());
        if (reason != null) {
            notFollowed.add(log.where() + ": access_log " + path + " is not followed: " + reason);
        } else if (!path.equals("/dev/null")) {
            String name = log.arguments().size() > 1 ? log.arguments().get(1) : "combined";
            add(paths.resolve(path, log), formats.named(name, log), log.where(), server);
        }
    }

    private void add(Path path, String format, String where, NginxDirective server)
            throws ConfigurationException {
        Found log =
                found.computeIfAbsent(path, _ -> new Found(format, where, new LinkedHashSet<>()));
        if (!log.format.equals(format)) {
            throw new ConfigurationException(
                    where
                            + ": "
                            + path
                            + " has another format than in "
                            + log.where
                            + ": their lines cannot be told apart; give each format a file");
        }
        log.servers.add(server);
    }

    private static @Nullable String reasonNotToFollow(String path, List<String> arguments) {
        if (path.startsWith("syslog:")) {
            return "it goes to a syslog server, not to a file";
        }
        if (path.contains("$")) {
            return "its name holds a variable, so it is many files; name each with --log";
        }
        if (path.equals("/dev/stdout") || path.equals("/dev/stderr")) {
            return "it goes to a stream that nobody can read twice; let nginx write a file";
        }
        if (arguments.stream().skip(2).anyMatch(a -> a.equals("gzip") || a.startsWith("gzip="))) {
            return "it is compressed as it is written (gzip), so a line is only there when a whole"
                    + " block is; remove gzip";
        }
        return null;
    }

    /// The first of a server's names that is a whole name.
    private static String hostOf(NginxDirective server) {
        for (NginxDirective child : server.children()) {
            if (!child.name().equals("server_name")) {
                continue;
            }
            for (String name : child.arguments()) {
                // `.example.org` is example.org and all below it.
                String plain = name.startsWith(".") ? name.substring(1) : name;
                if (plain.matches("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*")) {
                    return plain;
                }
            }
        }
        return "";
    }
}
