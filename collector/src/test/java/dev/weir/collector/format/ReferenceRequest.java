package dev.weir.collector.format;

import java.util.Locale;
import java.util.NavigableMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes a request line, gives what it says: the part of [ReferenceParser] that knows HTTP.
final class ReferenceRequest {
    /// A method is a token of RFC 9110, a space behind it.
    private static final Pattern LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) +(.*?) *", Pattern.DOTALL);

    private static final Pattern WITH_PROTOCOL =
            Pattern.compile("(?:(.*?) +)?(HTTP/[^ ]*)", Pattern.DOTALL);

    /// A protocol that there is not: three words are a request line all the same.
    private static final Pattern THREE_WORDS = Pattern.compile("([^ ]+) ([^ ]+)");

    /// @param line null if the log says that there is none
    static void put(@Nullable String line, NavigableMap<String, String> said) {
        if (line == null) {
            said.put("MALFORMED", "");
            said.put("REQUEST_LINE", "");
            return;
        }
        Matcher parts = LINE.matcher(line);
        boolean wellFormed = parts.matches();
        if (wellFormed) {
            said.put("METHOD", parts.group(1));
            String target = parts.group(2);
            Matcher protocol = WITH_PROTOCOL.matcher(target);
            Matcher words = THREE_WORDS.matcher(target);
            if (protocol.matches()) {
                target = protocol.group(1) == null ? "" : protocol.group(1);
                said.put("PROTOCOL", protocol.group(2));
            } else if (words.matches()) {
                target = words.group(1);
                said.put("PROTOCOL", words.group(2));
                wellFormed = false;
            } else {
                wellFormed = target.indexOf(' ') < 0;
            }
            wellFormed &= putTarget(target, said);
        }
        if (!wellFormed) {
            said.put("MALFORMED", "");
            said.put("REQUEST_LINE", line);
        }
    }

    /// A path, with or without a host before it; `*`; or `host:port`. Of what is none of these the
    /// whole is shown as the path.
    private static boolean putTarget(String target, NavigableMap<String, String> said) {
        if (target.isEmpty()) {
            return false;
        }
        boolean origin = target.startsWith("/");
        boolean absolute = Character.isLetterOrDigit(target.charAt(0)) && target.contains("://");
        if (!origin && !absolute) {
            said.put("PATH", target);
            boolean authority =
                    Character.isLetterOrDigit(target.charAt(0))
                            && target.matches("(?s).+:[0-9]{1,18}");
            return target.equals("*") || authority;
        }
        String rest = target;
        if (absolute) {
            rest = target.substring(target.indexOf("://") + 3);
            String authority = rest.split("[/?]", -1)[0];
            rest = rest.substring(authority.length());
            if (!authority.isEmpty()) {
                said.put("HOST", host(authority));
            }
        }
        int mark = rest.indexOf('?');
        String path = mark < 0 ? rest : rest.substring(0, mark);
        said.put("PATH", path.isEmpty() ? "/" : path);
        if (mark >= 0) {
            said.put("QUERY", rest.substring(mark + 1));
        }
        return true;
    }

    /// In lower case, without the port; the colons of a bare IPv6 address are its own.
    static String host(String named) {
        String host = named;
        int colon = named.lastIndexOf(':');
        boolean port = colon >= 0 && named.substring(colon + 1).matches("[0-9]*");
        if (port && (named.startsWith("[") || named.indexOf(':') == colon)) {
            host = named.substring(0, colon);
        }
        String cut = host.substring(0, Math.min(host.length(), 512));
        StringBuilder lower = new StringBuilder();
        cut.chars().forEach(c -> lower.append(c < 128 ? lower((char) c) : (char) c));
        return lower.toString();
    }

    private static char lower(char upper) {
        return Character.toString(upper).toLowerCase(Locale.ROOT).charAt(0);
    }

    private ReferenceRequest() {}
}
