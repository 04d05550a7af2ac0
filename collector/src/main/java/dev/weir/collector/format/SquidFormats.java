package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;
import java.util.List;

/// Squid: its native format.
///
/// ```text
/// time.ms elapsed client code/status bytes method target user hierarchy/peer type
/// ```
///
/// See <https://wiki.squid-cache.org/Features/LogFormat>.
final class SquidFormats {
    /// Whole lines, and those that Squid's buffer of 8,192 bytes cut within a long target.
    static List<Layout> squid() throws ConfigurationException {
        PlanBuilder whole = upToMethod();
        whole.slot(Slot.of(Field.TARGET, Escape.NONE), "target").text(" ");
        whole.slot(word(Field.USER), "user").text(" ");
        whole.slot(word(Field.SKIPPED), "hierarchy").text("/");
        whole.slot(word(Field.UPSTREAM_ADDRESS), "peer").text(" ");
        whole.slot(word(Field.CONTENT_TYPE), "type");
        PlanBuilder cut = upToMethod().slot(word(Field.TARGET), "target");
        return List.of(whole.buildPadded(Absence.DASH), cut.buildPadded(Absence.DASH));
    }

    private static PlanBuilder upToMethod() {
        PlanBuilder plan = new PlanBuilder();
        plan.slot(Slot.of(Field.TIME, Escape.NONE), "time").text(" ");
        plan.slot(Slot.of(Field.DURATION, Escape.NONE).in(Unit.MILLISECONDS), "elapsed").text(" ");
        plan.slot(word(Field.CLIENT_ADDRESS), "client").text(" ");
        plan.slot(word(Field.CACHE_STATUS), "code").text("/");
        plan.slot(Slot.of(Field.STATUS, Escape.NONE), "status").text(" ");
        plan.slot(Slot.of(Field.BODY_BYTES, Escape.NONE), "bytes").text(" ");
        return plan.slot(word(Field.METHOD), "method").text(" ");
    }

    private static Slot word(Field field) {
        return Slot.of(field, Escape.NONE).shaped(Shape.WORD);
    }

    private SquidFormats() {}
}
