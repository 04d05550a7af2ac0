package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;

/// Takes the arguments of a `log_format` as they stand in an nginx configuration, gives the format.
final class NginxQuotes {
    /// Joins nginx's quoted pieces; text without quotes of theirs is taken as it is, but for `\t`.
    ///
    /// @param isDirective whether the text is a directive's: double quotes are nginx's only there,
    ///     for bare formats may begin with one of their own
    static String join(String text, boolean isDirective) throws ConfigurationException {
        String stripped = text.strip();
        boolean isQuoted = stripped.startsWith("'") || (isDirective && stripped.startsWith("\""));
        if (!isQuoted) {
            return text.replace("\\t", "\t");
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

    private NginxQuotes() {}
}
