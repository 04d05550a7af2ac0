package dev.weir.collector.format;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Takes the keys that a JSON format has and what their values say, gives the layout of its lines.
final class JsonBuilder {
    private final List<String> paths = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();

    /// Adds keys for one field, the most trustworthy first. Dots lead into objects.
    JsonBuilder key(Field field, String... keys) {
        return key(Slot.of(field, Escape.JSON), keys);
    }

    /// Adds keys whose values read as the slot says.
    JsonBuilder key(Slot slot, String... keys) {
        for (String path : keys) {
            long before = slots.stream().filter(known -> known.field() == slot.field()).count();
            paths.add(path);
            slots.add(slot.ranked((int) before));
        }
        return this;
    }

    /// Adds keys of how long something took.
    JsonBuilder took(Field field, Unit unit, String... keys) {
        return key(Slot.of(field, Escape.JSON).in(unit), keys);
    }

    /// Adds keys of addresses.
    JsonBuilder address(Field field, Pick pick, String... keys) {
        return key(Slot.of(field, Escape.JSON).picking(pick), keys);
    }

    /// Gives the layout. An object that has none of a status, a method, a request line and a target
    /// tells of something else than a request.
    Layout build(Absence absence) {
        JsonKeys keys = JsonKeys.of(paths);
        int[] required =
                IntStream.range(0, slots.size())
                        .filter(slot -> isOfEveryRequest(slots.get(slot).field()))
                        .toArray();
        return new Layout(slots, absence, () -> new JsonSplitter(keys, required));
    }

    private static boolean isOfEveryRequest(Field field) {
        return field == Field.STATUS
                || field == Field.METHOD
                || field == Field.REQUEST
                || field == Field.TARGET;
    }
}
