package dev.weir.collector.nginx;

import dev.weir.schema.yaml.ConfigurationException;
import java.nio.file.Path;

/// Takes the text of an nginx configuration, gives its words and the signs between them, as
/// `ngx_conf_read_token` reads them: a quote or a `#` means something only where a word begins.
final class NginxTokens {
    /// What stands next.
    enum Kind {
        WORD,
        SEMICOLON,
        OPEN,
        CLOSE,
        END
    }

    private final Path file;
    private final String text;
    private int at;
    private int line = 1;
    private int startLine = 1;
    private String word = "";

    NginxTokens(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    /// The last word.
    String word() {
        return word;
    }

    /// The line in which the last token begins.
    int line() {
        return startLine;
    }

    ConfigurationException error(String what) {
        return new ConfigurationException(file + ":" + startLine + ": " + what);
    }

    /// Reads the next token.
    Kind next() throws ConfigurationException {
        skipSpace();
        startLine = line;
        if (at == text.length()) {
            return Kind.END;
        }
        return switch (text.charAt(at)) {
            case ';' -> sign(Kind.SEMICOLON);
            case '{' -> sign(Kind.OPEN);
            case '}' -> sign(Kind.CLOSE);
            case '"', '\'' -> quoted();
            default -> bare();
        };
    }

    private Kind sign(Kind kind) {
        at++;
        return kind;
    }

    private void skipSpace() {
        boolean comment = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
                comment = false;
            } else if (c == '#') {
                comment = true;
            } else if (!comment && !isSpace(c)) {
                return;
            }
            at++;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private Kind quoted() throws ConfigurationException {
        char quote = text.charAt(at++);
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            character(value);
        }
        if (at == text.length()) {
            throw error("a quote begins here and does not end");
        }
        at++;
        char after = at < text.length() ? text.charAt(at) : ' ';
        if (!isSpace(after) && after != ';' && after != '{' && after != ')') {
            throw error("there is text right behind a quote: " + after);
        }
        word = value.toString();
        return Kind.WORD;
    }

    private Kind bare() {
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean variable = c == '{' && at > 0 && text.charAt(at - 1) == '$';
            if (isSpace(c) || c == ';' || (c == '{' && !variable)) {
                break;
            }
            character(value);
        }
        word = value.toString();
        return Kind.WORD;
    }

    /// Takes one character, or one that a backslash stands before.
    private void character(StringBuilder value) {
        char c = text.charAt(at++);
        if (c == '\n') {
            line++;
        }
        if (c != '\\' || at == text.length()) {
            value.append(c);
            return;
        }
        char escaped = text.charAt(at++);
        switch (escaped) {
            case '"', '\'', '\\' -> value.append(escaped);
            case 't' -> value.append('\t');
            case 'r' -> value.append('\r');
            case 'n' -> value.append('\n');
            default -> {
                line += escaped == '\n' ? 1 : 0;
                value.append('\\').append(escaped);
            }
        }
    }

    /// Passes over a block of Lua, whose opening brace was read: up to the brace that closes it,
    /// without those in strings and comments.
    void skipLua() throws ConfigurationException {
        int depth = 1;
        while (depth > 0) {
            if (at >= text.length()) {
                throw error("a block of Lua begins here and does not end");
            }
            char c = text.charAt(at);
            if (text.startsWith("--[[", at)) {
                skipTo("]]");
            } else if (text.startsWith("--", at)) {
                skipTo("\n");
            } else if (text.startsWith("[[", at)) {
                skipTo("]]");
            } else if (c == '"' || c == '\'') {
                skipLuaString(c);
            } else {
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                line += c == '\n' ? 1 : 0;
                at++;
            }
        }
    }

    private void skipTo(String end) {
        int found = text.indexOf(end, at);
        int to = found < 0 ? text.length() : found + end.length();
        for (; at < to; at++) {
            line += text.charAt(at) == '\n' ? 1 : 0;
        }
    }

    private void skipLuaString(char quote) {
        at++;
        while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at < text.length() && text.charAt(at) == quote) {
            at++;
        }
        at = Math.min(at, text.length());
    }
}
