package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// nginx: any `log_format`, and those that its distributions bring.
///
/// See <https://nginx.org/en/docs/http/ngx_http_log_module.html>.
final class NginxFormats {
    static final String COMMON =
            "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent";
    static final String COMBINED = COMMON + " \"$http_referer\" \"$http_user_agent\"";

    /// The one in the packages that nginx itself publishes.
    static final String MAIN = COMBINED + " \"$http_x_forwarded_for\"";

    private static final String INGRESS_UPSTREAM =
            " $upstream_addr $upstream_response_length $upstream_response_time $upstream_status"
                    + " $req_id";

    private static final String INGRESS_FRONT =
            COMBINED + " $request_length $request_time [$proxy_upstream_name]";

    /// The `upstreaminfo` of ingress-nginx: today's, and of older ones that had no alternative
    /// upstream, and the client's address twice.
    static final List<String> INGRESS =
            List.of(
                    withAddressTwice(INGRESS_FRONT)
                            + " [$proxy_alternative_upstream_name]"
                            + INGRESS_UPSTREAM,
                    withAddressTwice(INGRESS_FRONT) + INGRESS_UPSTREAM,
                    INGRESS_FRONT + " [$proxy_alternative_upstream_name]" + INGRESS_UPSTREAM,
                    INGRESS_FRONT + INGRESS_UPSTREAM);

    /// What Nginx Proxy Manager writes for proxied hosts, for others, and where it has neither.
    static final List<String> PROXY_MANAGER =
            List.of(
                    "[$time_local] $upstream_cache_status $upstream_status $status -"
                            + " $request_method $scheme $host \"$request_uri\" [Client"
                            + " $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio]"
                            + " [Sent-to $server] \"$http_user_agent\" \"$http_referer\"",
                    "[$time_local] $status - $request_method $scheme $host \"$request_uri\""
                            + " [Client $remote_addr] [Length $body_bytes_sent] [Gzip"
                            + " $gzip_ratio] [Sent-to $server] \"$http_user_agent\""
                            + " \"$http_referer\"",
                    "[$time_local] $status - $request_method $scheme $host \"$request_uri\""
                            + " [Client $remote_addr] [Length $body_bytes_sent] [Gzip"
                            + " $gzip_ratio] \"$http_user_agent\" \"$http_referer\"",
                    COMBINED);

    private static final Pattern DIRECTIVE = Pattern.compile("\\s*log_format\\s+\\S+\\s+");
    private static final Pattern ESCAPE = Pattern.compile("\\s*escape=(\\w+)\\s*");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{([A-Za-z0-9_]+)}|([A-Za-z0-9_]+))");

    /// `$uri$is_args$args` is the target again.
    private static final Pattern SPLIT_TARGET =
            Pattern.compile("\\$(?:document_)?uri\\$is_args\\$(?:args|query_string)\\b");

    /// Compiles a format string, bare or in nginx's quotes, with or without `log_format NAME` and
    /// `escape=…` before it.
    static Layout compile(String text) throws ConfigurationException {
        Matcher directive = DIRECTIVE.matcher(text);
        boolean isDirective = directive.lookingAt();
        String rest = isDirective ? text.substring(directive.end()) : text;
        Escape escape = Escape.DEFAULT;
        Matcher prefix = ESCAPE.matcher(rest);
        if (prefix.lookingAt()) {
            escape = escapeNamed(prefix.group(1));
            rest = rest.substring(prefix.end());
        }
        String format =
                SPLIT_TARGET
                        .matcher(NginxQuotes.join(rest, isDirective))
                        .replaceAll("\\$request_uri");
        PlanBuilder plan = new PlanBuilder();
        Matcher variable = VARIABLE.matcher(format);
        int at = 0;
        while (variable.find()) {
            String name = variable.group(1) != null ? variable.group(1) : variable.group(2);
            plan.text(format.substring(at, variable.start()));
            plan.slot(slot(name, escape), "$" + name);
            at = variable.end();
        }
        plan.text(format.substring(at));
        return plan.build(escape == Escape.DEFAULT ? Absence.DASH : Absence.EMPTY);
    }

    private static String withAddressTwice(String format) {
        return format.replace("$remote_addr - ", "$remote_addr - [$realip_remote_addr] - ");
    }

    static List<Layout> all(List<String> formats) throws ConfigurationException {
        List<Layout> layouts = new ArrayList<>();
        for (String format : formats) {
            layouts.add(compile(format));
        }
        return layouts;
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

    private static Slot slot(String variable, Escape escape) throws ConfigurationException {
        Field field = field(variable);
        Slot slot = Slot.of(field, escape).ranked(rank(variable));
        if (variable.equals("time_local")) {
            return slot.written(TimePattern.of("%d/%b/%Y:%T %z"));
        }
        if (field == Field.FORWARDED_FOR) {
            return slot;
        }
        return variable.startsWith("upstream_") && field != Field.CACHE_STATUS
                ? slot.shaped(Shape.LIST)
                : slot;
    }

    /// Where several variables say the same, the finer or the more trustworthy one goes first.
    private static int rank(String variable) {
        return switch (variable) {
            case "msec", "host" -> 0;
            case "time_iso8601", "http_host" -> 1;
            case "time_local", "server_name" -> 2;
            default -> 0;
        };
    }

    private static Field field(String variable) {
        return switch (variable) {
            case "remote_addr" -> Field.CLIENT_ADDRESS;
            case "remote_user" -> Field.USER;
            case "time_local", "time_iso8601", "msec" -> Field.TIME;
            case "request" -> Field.REQUEST;
            case "request_method" -> Field.METHOD;
            case "request_uri" -> Field.TARGET;
            case "uri", "document_uri" -> Field.PATH;
            case "args", "query_string" -> Field.QUERY;
            case "server_protocol" -> Field.PROTOCOL;
            case "status" -> Field.STATUS;
            case "body_bytes_sent" -> Field.BODY_BYTES;
            case "bytes_sent" -> Field.TOTAL_BYTES;
            case "request_length" -> Field.BYTES_RECEIVED;
            case "request_time" -> Field.DURATION;
            case "upstream_response_time" -> Field.UPSTREAM_DURATION;
            case "upstream_addr" -> Field.UPSTREAM_ADDRESS;
            case "upstream_status" -> Field.UPSTREAM_STATUS;
            case "upstream_cache_status" -> Field.CACHE_STATUS;
            case "http_referer" -> Field.REFERER;
            case "http_user_agent" -> Field.USER_AGENT;
            case "host", "http_host", "server_name" -> Field.HOST;
            case "ssl_protocol" -> Field.TLS_VERSION;
            case "sent_http_content_type" -> Field.CONTENT_TYPE;
            case "geoip_country_code", "geoip2_data_country_code" -> Field.COUNTRY;
            case "scheme" -> Field.SCHEME;
            case "http_x_forwarded_for" -> Field.FORWARDED_FOR;
            case "server" -> Field.SERVER;
            case "proxy_upstream_name" -> Field.UPSTREAM_NAME;
            case "upstream_response_length" -> Field.UPSTREAM_BYTES;
            case "gzip_ratio" -> Field.GZIP_RATIO;
            case "req_id", "request_id" -> Field.REQUEST_ID;
            default -> Field.SKIPPED;
        };
    }

    private NginxFormats() {}
}
