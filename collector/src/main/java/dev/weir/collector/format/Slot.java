package dev.weir.collector.format;

import org.jspecify.annotations.Nullable;

/// A place in a format's lines where a value stands.
///
/// @param field what it says of the request
/// @param shape what it looks like
/// @param escape how it was made safe
/// @param unit in what it counts, if it is a time that something took
/// @param pick which part of it is meant
/// @param rank of several places for one field the lowest rank that has a value is taken
/// @param time how the time is written, if the format says so; null otherwise
record Slot(
        Field field,
        Shape shape,
        Escape escape,
        Unit unit,
        Pick pick,
        int rank,
        @Nullable TimePattern time) {
    /// A place for a field, with the shape that is usual for it.
    static Slot of(Field field, Escape escape) {
        return new Slot(field, usualShape(field), escape, Unit.SECONDS, Pick.WHOLE, 0, null);
    }

    /// A place for what no request has a field for.
    static Slot skipped() {
        return of(Field.SKIPPED, Escape.NONE);
    }

    private static Shape usualShape(Field field) {
        return switch (field) {
            case TIME -> Shape.TIME;
            case STATUS, BODY_BYTES, TOTAL_BYTES, BYTES_RECEIVED, DURATION -> Shape.NUMBER;
            case UPSTREAM_DURATION -> Shape.LIST;
            default -> Shape.ANY;
        };
    }

    Slot shaped(Shape other) {
        return new Slot(field, other, escape, unit, pick, rank, time);
    }

    Slot escaped(Escape other) {
        return new Slot(field, shape, other, unit, pick, rank, time);
    }

    Slot in(Unit other) {
        return new Slot(field, shape, escape, other, pick, rank, time);
    }

    Slot picking(Pick other) {
        return new Slot(field, shape, escape, unit, other, rank, time);
    }

    Slot ranked(int other) {
        return new Slot(field, shape, escape, unit, pick, other, time);
    }

    Slot written(TimePattern other) {
        return new Slot(field, shape, escape, unit, pick, rank, other);
    }
}
