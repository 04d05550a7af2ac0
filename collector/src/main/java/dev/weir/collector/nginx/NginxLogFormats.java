package dev.weir.collector.nginx;

import dev.weir.collector.format.LogFormat;
import dev.weir.schema.yaml.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The `log_format` definitions of a configuration, as strings that [LogFormat] takes.
final class NginxLogFormats {
    static final String DEFAULT = "combined";

    private final Map<String, NginxDirective> definitions = new HashMap<>();

    /// Takes the definitions among the directives of an `http` block.
    static NginxLogFormats of(List<NginxDirective> directives) throws ConfigurationException {
        var formats = new NginxLogFormats();
        for (NginxDirective directive : directives) {
            if (!directive.name().equals("log_format")) {
                continue;
            }
            if (directive.arguments().size() < 2) {
                throw directive.error("log_format takes a name and a format");
            }
            formats.definitions.put(directive.arguments().getFirst(), directive);
        }
        return formats;
    }

    /// The format of a name.
    ///
    /// @param user the `access_log` that uses it
    /// @throws ConfigurationException if there is none, or Weir cannot read it
    String named(String name, NginxDirective user) throws ConfigurationException {
        NginxDirective definition = definitions.get(name);
        if (definition == null && name.equals(DEFAULT)) {
            return DEFAULT;
        }
        if (definition == null) {
            throw user.error(
                    "access_log names the format " + name + ", which no log_format defines");
        }
        String format = quoted(definition.arguments().subList(1, definition.arguments().size()));
        try {
            LogFormat.of(format);
        } catch (ConfigurationException e) {
            throw definition.error("log_format " + name + ": " + e.getMessage());
        }
        return format;
    }

    static boolean carriesHost(String format) throws ConfigurationException {
        return LogFormat.of(format).carriesHost();
    }

    /// The pieces in nginx's quotes, so that nothing in them is taken for anything else.
    private static String quoted(List<String> pieces) {
        boolean escape = pieces.getFirst().startsWith("escape=");
        StringBuilder text = new StringBuilder(escape ? pieces.getFirst() + " '" : "'");
        for (String piece : escape ? pieces.subList(1, pieces.size()) : pieces) {
            text.append(piece.replace("\\", "\\\\").replace("'", "\\'"));
        }
        return text.append('\'').toString();
    }
}
