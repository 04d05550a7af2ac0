package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;

import dev.weir.schema.wire.WireFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Takes a Cap'n Proto message, gives the requests of the batch it holds.
///
/// [#open] checks everything and unpacks the columns into arrays that the reader keeps: afterwards a
/// field of a request is one load, and a string is a range of the message. A reader is reused:
/// opening the next batch allocates nothing unless it is larger than any before.
///
/// Batches of other writers read as Cap'n Proto says: a field or a column that they do not have is
/// absent, and what they have beyond is passed over.
public final class BatchReader {
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final MessageReader message = new MessageReader();
    private final MessageReader.Struct root = new MessageReader.Struct();
    private final MessageReader.Plain text = new MessageReader.Plain();
    private final MessageReader.Plain rejectedOffsets = new MessageReader.Plain();
    private final StringColumns strings = new StringColumns(message);
    private final NumberColumns numbers = new NumberColumns(message);
    private final LineEstimate estimate = new LineEstimate();
    private long[] times = new long[0];
    private long[] lines = new long[0];
    private boolean linesAreKnown;
    private int requestCount;

    /// Points the reader at the message in the first `length` bytes of `message`.
    ///
    /// @throws MalformedBatchException if it is no batch; the reader then has no requests
    /// @throws IndexOutOfBoundsException if the array is shorter than `length`
    public void open(byte[] message, int length) throws MalformedBatchException {
        Objects.checkFromIndexSize(0, length, message.length);
        requestCount = 0;
        linesAreKnown = false;
        if (length < WireFormat.ROOT) {
            throw new MalformedBatchException(0, "message of " + length + " bytes is too short");
        }
        if ((int) INTS.get(message, 0) != 0) {
            byte[] single = SingleSegment.copyOf(message, length);
            if ((int) INTS.get(single, 0) != 0) {
                throw new MalformedBatchException(0, "message does not fit one segment");
            }
            openRoot(single, single.length);
        } else {
            openRoot(message, length);
        }
    }

    private void openRoot(byte[] bytes, int length) throws MalformedBatchException {
        message.open(bytes, length, root);
        if (schemaVersion() < SCHEMA_VERSION) {
            throw new MalformedBatchException(
                    root.dataAt() + (long) VERSION,
                    "schema version " + schemaVersion() + " is older than " + SCHEMA_VERSION);
        }
        int count = message.intOf(root, REQUEST_COUNT);
        if (count < 0 || count > MAX_REQUESTS) {
            throw new MalformedBatchException(
                    root.dataAt() + (long) REQUEST_COUNT,
                    Integer.toUnsignedString(count) + " requests, more than " + MAX_REQUESTS);
        }
        message.ints(root, REJECTED_OFFSETS_POINTER, rejectedOffsets);
        strings.open(root, count);
        numbers.open(root, count);
        unpackTimes(count);
        requestCount = count;
    }

    private void unpackTimes(int count) {
        if (times.length < count) {
            times = new long[Math.max(count, times.length * 2)];
        }
        long time = message.longOf(root, BASE_TIME);
        for (int request = 0; request < count; request++) {
            long delta = numbers.number(request, NumberField.TIME);
            time += delta == NumberColumns.ABSENT ? 0 : Varint.unzigzag(delta);
            times[request] = time;
        }
    }

    /// Position in the source of the first byte that the batch covers.
    public long firstOffset() {
        return message.longOf(root, FIRST_OFFSET);
    }

    /// Position in the source after the last byte that the batch covers.
    public long endOffset() {
        return message.longOf(root, END_OFFSET);
    }

    /// When the collector closed the batch: milliseconds since 1970-01-01T00:00Z.
    public long createdAt() {
        return message.longOf(root, CREATED_AT);
    }

    /// How many requests are malformed, as the collector counted them.
    public int malformedCount() {
        return message.intOf(root, MALFORMED_COUNT);
    }

    /// How many lines of the covered range are no requests.
    public int rejectedCount() {
        return message.intOf(root, REJECTED_COUNT);
    }

    /// How many lines that are no requests start at or after `offset` of the source.
    public int rejectedFrom(long offset) {
        int count = 0;
        for (int index = 0; index < rejectedOffsets.count; index++) {
            if (rejectedOffset(index) >= offset) {
                count++;
            }
        }
        return count;
    }

    private long rejectedOffset(int index) {
        int at = rejectedOffsets.at + Integer.BYTES * index;
        return firstOffset() + Integer.toUnsignedLong(message.intAt(at));
    }

    /// The version of the schema that the batch was written with.
    public int schemaVersion() {
        return message.shortOf(root, VERSION);
    }

    /// The catalogue that the customers come from.
    public CatalogueVersion catalogue() {
        return new CatalogueVersion(
                message.intOf(root, CATALOGUE_GENERATION), message.longOf(root, CATALOGUE_HASH));
    }

    /// The file generation.
    public String sourceId() throws MalformedBatchException {
        return message.text(root, SOURCE_ID_POINTER, text);
    }

    /// The proxy host that wrote the log.
    public String host() throws MalformedBatchException {
        return message.text(root, HOST_POINTER, text);
    }

    /// The file's path.
    public String file() throws MalformedBatchException {
        return message.text(root, FILE_POINTER, text);
    }

    /// Number of strings, the absent one (index 0) included. Each distinct string of a field has one
    /// index; one that two fields have has two.
    public int stringCount() {
        return strings.count();
    }

    /// The bytes that strings are ranges of: from [#stringStart] to [#stringEnd].
    public byte[] bytes() {
        return message.bytes();
    }

    /// Where string `index` starts in [#bytes].
    public int stringStart(int index) {
        return strings.start(index);
    }

    /// Where string `index` ends in [#bytes].
    public int stringEnd(int index) {
        return strings.end(index);
    }

    /// String `index`, with what is not valid UTF-8 replaced.
    public String string(int index) {
        int start = stringStart(index);
        return new String(bytes(), start, stringEnd(index) - start, StandardCharsets.UTF_8);
    }

    /// Number of requests.
    public int requestCount() {
        return requestCount;
    }

    /// Index of the string in `field`; 0 if absent.
    public int stringIndex(int request, StringField field) {
        return strings.index(request, field);
    }

    /// The indexes of a field's strings by request, for a loop over all requests. The array is the
    /// reader's own: at least as long as the batch, not to be written to, valid until the next one.
    public int[] stringIndexes(StringField field) {
        return strings.indexes(field);
    }

    /// Whether a request of the batch has a string in this field.
    public boolean has(StringField field) {
        return strings.has(field);
    }

    /// The index of a field's first string. The strings of a field have indexes that follow one
    /// another.
    public int firstString(StringField field) {
        return strings.first(field);
    }

    /// The index after that of a field's last string; as [#firstString] if it has none.
    public int endOfStrings(StringField field) {
        return strings.end(field);
    }

    /// A field's numbers by request, -1 where it is absent, for a loop over all requests; of time and
    /// line, what stands on the wire. The array is the reader's own: at least as long as the batch,
    /// not to be written to, valid until the next one.
    public long[] numbers(NumberField field) {
        return numbers.numbers(field);
    }

    /// Whether a request of the batch has a number in this field.
    public boolean has(NumberField field) {
        return numbers.has(field);
    }

    /// Event times by request, as [#time] gives them, under the same conditions as [#numbers].
    public long[] times() {
        return times;
    }

    /// Position in the source of the first byte of the request's line.
    public long lineOffset(int request) {
        if (!linesAreKnown) {
            unpackLines();
        }
        return lines[request];
    }

    /// Few readers ask: one that has counted a part of the batch before, one that shows it.
    private void unpackLines() {
        if (lines.length < requestCount) {
            lines = new long[Math.max(requestCount, lines.length * 2)];
        }
        estimate.clear(requestCount);
        for (StringField field : StringField.ALL) {
            if (LineEstimate.counts(field) && strings.has(field)) {
                for (int request = 0; request < requestCount; request++) {
                    int index = strings.index(request, field);
                    estimate.add(request, strings.end(index) - strings.start(index));
                }
            }
        }
        for (NumberField field : NumberField.ALL) {
            if (LineEstimate.counts(field) && numbers.has(field)) {
                addDigits(field);
            }
        }
        long line = firstOffset();
        for (int request = 0; request < requestCount; request++) {
            long delta = numbers.number(request, NumberField.LINE);
            line += delta == NumberColumns.ABSENT ? 0 : Varint.unzigzag(delta);
            lines[request] = line;
            line += estimate.length(request);
        }
        linesAreKnown = true;
    }

    private void addDigits(NumberField field) {
        for (int request = 0; request < requestCount; request++) {
            long number = numbers.number(request, field);
            if (number != NumberColumns.ABSENT) {
                estimate.addDigits(request, number);
            }
        }
    }

    /// Event time: milliseconds since 1970-01-01T00:00Z. Of a request that carries no time of its
    /// own, the time at which its line was read.
    public long time(int request) {
        return times[request];
    }

    private boolean has(int request, int flag) {
        long flags = numbers.number(request, NumberField.FLAGS);
        return flags != NumberColumns.ABSENT && (flags & flag) != 0;
    }

    /// Whether the request carries a time of its own.
    public boolean hasTime(int request) {
        return has(request, OWN_TIME);
    }

    /// The response's status, at most 65535; 0 if absent.
    public int status(int request) {
        return status(request, NumberField.STATUS);
    }

    /// The status of the last attempt at an origin, at most 65535; 0 if absent.
    public int upstreamStatus(int request) {
        return status(request, NumberField.UPSTREAM_STATUS);
    }

    private int status(int request, NumberField field) {
        return (int) Math.clamp(numbers.number(request, field), 0L, 0xFFFFL);
    }

    /// Bytes sent to the client; -1 if absent.
    public long bytesSent(int request) {
        return numbers.number(request, NumberField.BYTES_SENT);
    }

    /// Bytes received from the client; -1 if absent.
    public long bytesReceived(int request) {
        return numbers.number(request, NumberField.BYTES_RECEIVED);
    }

    /// Time spent on the request in microseconds; -1 if absent.
    public long duration(int request) {
        return numbers.number(request, NumberField.DURATION);
    }

    /// Time spent waiting for origins in microseconds; -1 if absent.
    public long upstreamDuration(int request) {
        return numbers.number(request, NumberField.UPSTREAM_DURATION);
    }

    /// Whether the request is malformed.
    public boolean isMalformed(int request) {
        return has(request, MALFORMED);
    }

    /// Whether the request's line was longer than the collector's limit and was cut.
    public boolean isCut(int request) {
        return has(request, CUT);
    }
}
