package dev.weir.storage.influxdb;

/// Takes points, gives the lines that the server is written. Every integer has its `i`: without it
/// the server would take the field for a float, and refuse integers from then on.
final class LineProtocol {
    private final StringBuilder lines;
    private boolean inFields;

    /// Creates one with room for so many characters.
    LineProtocol(int capacity) {
        lines = new StringBuilder(capacity);
    }

    /// Begins a point. Its tags come next, then its fields, then its time.
    ///
    /// @param measurement a plain name
    LineProtocol point(String measurement) {
        lines.append(measurement);
        inFields = false;
        return this;
    }

    /// Adds a tag.
    ///
    /// @param name a plain name
    /// @param value as [TagText] gives it
    LineProtocol tag(String name, String value) {
        lines.append(',').append(name).append('=');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ',' || c == '=' || c == ' ') {
                lines.append('\\');
            }
            lines.append(c);
        }
        return this;
    }

    /// Adds a tag that is absent where it is 0.
    LineProtocol tag(String name, long value) {
        return value == 0 ? this : tag(name, Long.toString(value));
    }

    /// Adds a field.
    LineProtocol field(String name, long value) {
        field(name).append(value).append('i');
        return this;
    }

    /// Adds a field.
    ///
    /// @param value as [TagText] gives it, or Base64
    LineProtocol field(String name, String value) {
        StringBuilder field = field(name).append('"');
        if (value.indexOf('"') < 0) {
            field.append(value);
        } else {
            field.append(value.replace("\"", "\\\""));
        }
        field.append('"');
        return this;
    }

    private StringBuilder field(String name) {
        lines.append(inFields ? ',' : ' ').append(name).append('=');
        inFields = true;
        return lines;
    }

    /// Ends the point.
    ///
    /// @param time nanoseconds since 1970-01-01T00:00Z
    LineProtocol at(long time) {
        lines.append(' ').append(time).append('\n');
        return this;
    }

    /// How many characters there are.
    int length() {
        return lines.length();
    }

    /// The lines, which are begun anew.
    String take() {
        String taken = lines.toString();
        lines.setLength(0);
        return taken;
    }
}
