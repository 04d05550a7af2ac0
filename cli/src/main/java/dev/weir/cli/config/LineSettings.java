package dev.weir.cli.config;

import dev.weir.collector.format.LogFormat;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// How the lines of a log or an input read: the keys `format` and `time_zone`.
///
/// @param format a format's name, or a format string
/// @param zone of times that do not say theirs
public record LineSettings(String format, ZoneId zone) {
    /// Lines of a format whose times are UTC where they do not say.
    public LineSettings(String format) {
        this(format, ZoneOffset.UTC);
    }

    static LineSettings of(YamlMap entry) throws ConfigurationException {
        LineSettings lines =
                new LineSettings(
                        entry.text("format").orElse(CollectSettings.DEFAULT_FORMAT), zone(entry));
        try {
            lines.compile();
        } catch (ConfigurationException e) {
            throw entry.error("format", "cannot be used: " + e.getMessage());
        }
        return lines;
    }

    private static ZoneId zone(YamlMap entry) throws ConfigurationException {
        String name = entry.text("time_zone").orElse("UTC");
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw entry.error(
                    "time_zone",
                    "is " + name + "; allowed: UTC, +01:00, or a name such as Europe/Berlin");
        }
    }

    /// The format, compiled.
    public LogFormat compile() throws ConfigurationException {
        return LogFormat.of(format, zone);
    }
}
