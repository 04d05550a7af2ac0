package dev.weir.collector.nginx;

import dev.weir.schema.yaml.ConfigurationException;
import java.nio.file.Path;
import java.util.List;

/// A directive of an nginx configuration, with what stands in its braces.
///
/// @param name its first word
/// @param arguments the words behind, quotes and escapes undone
/// @param children the directives in its braces, those of included files in place; empty for one
///     that ends with a semicolon
/// @param file where it stands
/// @param line the line in it, from 1
record NginxDirective(
        String name, List<String> arguments, List<NginxDirective> children, Path file, int line) {
    NginxDirective {
        arguments = List.copyOf(arguments);
        children = List.copyOf(children);
    }

    /// Where the directive stands, for people.
    String where() {
        return file + ":" + line;
    }

    ConfigurationException error(String what) {
        return new ConfigurationException(where() + ": " + what);
    }
}
