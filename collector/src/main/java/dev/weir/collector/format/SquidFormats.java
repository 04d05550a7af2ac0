package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;

/// Squid: its native format.
///
/// ```text
/// time.ms elapsed client code/status bytes method target user hierarchy/peer type
/// ```
///
/// See <https://wiki.squid-cache.org/Features/LogFormat>.
final class SquidFormats {
    static Layout squid() throws ConfigurationException {
        PlanBuilder plan = new PlanBuilder();
        plan.slot(Slot.of(Field.TIME, Escape.NONE), "time").text(" ");
        plan.slot(Slot.of(Field.DURATION, Escape.NONE).in(Unit.MILLISECONDS), "elapsed").text(" ");
        plan.slot(word(Field.CLIENT_ADDRESS), "client").text(" ");
        plan.slot(word(Field.CACHE_STATUS), "code").text("/");
        plan.slot(Slot.of(Field.STATUS, Escape.NONE), "status").text(" ");
        plan.slot(Slot.of(Field.BODY_BYTES, Escape.NONE), "bytes").text(" ");
        plan.slot(word(Field.METHOD), "method").text(" ");
        plan.slot(Slot.of(Field.TARGET, Escape.NONE), "target").text(" ");
        plan.slot(word(Field.USER), "user").text(" ");
        plan.slot(word(Field.SKIPPED), "hierarchy").text("/");
        plan.slot(word(Field.UPSTREAM_ADDRESS), "peer").text(" ");
        plan.slot(word(Field.CONTENT_TYPE), "type");
        return plan.buildPadded(Absence.DASH);
    }

    private static Slot word(Field field) {
        return Slot.of(field, Escape.NONE).shaped(Shape.WORD);
    }

    private SquidFormats() {}
}
