package dev.weir.collector.nginx;

import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Takes an nginx configuration's main file, gives its directives, those of included files in place.
/// Relative includes count from the main file's directory, as in nginx.
final class NginxParser {
    /// More files than this are no configuration but a glob gone wrong.
    private static final int MAX_FILES = 10_000;

    private final Path directory;

    /// The files that are being read, each included by the one before.
    private final Set<Path> open = new LinkedHashSet<>();

    private int files;

    private NginxParser(Path directory) {
        this.directory = directory;
    }

    /// Reads a configuration.
    ///
    /// @throws ConfigurationException if it is none; with the file and the line
    static List<NginxDirective> read(Path main) throws ConfigurationException {
        Path absolute = main.toAbsolutePath().normalize();
        Path directory = absolute.getParent();
        if (directory == null) {
            throw new ConfigurationException(main + ": is a directory; name nginx's main file");
        }
        List<NginxDirective> directives = new ArrayList<>();
        new NginxParser(directory).file(absolute, "", directives);
        return directives;
    }

    /// @param includedAt where the include stands, with a colon and a space behind
    private void file(Path file, String includedAt, List<NginxDirective> into)
            throws ConfigurationException {
        if (++files > MAX_FILES) {
            throw new ConfigurationException(
                    includedAt + "more than " + MAX_FILES + " files are included");
        }
        try {
            Path real = file.toRealPath();
            if (!open.add(real)) {
                throw new ConfigurationException(
                        includedAt + file + " is included by a file that it includes itself");
            }
            // Bytes that are no UTF-8 may stand in comments and regular expressions.
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            var tokens = new NginxTokens(file, utf8IfItIs(text));
            if (directives(tokens, file, into) == NginxTokens.Kind.CLOSE) {
                throw tokens.error("there is a } without its {");
            }
            open.remove(real);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(includedAt + file + ": there is no such file");
        } catch (AccessDeniedException e) {
            throw new ConfigurationException(includedAt + file + ": may not be read by this user");
        } catch (IOException e) {
            throw new ConfigurationException(
                    includedAt + file + ": cannot be read: " + e.getMessage());
        }
    }

    private static String utf8IfItIs(String latin1) {
        String utf8 =
                new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return utf8.indexOf('\uFFFD') < 0 ? utf8 : latin1;
    }

    /// Reads directives up to a closing brace or the end, and says which it was.
    private NginxTokens.Kind directives(NginxTokens tokens, Path file, List<NginxDirective> into)
            throws ConfigurationException {
        while (true) {
            NginxTokens.Kind kind = tokens.next();
            switch (kind) {
                case END, CLOSE -> {
                    return kind;
                }
                case WORD -> directive(tokens, file, into);
                case SEMICOLON, OPEN ->
                        throw tokens.error("a directive is missing before this sign");
            }
        }
    }

    private void directive(NginxTokens tokens, Path file, List<NginxDirective> into)
            throws ConfigurationException {
        String name = tokens.word();
        int line = tokens.line();
        List<String> arguments = new ArrayList<>();
        NginxTokens.Kind kind = tokens.next();
        while (kind == NginxTokens.Kind.WORD) {
            arguments.add(tokens.word());
            kind = tokens.next();
        }
        List<NginxDirective> children = new ArrayList<>();
        if (kind == NginxTokens.Kind.OPEN && name.endsWith("_by_lua_block")) {
            tokens.skipLua();
        } else if (kind == NginxTokens.Kind.OPEN) {
            if (directives(tokens, file, children) != NginxTokens.Kind.CLOSE) {
                throw new ConfigurationException(
                        file + ":" + line + ": the { of " + name + " has no }");
            }
        } else if (kind != NginxTokens.Kind.SEMICOLON) {
            throw new ConfigurationException(
                    file + ":" + line + ": " + name + " does not end with a semicolon");
        }
        var directive = new NginxDirective(name, arguments, children, file, line);
        if (name.equals("include") && kind == NginxTokens.Kind.SEMICOLON) {
            include(directive, into);
        } else {
            into.add(directive);
        }
    }

    private void include(NginxDirective include, List<NginxDirective> into)
            throws ConfigurationException {
        if (include.arguments().size() != 1) {
            throw include.error("include takes one file or pattern");
        }
        String pattern = include.arguments().getFirst();
        try {
            List<Path> found = NginxInclude.files(directory, pattern);
            if (found.isEmpty() && !NginxInclude.isWild(pattern)) {
                throw include.error(directory.resolve(pattern) + ": there is no such file");
            }
            for (Path file : found) {
                file(file.normalize(), include.where() + ": ", into);
            }
        } catch (IOException e) {
            throw include.error(pattern + " cannot be looked up: " + e);
        }
    }
}
