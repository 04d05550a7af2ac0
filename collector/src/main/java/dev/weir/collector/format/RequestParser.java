package dev.weir.collector.format;

import dev.weir.collector.address.AddressPolicy;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.StringField;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Takes lines of one layout, gives their fields to a batch encoder.
///
/// Two passes: the splitter finds every value's range and the time is read, so that a line which
/// does not fit, or belongs to the next batch, leaves no trace; then each value goes to the encoder.
final class RequestParser implements LineParser {
    private static final byte[] ROOT_PATH = {'/'};

    private static final long OF_REQUEST_LINE =
            Field.METHOD.bit() | Field.TARGET.bit() | Field.PATH.bit() | Field.PROTOCOL.bit();

    private static final int NO_MARKER = -1;
    private static final int SEVERAL_MARKERS = -2;

    private final Splitter splitter;
    private final Absence absence;
    private final Slot[] slots;
    private final Field[] fields;
    private final @Nullable StringField[] texts;
    private final long[] bits;

    /// How times are written of which [LogTime] must be told.
    private final @Nullable TimePattern[] patterns;

    private final int[] starts;
    private final int[] ends;

    /// Places of the time, the best first.
    private final int[] timeSlots;

    /// Places of the other fields that a batch has: the request line first, so that it settles what
    /// is in it; then by rank.
    private final int[] keptSlots;

    /// Fields without which a request is malformed if the line has a place for them.
    private final long needed;

    /// The byte without which nothing in a line is escaped.
    private final int marker;

    private final AddressPolicy addresses;
    private final byte[] keptAddress = new byte[AddressPolicy.TARGET_BYTES];
    private final LogTime times;
    private final RequestLine requestLine = new RequestLine();
    private final AddressRange address = new AddressRange();
    private final HostName host = new HostName();

    /// The value in hand with its escaping undone: a range of the line, or of the scratch buffer.
    private byte[] bytes = new byte[0];

    private int from;
    private int to;
    private byte[] scratch = new byte[4096];
    private boolean malformed;
    private int hostIndex;

    RequestParser(Layout layout, LogTime times, AddressPolicy addresses) {
        this.addresses = addresses;
        this.splitter = layout.newSplitter().get();
        this.absence = layout.absence();
        this.slots = layout.slots().toArray(Slot[]::new);
        this.fields = layout.slots().stream().map(Slot::field).toArray(Field[]::new);
        this.texts =
                layout.slots().stream().map(slot -> slot.field().text).toArray(StringField[]::new);
        this.bits = layout.slots().stream().mapToLong(slot -> slot.field().bit()).toArray();
        this.patterns =
                layout.slots().stream()
                        .map(Slot::time)
                        .map(time -> time == null || time.isUsual() ? null : time)
                        .toArray(TimePattern[]::new);
        this.marker = commonMarker(layout);
        this.starts = new int[slots.length];
        this.ends = new int[slots.length];
        this.times = times;
        List<Integer> time = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        for (int slot = 0; slot < slots.length; slot++) {
            if (slots[slot].field() == Field.TIME) {
                time.add(slot);
            } else if (slots[slot].field().isKept()) {
                kept.add(slot);
            }
        }
        time.sort(Comparator.comparingInt(slot -> slots[slot].rank()));
        kept.sort(
                Comparator.comparingInt((Integer slot) -> slots[slot].field().ordinal())
                        .thenComparingInt(slot -> slots[slot].rank()));
        this.timeSlots = time.stream().mapToInt(Integer::intValue).toArray();
        this.keptSlots = kept.stream().mapToInt(Integer::intValue).toArray();
        this.needed = Field.METHOD.bit() | Field.TARGET.bit() | Field.REQUEST.bit();
    }

    private static int commonMarker(Layout layout) {
        int common = NO_MARKER;
        for (Slot slot : layout.slots()) {
            int own = slot.escape() == Escape.NONE ? NO_MARKER : slot.escape().marker();
            if (own != NO_MARKER && common != NO_MARKER && own != common) {
                return SEVERAL_MARKERS;
            }
            common = own == NO_MARKER ? common : own;
        }
        return common;
    }

    @Override
    public ParseResult parse(
            byte[] line,
            int lineFrom,
            int lineTo,
            long lineOffset,
            long readAtMillis,
            BatchEncoder encoder) {
        if (lineFrom == lineTo) {
            return ParseResult.EMPTY;
        }
        ParseResult split = splitter.split(line, lineFrom, lineTo, starts, ends);
        if (split != ParseResult.ACCEPTED) {
            return split;
        }
        int timeSlot = timeSlot(line);
        long time = readAtMillis;
        if (timeSlot >= 0) {
            time = time(line, timeSlot);
            if (time == LogTime.NONE) {
                return ParseResult.BAD_TIME;
            }
        }
        if (!encoder.fits(lineOffset, time)) {
            return ParseResult.NEXT_BATCH;
        }
        // The encoder derives the request's provisional time from what it is given here.
        encoder.beginRequest(lineOffset, time);
        if (timeSlot >= 0) {
            encoder.time(time);
        }
        putAll(line, lineFrom, lineTo, encoder);
        return ParseResult.ACCEPTED;
    }

    private long time(byte[] line, int timeSlot) {
        int start = starts[timeSlot];
        int end = ends[timeSlot];
        TimePattern pattern = patterns[timeSlot];
        if (pattern != null) {
            return pattern.read(line, start, end, times);
        }
        if (timeSlots.length > 1 && LogTime.isTimeOfDay(line, start, end)) {
            for (int slot : timeSlots) {
                if (isThere(line, slot) && LogTime.isDate(line, starts[slot], ends[slot])) {
                    return times.read(line, starts[slot], start, end);
                }
            }
        }
        return times.read(line, start, end);
    }

    /// The best place of a time that the line fills; -1 if it says none.
    private int timeSlot(byte[] line) {
        for (int slot : timeSlots) {
            if (isThere(line, slot)) {
                return slot;
            }
        }
        return -1;
    }

    /// Whether the line says a value here, be it empty.
    private boolean isThere(byte[] line, int slot) {
        return starts[slot] >= 0
                && ends[slot] >= 0
                && !absence.isAbsent(line, starts[slot], ends[slot]);
    }

    private void putAll(byte[] line, int lineFrom, int lineTo, BatchEncoder encoder) {
        // One look at the whole line spares one at each value: most lines have nothing escaped.
        boolean isPlain =
                marker == NO_MARKER
                        || (marker != SEVERAL_MARKERS
                                && ByteScan.indexOf(line, lineFrom, lineTo, (byte) marker) < 0);
        malformed = false;
        hostIndex = 0;
        long seen = 0;
        long saidAbsent = 0;
        for (int slot : keptSlots) {
            if ((seen & bits[slot]) != 0 || starts[slot] < 0) {
                continue;
            }
            if (!isThere(line, slot)) {
                saidAbsent |= bits[slot];
                continue;
            }
            if (isPlain) {
                bytes = line;
                from = starts[slot];
                to = ends[slot];
            } else {
                value(line, slot);
            }
            seen |= bits[slot];
            StringField text = texts[slot];
            if (text != null) {
                encoder.string(text, bytes, from, to);
            } else {
                seen |= put(fields[slot], slots[slot], encoder);
            }
        }
        long missing = saidAbsent & ~seen & needed;
        if ((missing & Field.REQUEST.bit()) != 0) {
            encoder.string(StringField.REQUEST_LINE, bytes, 0, 0);
        }
        if (malformed || missing != 0) {
            encoder.malformed();
        }
    }

    /// Points the value in hand at a slot's range, its escaping undone.
    private void value(byte[] line, int slot) {
        int start = starts[slot];
        int end = ends[slot];
        Escape escape = slots[slot].escape();
        bytes = line;
        from = start;
        to = end;
        if (escape != Escape.NONE && ByteScan.indexOf(line, start, end, escape.marker()) >= 0) {
            if (scratch.length < end - start) {
                scratch = new byte[Math.max(scratch.length * 2, end - start)];
            }
            to = escape.undo(line, start, end, scratch);
            from = 0;
            bytes = scratch;
        }
    }

    /// Gives the value in hand to the encoder; what it settles beside its own field is the result.
    private long put(Field field, Slot slot, BatchEncoder encoder) {
        switch (field) {
            case REQUEST -> {
                return request(encoder);
            }
            case TARGET -> {
                return target(encoder);
            }
            case HOST -> host(encoder, from, to);
            case STATUS, UPSTREAM_STATUS -> status(field, encoder);
            case BODY_BYTES, TOTAL_BYTES, BYTES_RECEIVED -> {
                return size(field, encoder);
            }
            case DURATION, UPSTREAM_DURATION -> duration(slot, encoder);
            case CLIENT_ADDRESS -> address(slot, encoder);
            case UPSTREAM_ADDRESS -> {
                from = Decimal.lastOfList(bytes, from, to);
                encoder.string(StringField.UPSTREAM_ADDRESS, bytes, from, to);
            }
            case QUERY -> {
                from += from < to && bytes[from] == '?' ? 1 : 0;
                encoder.string(StringField.QUERY, bytes, from, to);
            }
            case TLS_VERSION -> TlsVersion.put(bytes, from, to, encoder);
            default -> throw new IllegalStateException("nothing is kept of " + field);
        }
        return 0;
    }

    private void status(Field field, BatchEncoder encoder) {
        int start = field == Field.UPSTREAM_STATUS ? Decimal.lastOfList(bytes, from, to) : from;
        long status = Decimal.whole(bytes, start, to);
        if (status <= 0) {
            return;
        }
        if (field == Field.STATUS) {
            encoder.status((int) Math.min(status, 65_535));
        } else if (status < 1000) {
            encoder.upstreamStatus((int) status);
        }
    }

    private long size(Field field, BatchEncoder encoder) {
        int start = from < to && bytes[from] == '+' ? from + 1 : from;
        long size = Decimal.whole(bytes, start, to);
        if (size < 0) {
            return 0;
        }
        if (field == Field.BYTES_RECEIVED) {
            encoder.bytesReceived(size);
            return 0;
        }
        encoder.bytesSent(size);
        // The body alone, where a log has both.
        return field == Field.BODY_BYTES ? Field.TOTAL_BYTES.bit() : 0;
    }

    private void duration(Slot slot, BatchEncoder encoder) {
        long micros =
                slot.shape() == Shape.LIST && slot.unit() == Unit.SECONDS
                        ? Decimal.sumOfSeconds(bytes, from, to)
                        : slot.unit().micros(bytes, from, to);
        if (micros < 0) {
            return;
        }
        if (slot.field() == Field.DURATION) {
            encoder.duration(micros);
        } else {
            encoder.upstreamDuration(micros);
        }
    }

    private void address(Slot slot, BatchEncoder encoder) {
        address.find(slot.pick(), bytes, from, to);
        if (addresses.keeps()) {
            encoder.string(StringField.CLIENT_ADDRESS, bytes, address.from, address.to);
            return;
        }
        int length = addresses.apply(bytes, address.from, address.to, keptAddress);
        if (length > 0) {
            encoder.string(StringField.CLIENT_ADDRESS, keptAddress, 0, length);
        }
    }

    private long request(BatchEncoder encoder) {
        if (!requestLine.split(bytes, from, to)) {
            return malformedRequest(encoder);
        }
        encoder.string(StringField.METHOD, bytes, from, requestLine.methodTo);
        if (requestLine.protocolFrom >= 0) {
            encoder.string(StringField.PROTOCOL, bytes, requestLine.protocolFrom, protocolTo());
        }
        return OF_REQUEST_LINE | putTarget(encoder);
    }

    private int protocolTo() {
        int end = to;
        while (bytes[end - 1] == ' ') {
            end--;
        }
        return end;
    }

    /// Keeps the whole line and what could be read of it. Proxies that write the parts of a request
    /// line have a hyphen for each that there was not: `- - HTTP/1.1`.
    private long malformedRequest(BatchEncoder encoder) {
        malformed = true;
        encoder.string(StringField.REQUEST_LINE, bytes, from, to);
        if (requestLine.methodTo == from) {
            return 0;
        }
        if (!isHyphen(from, requestLine.methodTo)) {
            encoder.string(StringField.METHOD, bytes, from, requestLine.methodTo);
        }
        int protocol = requestLine.protocolFrom;
        if (protocol >= 0 && !isHyphen(protocol, protocolTo())) {
            encoder.string(StringField.PROTOCOL, bytes, protocol, protocolTo());
        }
        int targetFrom = requestLine.targetFrom;
        int targetTo = requestLine.targetTo;
        if (targetTo <= targetFrom) {
            return Field.METHOD.bit();
        }
        if (isHyphen(targetFrom, targetTo)) {
            return OF_REQUEST_LINE;
        }
        from = targetFrom;
        to = targetTo;
        return OF_REQUEST_LINE | target(encoder);
    }

    private boolean isHyphen(int start, int end) {
        return end - start == 1 && bytes[start] == '-';
    }

    private long target(BatchEncoder encoder) {
        if (!requestLine.splitTarget(bytes, from, to)) {
            malformed = true;
            encoder.string(StringField.PATH, bytes, from, to);
            return Field.PATH.bit();
        }
        return Field.PATH.bit() | putTarget(encoder);
    }

    private long putTarget(BatchEncoder encoder) {
        int pathFrom = requestLine.pathFrom;
        int pathTo = requestLine.pathTo;
        if (pathFrom == pathTo) {
            encoder.string(StringField.PATH, ROOT_PATH, 0, 1);
        } else {
            encoder.string(StringField.PATH, bytes, pathFrom, pathTo);
        }
        long settled = 0;
        if (requestLine.queryFrom >= 0) {
            encoder.string(StringField.QUERY, bytes, requestLine.queryFrom, requestLine.targetTo);
            settled = Field.QUERY.bit();
        }
        if (requestLine.hostTo > requestLine.hostFrom) {
            host(encoder, requestLine.hostFrom, requestLine.hostTo);
        }
        return settled;
    }

    private void host(BatchEncoder encoder, int hostFrom, int hostTo) {
        host.normalise(bytes, hostFrom, hostTo);
        hostIndex = encoder.intern(StringField.HOST, host.bytes, host.from, host.to);
        encoder.stringIndex(StringField.HOST, hostIndex);
    }

    @Override
    public void describe(byte[] line, BiConsumer<String, byte[]> shown) {
        for (int slot = 0; slot < slots.length; slot++) {
            String name = slots[slot].field().shownAs;
            if (!isThere(line, slot)) {
                continue;
            }
            if (name != null) {
                value(line, slot);
                shown.accept(name, Arrays.copyOfRange(bytes, from, to));
            }
            if (slots[slot].field() == Field.REQUEST) {
                requestLine.split(bytes, from, to);
                describeTarget(requestLine.targetFrom, requestLine.targetTo, shown);
            } else if (slots[slot].field() == Field.TARGET) {
                value(line, slot);
                describeTarget(from, to, shown);
            }
        }
        describeRequest(line, shown);
    }

    /// Puts a request line together that the log has in pieces.
    private void describeRequest(byte[] line, BiConsumer<String, byte[]> shown) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int slot : keptSlots) {
            Field field = slots[slot].field();
            boolean isPiece =
                    field == Field.METHOD || field == Field.TARGET || field == Field.PROTOCOL;
            if (isPiece && isThere(line, slot)) {
                value(line, slot);
                if (whole.size() > 0) {
                    whole.write(' ');
                }
                whole.write(bytes, from, to - from);
            }
        }
        if (whole.size() > 0) {
            // What the log has as a whole was there before.
            shown.accept("request", whole.toByteArray());
        }
    }

    private void describeTarget(int start, int end, BiConsumer<String, byte[]> shown) {
        if (end > start && bytes[start] != '/') {
            shown.accept("request_target", Arrays.copyOfRange(bytes, start, end));
        }
    }

    @Override
    public int hostIndex() {
        return hostIndex;
    }

    @Override
    public byte[] hostBytes() {
        return host.bytes;
    }

    @Override
    public int hostFrom() {
        return host.from;
    }

    @Override
    public int hostTo() {
        return host.to;
    }
}
