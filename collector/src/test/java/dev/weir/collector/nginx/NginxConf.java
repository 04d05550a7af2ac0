package dev.weir.collector.nginx;

import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// An nginx configuration in a directory.
record NginxConf(Path directory) {
    Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    NginxLogs read(String text) throws IOException, ConfigurationException {
        return NginxLogs.read(write("nginx.conf", text), Optional.empty());
    }

    /// The logs of an `http` block: path, format and host, with a space between.
    List<String> logs(String http) throws IOException, ConfigurationException {
        return read("events { }\nhttp {\n" + http + "\n}\n").logs().stream()
                .map(log -> (log.path() + " " + log.format() + " " + log.defaultHost()).strip())
                .toList();
    }
}
