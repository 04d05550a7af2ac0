package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An nginx `log_format` string taken apart: text and variables in turn, beginning and ending with
/// text, which may be empty.
///
/// @param escape how values are escaped
/// @param literals one more than there are names
/// @param names the variables, without the `$`
record FormatString(Escape escape, List<String> literals, List<String> names) {
    private static final Pattern DIRECTIVE = Pattern.compile("\\s*log_format\\s+\\S+\\s+");
    private static final Pattern ESCAPE = Pattern.compile("\\s*escape=(\\w+)\\s*");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{([A-Za-z0-9_]+)}|([A-Za-z0-9_]+))");

    /// `$uri$is_args$args` is the target again.
    private static final Pattern SPLIT_TARGET =
            Pattern.compile("\\$(?:document_)?uri\\$is_args\\$(?:args|query_string)\\b");

    static FormatString parse(String text) throws ConfigurationException {
        String rest = DIRECTIVE.matcher(text).replaceFirst("");
        if (!DIRECTIVE.matcher(text).lookingAt()) {
            rest = text;
        }
        Escape escape = Escape.DEFAULT;
        Matcher prefix = ESCAPE.matcher(rest);
        if (prefix.lookingAt()) {
            escape = escapeNamed(prefix.group(1));
            rest = rest.substring(prefix.end());
        }
        String format = SPLIT_TARGET.matcher(unquoted(rest)).replaceAll("\\$request_uri");
        List<String> literals = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Matcher variable = VARIABLE.matcher(format);
        int at = 0;
        while (variable.find()) {
            literals.add(format.substring(at, variable.start()));
            names.add(variable.group(1) != null ? variable.group(1) : variable.group(2));
            at = variable.end();
        }
        literals.add(format.substring(at));
        if (names.isEmpty()) {
            throw new ConfigurationException(
                    "log format \""
                            + text
                            + "\" is not known; allowed: combined, common, or an nginx log_format"
                            + " string with $variables");
        }
        return new FormatString(escape, literals, names);
    }

    private static Escape escapeNamed(String name) throws ConfigurationException {
        return switch (name) {
            case "default" -> Escape.DEFAULT;
            case "json" -> Escape.JSON;
            case "none" -> Escape.NONE;
            default ->
                    throw new ConfigurationException(
                            "log format has escape=" + name + "; allowed: default, json, none");
        };
    }

    /// Joins nginx's quoted pieces; text that does not begin with a quote of theirs and end with it
    /// is taken as it is.
    private static String unquoted(String text) throws ConfigurationException {
        String stripped = text.strip();
        if (!stripped.startsWith("'")) {
            return text;
        }
        StringBuilder joined = new StringBuilder();
        int at = 0;
        while (at < stripped.length() && stripped.charAt(at) != ';') {
            char quote = stripped.charAt(at++);
            if (Character.isWhitespace(quote)) {
                continue;
            }
            if (quote != '\'' && quote != '"') {
                throw new ConfigurationException(
                        "log format has text outside its quotes: " + stripped.substring(at - 1));
            }
            int end = at;
            while (end < stripped.length() && stripped.charAt(end) != quote) {
                if (stripped.charAt(end) == '\\' && end + 1 < stripped.length()) {
                    end++;
                    appendEscape(joined, stripped.charAt(end));
                } else {
                    joined.append(stripped.charAt(end));
                }
                end++;
            }
            if (end == stripped.length()) {
                throw new ConfigurationException("log format has a quote that does not end");
            }
            at = end + 1;
        }
        return joined.toString();
    }

    private static void appendEscape(StringBuilder joined, char kind) {
        switch (kind) {
            case '\'', '"', '\\' -> joined.append(kind);
            case 't' -> joined.append('\t');
            case 'r' -> joined.append('\r');
            case 'n' -> joined.append('\n');
            default -> joined.append('\\').append(kind);
        }
    }
}
