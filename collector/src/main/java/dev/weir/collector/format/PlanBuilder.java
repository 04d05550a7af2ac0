package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;
import java.util.ArrayList;
import java.util.List;

/// Takes text and slots in the order of a format string, gives the layout of its lines.
final class PlanBuilder {
    private final List<String> literals = new ArrayList<>(List.of(""));
    private final List<Slot> slots = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /// Adds text that stands in every line.
    PlanBuilder text(String text) {
        literals.add(literals.removeLast() + text);
        return this;
    }

    /// Adds a place for a value.
    ///
    /// @param name what the format string calls it, for error messages
    PlanBuilder slot(Slot slot, String name) {
        slots.add(slot);
        names.add(name);
        literals.add("");
        return this;
    }

    boolean isEmpty() {
        return slots.isEmpty();
    }

    /// Gives the layout.
    ///
    /// @throws ConfigurationException if two values stand side by side and nothing tells where the
    ///     first one ends
    Layout build(Absence absence) throws ConfigurationException {
        return build(absence, false);
    }

    /// Gives the layout of lines whose values may be padded with spaces.
    Layout buildPadded(Absence absence) throws ConfigurationException {
        return build(absence, true);
    }

    private Layout build(Absence absence, boolean padded) throws ConfigurationException {
        LinePlan plan = new LinePlan(literals, slots, padded);
        for (int slot = 0; slot + 1 < slots.size(); slot++) {
            // Only a target is known to begin with a slash.
            if (plan.isAmbiguousAfter(slot) && !isTarget(slots.get(slot + 1))) {
                throw new ConfigurationException(
                        "log format has "
                                + names.get(slot)
                                + " and "
                                + names.get(slot + 1)
                                + " with nothing between them, so their values cannot be told"
                                + " apart; put a character between them");
            }
        }
        return new Layout(slots, absence, () -> plan);
    }

    private static boolean isTarget(Slot slot) {
        return slot.field() == Field.TARGET || slot.field() == Field.PATH;
    }
}
