package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The formats that have a name, and what tells the dialects of format strings apart.
final class NamedFormats {
    /// The first of each row is the name, the others are taken as well. Where two formats read the
    /// same in a line, the one that is meant stands first.
    private static final List<List<String>> NAMES =
            List.of(
                    List.of("vhost-combined", "apache-vhost", "apache-vhost-combined"),
                    List.of("combined", "nginx-combined", "apache-combined", "nginx", "apache"),
                    List.of("common", "apache-common", "clf"),
                    List.of("main", "nginx-main"),
                    List.of("ingress-nginx", "nginx-ingress", "ingress-upstreaminfo"),
                    List.of("nginx-proxy-manager", "npm"),
                    List.of("json", "nginx-json"),
                    List.of(
                            "haproxy",
                            "haproxy-http",
                            "haproxy-httplog",
                            "haproxy-https",
                            "haproxy-httpslog",
                            "haproxy-tcp",
                            "haproxy-other"),
                    List.of("traefik", "traefik-clf", "genericclf"),
                    List.of("traefik-json"),
                    List.of("envoy", "envoy-default"),
                    List.of("istio"),
                    List.of("envoy-json", "istio-json", "envoy-other"),
                    List.of("caddy", "caddy-json"),
                    List.of("varnish", "varnishncsa"),
                    List.of("squid", "squid-native"),
                    List.of("aws-alb", "alb"),
                    List.of("cloudfront", "cloudfront-standard"),
                    List.of("cloudfront-json"),
                    List.of("cloudfront-realtime"),
                    List.of("iis", "w3c"),
                    List.of("cloudflare", "cloudflare-logpush"),
                    List.of("zoraxy"));

    static List<String> names() {
        return NAMES.stream().map(List::getFirst).toList();
    }

    static LogFormat of(String nameOrFormat, ZoneId zone) throws ConfigurationException {
        String text = nameOrFormat.strip();
        if (text.indexOf('$') >= 0) {
            return one(text, NginxFormats.compile(nameOrFormat), zone);
        }
        if (EnvoyFormats.OPERATOR.matcher(text).find()) {
            return one(text, EnvoyFormats.compile(nameOrFormat), zone);
        }
        if (HaproxyLogFormat.is(text)) {
            return one(text, HaproxyLogFormat.compile(nameOrFormat), zone);
        }
        if (text.indexOf('%') >= 0) {
            return one(text, ApacheFormats.compile(nameOrFormat), zone);
        }
        List<String> words = Arrays.asList(text.toLowerCase(Locale.ROOT).split("\\s+", -1));
        String asked = words.getFirst().replace('_', '-');
        for (List<String> names : NAMES) {
            if (names.contains(asked)) {
                return named(names.getFirst(), words.subList(1, words.size()), zone);
            }
        }
        throw unknown(nameOrFormat);
    }

    private static LogFormat one(String name, Layout layout, ZoneId zone)
            throws ConfigurationException {
        if (layout.slots().isEmpty()) {
            throw unknown(name);
        }
        return LogFormat.of(name, List.of(layout), zone);
    }

    private static ConfigurationException unknown(String text) {
        return new ConfigurationException(
                "log format \""
                        + text
                        + "\" is not known; allowed: "
                        + String.join(", ", names())
                        + ", or a format string: nginx's with $variables, Apache's with %h and the"
                        + " like, HAProxy's with %ci and the like, Envoy's with %NAMES%");
    }

    private static LogFormat named(String name, List<String> options, ZoneId zone)
            throws ConfigurationException {
        if (!options.isEmpty() && !name.equals("haproxy")) {
            throw new ConfigurationException(
                    "log format " + name + " has " + options + " behind it; it takes no options");
        }
        return switch (name) {
            case "cloudfront" -> w3c(name, W3cFormats.CLOUDFRONT);
            case "cloudfront-realtime" -> w3c(name, W3cFormats.CLOUDFRONT_REALTIME);
            case "iis" -> w3c(name, W3cFormats.IIS);
            default -> LogFormat.of(name, layouts(name, options), zone);
        };
    }

    private static LogFormat w3c(String name, W3cFormats format) {
        return new LogFormat(name, addresses -> new W3cParser(format, addresses), true, true);
    }

    private static List<Layout> layouts(String name, List<String> options)
            throws ConfigurationException {
        return switch (name) {
            // Apache may have the name that identd gives where nginx has a hyphen.
            case "combined" -> List.of(ApacheFormats.compile(ApacheFormats.COMBINED));
            case "common" -> List.of(ApacheFormats.compile(ApacheFormats.COMMON));
            case "main" ->
                    List.of(
                            NginxFormats.compile(NginxFormats.MAIN),
                            NginxFormats.compile(NginxFormats.COMBINED));
            case "vhost-combined" ->
                    List.of(
                            ApacheFormats.compile(ApacheFormats.VHOST_COMBINED),
                            ApacheFormats.compile(ApacheFormats.VHOST_WITHOUT_PORT));
            case "ingress-nginx" -> NginxFormats.all(NginxFormats.INGRESS);
            case "nginx-proxy-manager" -> NginxFormats.all(NginxFormats.PROXY_MANAGER);
            case "haproxy" -> HaproxyFormats.all(captures(options));
            case "traefik" -> TraefikFormats.common();
            case "traefik-json" -> List.of(TraefikFormats.json());
            case "envoy" -> List.of(EnvoyFormats.compile(EnvoyFormats.DEFAULT));
            case "istio" -> List.of(EnvoyFormats.compile(EnvoyFormats.ISTIO));
            case "envoy-json" -> List.of(EnvoyFormats.json());
            case "caddy" -> List.of(CaddyFormats.json());
            case "varnish" -> List.of(ApacheFormats.compile(ApacheFormats.VARNISH));
            case "squid" -> SquidFormats.squid();
            case "aws-alb" -> List.of(AwsFormats.loadBalancer());
            case "cloudfront-json" -> List.of(W3cFormats.cloudfrontJson());
            case "cloudflare" -> List.of(CloudflareFormats.logpush());
            case "zoraxy" -> ZoraxyFormats.router();
            default -> List.of(JsonFormats.any());
        };
    }

    /// `haproxy captures=host,-,user-agent`
    private static List<String> captures(List<String> options) throws ConfigurationException {
        if (options.isEmpty()) {
            return List.of();
        }
        String prefix = "captures=";
        if (options.size() > 1 || !options.getFirst().startsWith(prefix)) {
            throw new ConfigurationException(
                    "log format haproxy has "
                            + String.join(" ", options)
                            + " behind it; allowed: captures=HEADER,HEADER… in the order of"
                            + " `capture request header`");
        }
        return Arrays.asList(options.getFirst().substring(prefix.length()).split(",", -1));
    }

    private NamedFormats() {}
}
