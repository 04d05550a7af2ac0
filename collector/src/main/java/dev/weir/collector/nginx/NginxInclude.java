package dev.weir.collector.nginx;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Takes the pattern of an `include`, gives the files it names, in the order of `glob(3)`.
final class NginxInclude {
    private static final Pattern WILD = Pattern.compile("[*?\\[]");

    /// Whether a pattern may name any number of files, or none.
    static boolean isWild(String pattern) {
        return WILD.matcher(pattern).find();
    }

    /// The files that are there.
    static List<Path> files(Path directory, String pattern) throws IOException {
        boolean absolute = pattern.startsWith("/");
        List<Path> found = List.of(absolute ? Path.of("/") : directory);
        for (Path part : Path.of(absolute ? pattern.substring(1) : pattern)) {
            List<Path> next = new ArrayList<>();
            for (Path parent : found) {
                step(parent, part.toString(), next);
            }
            found = next;
        }
        return found;
    }

    private static void step(Path parent, String part, List<Path> next) throws IOException {
        if (!isWild(part)) {
            Path child = parent.resolve(part);
            if (Files.exists(child)) {
                next.add(child);
            }
            return;
        }
        if (!Files.isDirectory(parent)) {
            return;
        }
        Pattern names = regex(part);
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                boolean hidden = name.startsWith(".") && !part.startsWith(".");
                if (!hidden && names.matcher(name).matches()) {
                    children.add(entry);
                }
            }
        }
        children.sort(null);
        next.addAll(children);
    }

    private static Pattern regex(String part) {
        StringBuilder regex = new StringBuilder();
        int at = 0;
        while (at < part.length()) {
            char c = part.charAt(at);
            int close = c == '[' ? part.indexOf(']', at + 2) : -1;
            if (close > 0) {
                String set = part.substring(at + 1, close);
                boolean negated = set.startsWith("!") || set.startsWith("^");
                regex.append(negated ? "[^" : "[")
                        .append(set.substring(negated ? 1 : 0).replaceAll("[\\[\\\\&^]", "\\\\$0"))
                        .append(']');
                at = close;
            } else {
                regex.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(String.valueOf(c));
                        });
            }
            at++;
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private NginxInclude() {}
}
