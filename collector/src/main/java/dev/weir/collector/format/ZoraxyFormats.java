package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;

/// Zoraxy: the lines that its router writes.
final class ZoraxyFormats {
    static Layout router() throws ConfigurationException {
        PlanBuilder plan = new PlanBuilder();
        plan.slot(Slot.skipped(), "written at").text(" [");
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
