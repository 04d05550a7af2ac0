package dev.weir.collector.format;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Takes a line of an Envoy, gives where its values lie; a connection that carried no HTTP is told
/// apart: its line has every part of a request absent, and the status 0.
///
/// A request that was broken off before it was answered has the status 0 too, and a method.
final class EnvoySplitter implements Splitter {
    private static final byte[] NO_REQUEST = "- - -".getBytes(StandardCharsets.US_ASCII);

    private final Splitter lines;
    private final Absence absence;
    private final int[] requestSlots;
    private final int[] statusSlots;

    private EnvoySplitter(Layout layout) {
        this.lines = layout.newSplitter().get();
        this.absence = layout.absence();
        this.requestSlots = slots(layout.slots(), EnvoySplitter::isOfRequest);
        this.statusSlots = slots(layout.slots(), field -> field == Field.STATUS);
    }

    /// The same layout, without the lines of connections.
    static Layout withoutConnections(Layout layout) {
        return new Layout(layout.slots(), layout.absence(), () -> new EnvoySplitter(layout));
    }

    private static int[] slots(List<Slot> slots, Predicate<Field> which) {
        return IntStream.range(0, slots.size())
                .filter(slot -> which.test(slots.get(slot).field()))
                .toArray();
    }

    private static boolean isOfRequest(Field field) {
        return switch (field) {
            case REQUEST, METHOD, TARGET, PATH, PROTOCOL -> true;
            default -> false;
        };
    }

    @Override
    public ParseResult split(byte[] line, int from, int to, int[] starts, int[] ends) {
        ParseResult result = lines.split(line, from, to, starts, ends);
        return result == ParseResult.ACCEPTED
                        && hasNoStatus(line, starts, ends)
                        && hasNoRequest(line, starts, ends)
                ? ParseResult.NOT_HTTP
                : result;
    }

    private boolean hasNoStatus(byte[] line, int[] starts, int[] ends) {
        for (int slot : statusSlots) {
            if (starts[slot] >= 0 && ends[slot] >= 0) {
                return Decimal.whole(line, starts[slot], ends[slot]) == 0;
            }
        }
        return false;
    }

    /// Whether the line has a place for a request, and nothing in it.
    private boolean hasNoRequest(byte[] line, int[] starts, int[] ends) {
        boolean hasPlace = false;
        for (int slot : requestSlots) {
            if (starts[slot] >= 0) {
                hasPlace = true;
                if (!isAbsent(line, starts[slot], ends[slot])) {
                    return false;
                }
            }
        }
        return hasPlace;
    }

    private boolean isAbsent(byte[] line, int start, int end) {
        return end < 0
                || absence.isAbsent(line, start, end)
                || (end - start == NO_REQUEST.length
                        && ByteScan.startsWith(line, start, end, NO_REQUEST));
    }
}
