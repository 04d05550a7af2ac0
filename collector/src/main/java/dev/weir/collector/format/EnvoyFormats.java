package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Envoy: any text format of command operators, its default, Istio's, and their JSON.
///
/// See <https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage>
/// and <https://istio.io/latest/docs/tasks/observability/logs/access-log/>.
final class EnvoyFormats {
    static final String DEFAULT =
            "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\""
                    + " %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION%"
                    + " %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\""
                    + " \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\""
                    + " \"%UPSTREAM_HOST%\"";

    static final String ISTIO =
            "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\""
                    + " %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%"
                    + " %CONNECTION_TERMINATION_DETAILS%"
                    + " \"%UPSTREAM_TRANSPORT_FAILURE_REASON%\" %BYTES_RECEIVED% %BYTES_SENT%"
                    + " %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"
                    + " \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\""
                    + " \"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\" %UPSTREAM_CLUSTER%"
                    + " %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS%"
                    + " %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%";

    // An argument has an end, lest a search for one is made from each of many openings.
    static final Pattern OPERATOR =
            Pattern.compile("%([A-Z][A-Z0-9_]+)(?:\\(([^)]{0,500}+)\\))?(?::\\d+)?%");

    /// The request line in pieces is the request line.
    private static final Pattern SPLIT_REQUEST =
            Pattern.compile(
                    "%REQ\\(:METHOD\\)% %REQ\\((?:X-ENVOY-ORIGINAL-PATH\\?)?:PATH\\)%"
                            + " %PROTOCOL%");

    /// Compiles a format string.
    static Layout compile(String text) throws ConfigurationException {
        String format = SPLIT_REQUEST.matcher(text.stripTrailing()).replaceAll("%REQUEST_LINE%");
        PlanBuilder plan = new PlanBuilder();
        Matcher operator = OPERATOR.matcher(format);
        int at = 0;
        while (operator.find()) {
            plan.text(format.substring(at, operator.start()).replace("\\n", ""));
            String argument = operator.group(2) == null ? "" : operator.group(2);
            plan.slot(slot(operator.group(1), argument), operator.group());
            at = operator.end();
        }
        plan.text(format.substring(at).replace("\\n", ""));
        return EnvoySplitter.withoutConnections(plan.build(Absence.DASH));
    }

    private static Slot slot(String command, String argument) throws ConfigurationException {
        Slot slot = Slot.of(field(command, argument), Escape.NONE);
        if (command.equals("START_TIME") && !argument.isEmpty()) {
            TimePattern pattern = TimePattern.of(argument);
            return pattern.isWhole() ? slot.written(pattern) : Slot.skipped().written(pattern);
        }
        return switch (slot.field()) {
            // A flag and no more: so lines of Istio's are told from those of the default.
            case RESPONSE_FLAGS -> slot.shaped(Shape.WORD);
            case DURATION, UPSTREAM_DURATION -> slot.in(Unit.MILLISECONDS);
            case CLIENT_ADDRESS ->
                    command.equals("REQ")
                            ? slot.picking(Pick.FIRST_ADDRESS)
                            : slot.picking(Pick.ADDRESS).ranked(1);
            default -> slot;
        };
    }

    private static Field field(String command, String argument) {
        return switch (command) {
            case "REQUEST_LINE" -> Field.REQUEST;
            case "START_TIME" -> Field.TIME;
            case "PROTOCOL" -> Field.PROTOCOL;
            case "RESPONSE_CODE" -> Field.STATUS;
            case "RESPONSE_FLAGS" -> Field.RESPONSE_FLAGS;
            case "BYTES_RECEIVED" -> Field.BYTES_RECEIVED;
            case "BYTES_SENT" -> Field.BODY_BYTES;
            case "DURATION" -> Field.DURATION;
            case "UPSTREAM_HOST", "UPSTREAM_REMOTE_ADDRESS" -> Field.UPSTREAM_ADDRESS;
            case "REQ_WITHOUT_QUERY", "PATH" -> Field.PATH;
            case "DOWNSTREAM_REMOTE_ADDRESS",
                    "DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT",
                    "DOWNSTREAM_DIRECT_REMOTE_ADDRESS" ->
                    Field.CLIENT_ADDRESS;
            case "DOWNSTREAM_TLS_VERSION" -> Field.TLS_VERSION;
            case "REQ" -> requestHeader(argument);
            case "RESP" -> responseHeader(argument);
            default -> Field.SKIPPED;
        };
    }

    private static Field requestHeader(String argument) {
        return switch (argument.toLowerCase(Locale.ROOT)) {
            case ":method" -> Field.METHOD;
            case ":path", "x-envoy-original-path?:path" -> Field.TARGET;
            case ":authority", "host" -> Field.HOST;
            case ":scheme", "x-forwarded-proto" -> Field.SCHEME;
            case "x-forwarded-for" -> Field.CLIENT_ADDRESS;
            case "user-agent" -> Field.USER_AGENT;
            case "referer" -> Field.REFERER;
            case "x-request-id" -> Field.REQUEST_ID;
            default -> Field.SKIPPED;
        };
    }

    private static Field responseHeader(String argument) {
        return switch (argument.toLowerCase(Locale.ROOT)) {
            case "x-envoy-upstream-service-time" -> Field.UPSTREAM_DURATION;
            case "content-type" -> Field.CONTENT_TYPE;
            default -> Field.SKIPPED;
        };
    }

    /// The keys that Envoy Gateway, Istio and Envoy's own examples give to the operators.
    static Layout json() {
        JsonBuilder keys = new JsonBuilder();
        keys.key(Field.TIME, "start_time", "startTime", "timestamp")
                .key(Field.METHOD, "method", ":method", "request_method")
                .key(
                        Field.TARGET,
                        "x-envoy-origin-path",
                        "x-envoy-original-path",
                        "path",
                        ":path",
                        "request_path")
                .key(Field.PROTOCOL, "protocol")
                .key(Field.STATUS, "response_code", "responseCode", "status")
                .key(Field.RESPONSE_FLAGS, "response_flags")
                .key(Field.BYTES_RECEIVED, "bytes_received")
                .key(Field.BODY_BYTES, "bytes_sent")
                .took(Field.DURATION, Unit.MILLISECONDS, "duration")
                .took(
                        Field.UPSTREAM_DURATION,
                        Unit.MILLISECONDS,
                        "x-envoy-upstream-service-time",
                        "upstream_service_time")
                .address(
                        Field.CLIENT_ADDRESS,
                        Pick.ADDRESS,
                        "downstream_remote_address",
                        "downstream_direct_remote_address")
                .address(
                        Field.CLIENT_ADDRESS,
                        Pick.FIRST_ADDRESS,
                        "x-forwarded-for",
                        "x_forwarded_for")
                .key(Field.USER_AGENT, "user-agent", "user_agent")
                .key(Field.REFERER, "referer")
                .key(Field.HOST, ":authority", "authority")
                .key(Field.UPSTREAM_ADDRESS, "upstream_host")
                .key(Field.TLS_VERSION, "downstream_tls_version")
                .key(Field.REQUEST_ID, "x-request-id", "request_id");
        return EnvoySplitter.withoutConnections(keys.build(Absence.DASH));
    }

    private EnvoyFormats() {}
}
