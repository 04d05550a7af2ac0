package dev.weir.collector.format;

import java.util.List;
import java.util.function.Supplier;

/// What the lines of one shape hold: the slots, and what finds them in a line.
///
/// @param slots in the order in which the splitter numbers them
/// @param absence how lines say that there is no value
/// @param newSplitter gives a splitter for one thread
record Layout(List<Slot> slots, Absence absence, Supplier<Splitter> newSplitter) {
    Layout {
        slots = List.copyOf(slots);
    }

    boolean has(Field field) {
        return slots.stream().anyMatch(slot -> slot.field() == field);
    }
}
