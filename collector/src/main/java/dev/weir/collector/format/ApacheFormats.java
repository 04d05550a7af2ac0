package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Apache httpd: any `LogFormat`, and the ones that it brings; Varnish's `varnishncsa -F` reads the
/// same.
///
/// See <https://httpd.apache.org/docs/2.4/mod/mod_log_config.html> and
/// <https://varnish-cache.org/docs/trunk/reference/varnishncsa.html>.
final class ApacheFormats {
    static final String COMMON = "%h %l %u %t \"%r\" %>s %b";
    static final String COMBINED = COMMON + " \"%{Referer}i\" \"%{User-agent}i\"";
    static final String VHOST_COMBINED =
            "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"";

    /// As the above, of servers that do not write the port.
    static final String VHOST_WITHOUT_PORT =
            "%v %h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"";

    static final String VARNISH = COMBINED;

    // What may come often is taken possessively: the other repetitions cost a stack frame each.
    private static final Pattern DIRECTIVE =
            Pattern.compile("\\s*LogFormat\\s+\"((?:[^\"\\\\]|\\\\.)*+)\".*", Pattern.DOTALL);

    /// What else Apache and Varnish know, of which a request has nothing.
    private static final String OTHERS = "ACLPRSXcfklnp";

    /// `%>s`, `%!200,304{Referer}i`, `%{ms}T`, `%^FB`.
    private static final Pattern ITEM =
            Pattern.compile("%(?:!?[0-9,]+)?[<>]?(?:\\{([^{}]*+)})?(\\^[A-Za-z]{2}|[A-Za-z])|%%");

    private static final Pattern TIME_PIECE = Pattern.compile("%[<>]?\\{([^{}]*+)}t");

    /// A time in several pieces is one time: `%{%Y-%m-%dT%T}t.%{msec_frac}t%{%z}t`.
    private static final Pattern TIME_PIECES =
            Pattern.compile("%[<>]?\\{[^{}]*+}t(?:[ .,:;T_-]?%[<>]?\\{[^{}]*+}t)++");

    /// `%U%q` is the target again.
    private static final Pattern SPLIT_TARGET = Pattern.compile("%[<>]?U%[<>]?q");

    /// Compiles a format string, bare or as it stands in a configuration.
    static Layout compile(String text) throws ConfigurationException {
        Matcher directive = DIRECTIVE.matcher(text);
        String bare = directive.matches() ? directive.group(1) : text;
        String format = bare.replace("\\\"", "\"").replace("\\t", "\t");
        format = TIME_PIECES.matcher(format).replaceAll(ApacheFormats::joined);
        format = SPLIT_TARGET.matcher(format).replaceAll("%{target}U");
        PlanBuilder plan = new PlanBuilder();
        Matcher item = ITEM.matcher(format);
        int at = 0;
        while (item.find()) {
            plan.text(format.substring(at, item.start()));
            at = item.end();
            if (item.group(2) == null) {
                plan.text("%");
                continue;
            }
            String argument = item.group(1) == null ? "" : item.group(1);
            add(plan, item.group(2), argument, item.group());
        }
        plan.text(format.substring(at));
        return plan.build(Absence.DASH);
    }

    /// Several pieces of a time as one, its percent signs as they were.
    private static String joined(MatchResult pieces) {
        String inner =
                TIME_PIECE
                        .matcher(pieces.group())
                        .replaceAll(piece -> Matcher.quoteReplacement(strftime(piece.group(1))));
        return Matcher.quoteReplacement("%{" + inner + "}t");
    }

    /// What Apache itself adds to `strftime`, in the letters of [TimePattern].
    private static String strftime(String argument) {
        String format = argument.replaceFirst("^(begin|end):", "");
        return switch (format) {
            case "sec" -> "%s";
            case "msec" -> "%Q";
            case "usec" -> "%q";
            case "msec_frac", "usec_frac" -> "%f";
            default -> format;
        };
    }

    private static Slot time(String argument) throws ConfigurationException {
        TimePattern pattern = TimePattern.of(strftime(argument));
        // Of a time that stands in the line in pieces, none can stand for the whole.
        Field field = pattern.isWhole() ? Field.TIME : Field.SKIPPED;
        return Slot.of(field, Escape.NONE).written(pattern);
    }

    private static void add(PlanBuilder plan, String letter, String argument, String name)
            throws ConfigurationException {
        if (letter.equals("t") && argument.isEmpty()) {
            plan.text("[").slot(Slot.of(Field.TIME, Escape.DEFAULT), name).text("]");
            return;
        }
        if (letter.equals("t")) {
            plan.slot(time(argument), name);
            return;
        }
        Field field = field(letter, argument);
        Slot slot = Slot.of(field, Escape.DEFAULT).ranked(rank(letter, argument));
        if (letter.equals("D")) {
            slot = slot.in(Unit.MICROSECONDS);
        } else if (letter.equals("T")) {
            slot = slot.in(unit(argument)).ranked(1);
        } else if (field == Field.CLIENT_ADDRESS) {
            // Varnish puts X-Forwarded-For here, a list.
            slot = slot.shaped(Shape.LIST).picking(Pick.FIRST_ADDRESS);
        } else if (letter.equals("p") || letter.equals("P")) {
            slot = slot.shaped(Shape.NUMBER);
        }
        plan.slot(slot, name);
    }

    private static Unit unit(String argument) {
        return switch (argument) {
            case "ms" -> Unit.MILLISECONDS;
            case "us" -> Unit.MICROSECONDS;
            default -> Unit.SECONDS;
        };
    }

    /// `%a` has been through mod_remoteip, `%{c}a` has not, `%h` may be a name; `%v` is canonical,
    /// `%V` not always.
    private static int rank(String letter, String argument) {
        return switch (letter) {
            case "a" -> argument.equals("c") ? 2 : 0;
            case "h", "V", "B" -> 1;
            case "v" -> 2;
            default -> 0;
        };
    }

    private static Field field(String letter, String argument) throws ConfigurationException {
        return switch (letter) {
            case "a", "h" -> Field.CLIENT_ADDRESS;
            case "u" -> Field.USER;
            case "r" -> Field.REQUEST;
            case "m" -> Field.METHOD;
            case "U" -> argument.equals("target") ? Field.TARGET : Field.PATH;
            case "q" -> Field.QUERY;
            case "H" -> Field.PROTOCOL;
            case "s" -> Field.STATUS;
            case "b", "B" -> Field.BODY_BYTES;
            case "O" -> Field.TOTAL_BYTES;
            case "I" -> Field.BYTES_RECEIVED;
            case "D", "T" -> Field.DURATION;
            case "v", "V" -> Field.HOST;
            case "i" -> requestHeader(argument);
            case "o" -> responseHeader(argument);
            case "x" -> extension(argument);
            case "e" -> environment(argument);
            default -> {
                if (!letter.startsWith("^") && !OTHERS.contains(letter)) {
                    throw new ConfigurationException(
                            "log format has %"
                                    + letter
                                    + ", which Apache does not know; allowed: the directives of"
                                    + " https://httpd.apache.org/docs/2.4/mod/mod_log_config.html");
                }
                yield Field.SKIPPED;
            }
        };
    }

    private static Field requestHeader(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "referer" -> Field.REFERER;
            case "user-agent" -> Field.USER_AGENT;
            case "host" -> Field.HOST;
            case "x-forwarded-for" -> Field.FORWARDED_FOR;
            default -> Field.SKIPPED;
        };
    }

    private static Field responseHeader(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "content-type" -> Field.CONTENT_TYPE;
            case "x-cache", "x-cache-status" -> Field.CACHE_STATUS;
            default -> Field.SKIPPED;
        };
    }

    private static Field extension(String name) {
        return switch (name) {
            case "SSL_PROTOCOL" -> Field.TLS_VERSION;
            case "Varnish:hitmiss", "Varnish:handling" -> Field.CACHE_STATUS;
            case "Varnish:time_firstbyte" -> Field.UPSTREAM_DURATION;
            default -> Field.SKIPPED;
        };
    }

    private static Field environment(String name) {
        return switch (name) {
            case "SSL_PROTOCOL" -> Field.TLS_VERSION;
            case "GEOIP_COUNTRY_CODE", "MM_COUNTRY_CODE" -> Field.COUNTRY;
            default -> Field.SKIPPED;
        };
    }

    private ApacheFormats() {}
}
