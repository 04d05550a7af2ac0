package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;
import java.util.List;

/// Zoraxy: the lines that its router writes.
final class ZoraxyFormats {
    /// With the time at which the line was written before it, as the container logs it, and without.
    static List<Layout> router() throws ConfigurationException {
        return List.of(
                router(new PlanBuilder().slot(Slot.skipped(), "written at").text(" ")),
                router(new PlanBuilder()));
    }

    private static Layout router(PlanBuilder plan) throws ConfigurationException {
        plan.text("[");
        plan.slot(Slot.of(Field.TIME, Escape.NONE), "time").text("] [router:");
        plan.slot(Slot.of(Field.ROUTER, Escape.NONE), "router").text("] [origin:");
        plan.slot(Slot.of(Field.HOST, Escape.NONE), "origin").text("] [client: ");
        plan.slot(Slot.of(Field.CLIENT_ADDRESS, Escape.NONE), "client").text("] [useragent: ");
        plan.slot(Slot.of(Field.USER_AGENT, Escape.NONE), "useragent").text("] ");
        plan.slot(Slot.of(Field.METHOD, Escape.NONE).shaped(Shape.WORD), "method").text(" ");
        plan.slot(Slot.of(Field.TARGET, Escape.NONE), "target").text(" ");
        plan.slot(Slot.of(Field.STATUS, Escape.NONE), "status");
        return plan.build(Absence.DASH_OR_EMPTY);
    }

    private ZoraxyFormats() {}
}
