package dev.weir.collector.format;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes the values of variables, gives the line that nginx writes of them: one character per byte.
///
/// @param escaping `default`, `json` or `none`
record NginxWriter(String escaping, String format) {
    private static final Pattern VARIABLE = Pattern.compile("\\$([a-z0-9_]+)");

    /// The format as it is configured.
    String configured() {
        return "escape=" + escaping + " " + format;
    }

    /// @param values null is a variable that is not there
    String line(Map<String, @Nullable String> values) {
        Function<String, String> written = name -> written(values.get(name));
        Matcher variable = VARIABLE.matcher(format);
        StringBuilder line = new StringBuilder();
        while (variable.find()) {
            String value = written.apply(variable.group(1));
            variable.appendReplacement(line, Matcher.quoteReplacement(value));
        }
        return variable.appendTail(line).toString();
    }

    private String written(@Nullable String value) {
        if (value == null) {
            return escaping.equals("default") ? "-" : "";
        }
        StringBuilder written = new StringBuilder();
        for (int index = 0; index < value.length(); index++) {
            written.append(written(value.charAt(index)));
        }
        return written.toString();
    }

    private String written(char each) {
        boolean special = each == '"' || each == '\\';
        return switch (escaping) {
            case "default" ->
                    special || each < 0x20 || each > 0x7E
                            ? String.format("\\x%02X", (int) each)
                            : String.valueOf(each);
            case "json" -> {
                if (special) {
                    yield "\\" + each;
                }
                int index = List.of('\b', '\f', '\n', '\r', '\t').indexOf(each);
                if (index >= 0) {
                    yield "\\" + "bfnrt".charAt(index);
                }
                yield each < 0x20 ? String.format("\\u%04X", (int) each) : String.valueOf(each);
            }
            default -> String.valueOf(each);
        };
    }
}
