package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// HAProxy: any `log-format` that is text, such as `%ci:%cp [%tr] %ft %ST %B %Ta %{+Q}r`.
///
/// See <https://docs.haproxy.org/2.8/configuration.html#8.2.6>.
final class HaproxyLogFormat {
    /// `%ci`, `%{+Q}r`, `%[ssl_fc_protocol]`, `%{+E}[req.hdr(host)]`, `%%`.
    private static final Pattern ITEM =
            Pattern.compile("%(?:\\{([^{}]*+)})?(?:\\[([^\\]]{0,500}+)]|([A-Za-z]+))|%%");

    /// What tells it from Apache's.
    private static final Pattern OWN =
            Pattern.compile("%(?:\\{[^{}]*+})?(?:\\[|(?:ci|cp|ft|HM|HU|HP|HV|ST|Ta|Tt|TR|tr)\\b)");

    private static final Pattern HEADER =
            Pattern.compile("(?:req\\.f?hdr|hdr)\\(([A-Za-z-]+)\\).*");

    static boolean is(String text) {
        return OWN.matcher(text).find();
    }

    /// Compiles a format string, as it stands behind `log-format` with its quotes taken away.
    static Layout compile(String text) throws ConfigurationException {
        String format = text.replace("\\ ", " ").replace("\\\"", "\"");
        PlanBuilder plan = new PlanBuilder();
        Matcher item = ITEM.matcher(format);
        boolean quoteAll = false;
        int at = 0;
        while (item.find()) {
            plan.text(format.substring(at, item.start()));
            at = item.end();
            String flags = item.group(1) == null ? "" : item.group(1);
            boolean quoted = (quoteAll || flags.contains("+Q")) && !flags.contains("-Q");
            if (item.group(2) != null) {
                add(plan, expression(item.group(2)), item.group(), quoted);
            } else if (item.group(3) == null) {
                plan.text("%");
            } else if (item.group(3).equals("o")) {
                // It writes nothing: its flags hold for what is behind it.
                quoteAll = quoted;
            } else {
                add(plan, alias(item.group(3)), item.group(), quoted);
            }
        }
        plan.text(format.substring(at));
        return plan.build(quoteAll ? Absence.DASH_OR_EMPTY : Absence.DASH);
    }

    private static void add(PlanBuilder plan, Slot slot, String name, boolean quoted) {
        String quote = quoted ? "\"" : "";
        plan.text(quote).slot(slot, name).text(quote);
    }

    private static Slot alias(String name) throws ConfigurationException {
        return switch (name) {
            case "ci" -> slot(Field.CLIENT_ADDRESS).picking(Pick.ADDRESS);
            case "t", "tr" -> slot(Field.TIME);
            case "T", "Tl", "trg", "trl" -> slot(Field.TIME).written(zoned());
            case "Ts" -> slot(Field.TIME).ranked(1);
            case "f", "ft" -> slot(Field.FRONTEND);
            case "b" -> slot(Field.BACKEND);
            case "s" -> slot(Field.SERVER);
            case "si" -> slot(Field.UPSTREAM_ADDRESS);
            case "r" -> slot(Field.REQUEST);
            case "HM" -> slot(Field.METHOD);
            case "HU" -> slot(Field.TARGET);
            case "HP", "HPO" -> slot(Field.PATH);
            case "HQ" -> slot(Field.QUERY);
            case "HV" -> slot(Field.PROTOCOL);
            case "ST" -> slot(Field.STATUS);
            case "B" -> slot(Field.BODY_BYTES);
            case "U" -> slot(Field.BYTES_RECEIVED);
            case "Ta" -> slot(Field.DURATION).in(Unit.MILLISECONDS);
            case "Tt" -> slot(Field.DURATION).in(Unit.MILLISECONDS).ranked(1);
            case "Tr" -> slot(Field.UPSTREAM_DURATION).in(Unit.MILLISECONDS);
            case "ts", "tsc" -> slot(Field.TERMINATION_STATE);
            case "sslv" -> slot(Field.TLS_VERSION);
            case "ID" -> slot(Field.REQUEST_ID);
            case "ac",
                    "bc",
                    "bi",
                    "bp",
                    "bq",
                    "CC",
                    "CS",
                    "cp",
                    "fc",
                    "fi",
                    "fp",
                    "H",
                    "hr",
                    "hrl" ->
                    slot(Field.SKIPPED);
            case "hs", "hsl", "lc", "ms", "pid", "rc", "rt", "sc", "sp", "sq", "sslc" ->
                    slot(Field.SKIPPED);
            case "TR", "Tw", "Tc", "Th", "Ti", "Tq", "Td", "Tu" -> slot(Field.SKIPPED);
            default ->
                    throw new ConfigurationException(
                            "log format has %"
                                    + name
                                    + ", which HAProxy does not know; allowed: the names of"
                                    + " https://docs.haproxy.org/2.8/configuration.html#8.2.6");
        };
    }

    private static TimePattern zoned() throws ConfigurationException {
        return TimePattern.of("%d/%b/%Y:%T %z");
    }

    private static Slot slot(Field field) {
        return Slot.of(field, Escape.HASH);
    }

    /// What a sample expression gives, if a request has a field for it.
    private static Slot expression(String text) {
        Matcher header = HEADER.matcher(text);
        if (header.matches()) {
            return switch (header.group(1).toLowerCase(Locale.ROOT)) {
                case "host" -> slot(Field.HOST);
                case "user-agent" -> slot(Field.USER_AGENT);
                case "referer" -> slot(Field.REFERER);
                case "x-forwarded-for" -> slot(Field.FORWARDED_FOR);
                default -> slot(Field.SKIPPED);
            };
        }
        return switch (text) {
            case "src" -> slot(Field.CLIENT_ADDRESS).picking(Pick.ADDRESS);
            case "ssl_fc_protocol" -> slot(Field.TLS_VERSION);
            case "ssl_fc_sni" -> slot(Field.HOST).ranked(1);
            case "method", "capture.req.method" -> slot(Field.METHOD);
            case "url", "capture.req.uri" -> slot(Field.TARGET);
            case "path" -> slot(Field.PATH);
            case "query" -> slot(Field.QUERY);
            case "status" -> slot(Field.STATUS);
            default -> slot(Field.SKIPPED);
        };
    }

    private HaproxyLogFormat() {}
}
