package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;
import java.util.List;

/// Traefik: its common log format with what it adds, the plain one, and JSON.
///
/// See <https://doc.traefik.io/traefik/observability/access-logs/>.
final class TraefikFormats {
    static List<Layout> common() throws ConfigurationException {
        PlanBuilder plan = new PlanBuilder();
        plan.slot(Slot.of(Field.CLIENT_ADDRESS, Escape.DEFAULT), "ClientHost").text(" - ");
        plan.slot(Slot.of(Field.USER, Escape.DEFAULT), "ClientUsername").text(" [");
        plan.slot(Slot.of(Field.TIME, Escape.DEFAULT), "StartUTC").text("] \"");
        plan.slot(Slot.of(Field.REQUEST, Escape.DEFAULT), "request line").text("\" ");
        plan.slot(Slot.of(Field.STATUS, Escape.DEFAULT), "DownstreamStatus").text(" ");
        plan.slot(Slot.of(Field.BODY_BYTES, Escape.DEFAULT), "DownstreamContentSize").text(" \"");
        plan.slot(Slot.of(Field.REFERER, Escape.DEFAULT), "request_Referer").text("\" \"");
        plan.slot(Slot.of(Field.USER_AGENT, Escape.DEFAULT), "request_User-Agent").text("\" ");
        plan.slot(Slot.skipped().shaped(Shape.NUMBER), "RequestCount").text(" \"");
        plan.slot(Slot.of(Field.ROUTER, Escape.DEFAULT), "RouterName").text("\" \"");
        plan.slot(Slot.of(Field.UPSTREAM_ADDRESS, Escape.DEFAULT), "ServiceURL").text("\" ");
        plan.slot(Slot.of(Field.DURATION, Escape.DEFAULT).in(Unit.MILLISECONDS), "Duration");
        plan.text("ms");
        return List.of(plan.build(Absence.DASH), NginxFormats.compile(NginxFormats.COMBINED));
    }

    static Layout json() {
        return new JsonBuilder()
                .key(Field.TIME, "StartUTC", "StartLocal", "time")
                .key(Field.METHOD, "RequestMethod")
                .key(Field.TARGET, "RequestPath")
                .key(Field.PROTOCOL, "RequestProtocol")
                .key(Field.HOST, "RequestHost", "RequestAddr")
                // From X-Forwarded-For, whose last member alone was written by a neighbour.
                .address(Field.CLIENT_ADDRESS, Pick.LAST_ADDRESS, "ClientHost")
                .address(Field.CLIENT_ADDRESS, Pick.ADDRESS, "ClientAddr")
                .key(Field.USER, "ClientUsername")
                .key(Field.STATUS, "DownstreamStatus")
                .key(Field.BODY_BYTES, "DownstreamContentSize")
                .key(Field.BYTES_RECEIVED, "RequestContentSize")
                .took(Field.DURATION, Unit.NANOSECONDS, "Duration")
                .took(Field.UPSTREAM_DURATION, Unit.NANOSECONDS, "OriginDuration")
                .key(Field.UPSTREAM_STATUS, "OriginStatus")
                .key(Field.UPSTREAM_ADDRESS, "ServiceAddr", "ServiceURL")
                .key(Field.TLS_VERSION, "TLSVersion")
                .key(Field.REFERER, "request_Referer")
                .key(Field.USER_AGENT, "request_User-Agent")
                .key(Field.CONTENT_TYPE, "downstream_Content-Type")
                .key(Field.ROUTER, "RouterName")
                .key(Field.SCHEME, "RequestScheme")
                .build(Absence.DASH_OR_EMPTY);
    }

    private TraefikFormats() {}
}
