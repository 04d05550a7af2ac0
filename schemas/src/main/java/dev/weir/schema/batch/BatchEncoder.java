package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Takes the fields of requests from a log format's parser, gives batches as Cap'n Proto messages.
///
/// One request is a few stores into a row of [BatchLayout#REQUEST_BYTES] bytes; its strings go to
/// the batch's string table. Nothing is allocated per request. An encoder serves one source at a
/// time and one thread; it starts the next batch where the last one ended.
///
/// ```java
/// encoder.begin(source, firstOffset);
/// encoder.beginRequest(lineOffset, lineReadAtMillis);
/// encoder.status(200);
/// encoder.string(StringField.PATH, line, from, to);
/// encoder.endRequest();
/// EncodedBatch batch = encoder.close(endOffset, nowMillis);
/// ```
public final class BatchEncoder {
    /// What a batch says of its source.
    ///
    /// @param sourceId the file generation
    /// @param host the proxy host that wrote the log
    /// @param file the file's path
    public record Source(String sourceId, String host, String file) {}

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final StringTable strings = new StringTable();
    private Source source = new Source("", "", "");
    private CatalogueVersion catalogue = CatalogueVersion.NONE;

    /// The index that each field had last in this batch; 0 if none.
    private final int[] lastIndexes = new int[StringField.values().length];

    private byte[] rows = new byte[256 * REQUEST_BYTES];
    private int rowStart;
    private int present;
    private int requestCount;
    private int malformedCount;
    private int rejectedCount;
    private int[] rejectedOffsets = new int[16];
    private long firstOffset;
    private long baseTime;
    private boolean open;

    /// Starts a batch.
    ///
    /// @param firstOffset position in the source of the first byte that the batch covers
    public void begin(Source source, long firstOffset) {
        this.source = source;
        this.catalogue = CatalogueVersion.NONE;
        this.firstOffset = firstOffset;
        strings.clear();
        Arrays.fill(lastIndexes, 0);
        baseTime = 0;
        rowStart = 0;
        requestCount = 0;
        malformedCount = 0;
        rejectedCount = 0;
        open = true;
    }

    /// Says which catalogue the open batch's customers come from.
    public void catalogue(CatalogueVersion version) {
        this.catalogue = version;
    }

    /// Whether a batch was begun and not closed.
    public boolean isOpen() {
        return open;
    }

    /// Requests in the open batch.
    public int requestCount() {
        return requestCount;
    }

    /// Lines that the open batch covers.
    public int lineCount() {
        return requestCount + rejectedCount;
    }

    /// About how many bytes the message would have if the batch were closed now.
    public int size() {
        return rowStart + strings.byteCount() + 4 * strings.count() + 4 * rejectedCount;
    }

    /// Position in the source of the first byte that the open batch covers.
    public long firstOffset() {
        return firstOffset;
    }

    /// Whether a request whose line starts at `lineOffset` fits this batch's 32-bit line offsets
    /// and whether one at `timeMillis` fits its 32-bit time offsets (24 days either way).
    public boolean fits(long lineOffset, long timeMillis) {
        long line = lineOffset - firstOffset;
        long time = timeMillis - baseTime;
        return line <= 0xFFFFFFFFL && (requestCount == 0 || time == (int) time);
    }

    /// Starts a request. Fields that are not set are absent. A caller asks [#fits] before, with
    /// the time that the request will have: its own, or `readAtMillis`.
    ///
    /// @param lineOffset position in the source of the line's first byte
    /// @param readAtMillis when the line was read: its time if it has none of its own
    public void beginRequest(long lineOffset, long readAtMillis) {
        if (rowStart + REQUEST_BYTES > rows.length) {
            rows = Arrays.copyOf(rows, rows.length * 2);
        }
        Arrays.fill(rows, rowStart, rowStart + REQUEST_BYTES, (byte) 0);
        present = 0;
        if (requestCount == 0) {
            baseTime = readAtMillis;
        }
        INTS.set(rows, rowStart + LINE_OFFSET, (int) (lineOffset - firstOffset));
        INTS.set(rows, rowStart + TIME_OFFSET, (int) (readAtMillis - baseTime));
    }

    /// Sets the event time. The batch's first request sets the base from which the others count;
    /// a caller asks [#fits] before.
    public void time(long millis) {
        if (requestCount == 0) {
            baseTime = millis;
        }
        INTS.set(rows, rowStart + TIME_OFFSET, (int) (millis - baseTime));
        present |= HAS_TIME;
    }

    /// Sets the response's status; 0 is the same as absent.
    public void status(int status) {
        SHORTS.set(rows, rowStart + STATUS, (short) status);
    }

    /// Sets the status of the last attempt at an origin; 0 is the same as absent.
    public void upstreamStatus(int status) {
        SHORTS.set(rows, rowStart + UPSTREAM_STATUS, (short) status);
    }

    /// Sets the bytes sent to the client.
    public void bytesSent(long bytes) {
        LONGS.set(rows, rowStart + BYTES_SENT, bytes);
        present |= HAS_BYTES_SENT;
    }

    /// Sets the bytes received from the client.
    public void bytesReceived(long bytes) {
        LONGS.set(rows, rowStart + BYTES_RECEIVED, bytes);
        present |= HAS_BYTES_RECEIVED;
    }

    /// Sets the time spent on the request, in microseconds.
    public void duration(long micros) {
        INTS.set(rows, rowStart + DURATION, capped(micros));
        present |= HAS_DURATION;
    }

    /// Sets the time spent waiting for origins, in microseconds.
    public void upstreamDuration(long micros) {
        INTS.set(rows, rowStart + UPSTREAM_DURATION, capped(micros));
        present |= HAS_UPSTREAM_DURATION;
    }

    // Java has no unsigned int: the wire has.
    private static int capped(long micros) {
        return (int) Math.min(Math.max(micros, 0), 0xFFFFFFFFL);
    }

    /// Marks the request as malformed.
    public void malformed() {
        SHORTS.set(rows, rowStart + KIND, (short) KIND_MALFORMED);
    }

    /// Marks the request's line as longer than the limit: it was cut, and this stood before the cut.
    public void cut() {
        present |= IS_CUT;
    }

    /// Sets a string field to the bytes `[from, to)` of `bytes`, which may be empty.
    public void string(StringField field, byte[] bytes, int from, int to) {
        // Often what the request before had: a comparison is cheaper than a hash.
        int index = lastIndexes[field.ordinal()];
        if (index == 0 || !strings.is(index, bytes, from, to)) {
            index = strings.intern(bytes, from, to);
            lastIndexes[field.ordinal()] = index;
        }
        stringIndex(field, index);
    }

    /// Interns a string without setting a field, for a caller that resolves it further.
    public int intern(byte[] bytes, int from, int to) {
        return strings.intern(bytes, from, to);
    }

    /// Sets a string field to a string that [#intern] gave for this batch.
    public void stringIndex(StringField field, int index) {
        INTS.set(rows, rowStart + field.wireOffset, index);
    }

    /// Ends the request and keeps it.
    public void endRequest() {
        if ((short) SHORTS.get(rows, rowStart + KIND) == KIND_MALFORMED) {
            malformedCount++;
        }
        SHORTS.set(rows, rowStart + PRESENT, (short) present);
        rowStart += REQUEST_BYTES;
        requestCount++;
    }

    /// Counts a line that is no request: instead of [#endRequest], or without a begun request.
    ///
    /// @param lineOffset position in the source of the line's first byte
    public void reject(long lineOffset) {
        if (rejectedCount == rejectedOffsets.length) {
            rejectedOffsets = Arrays.copyOf(rejectedOffsets, rejectedCount * 2);
        }
        rejectedOffsets[rejectedCount++] = (int) (lineOffset - firstOffset);
    }

    /// Closes the batch.
    ///
    /// @param endOffset position after the last byte that the batch covers
    /// @param createdAtMillis now
    public EncodedBatch close(long endOffset, long createdAtMillis) {
        byte[] sourceId = source.sourceId().getBytes(StandardCharsets.UTF_8);
        byte[] host = source.host().getBytes(StandardCharsets.UTF_8);
        byte[] file = source.file().getBytes(StandardCharsets.UTF_8);
        int fixed = ROOT + (BATCH_DATA_WORDS + BATCH_POINTERS) * WORD;
        long size =
                (long) fixed
                        + padded(sourceId.length + 1)
                        + padded(host.length + 1)
                        + padded(file.length + 1)
                        + padded(strings.byteCount())
                        + padded(4 * strings.count())
                        + (long) WORD
                        + rowStart
                        + padded(4 * rejectedCount);
        byte[] message = new byte[Math.toIntExact(size)];
        writeHeader(message, endOffset, createdAtMillis);
        int at = fixed;
        at = writeText(message, SOURCE_ID_POINTER, at, sourceId);
        at = writeText(message, HOST_POINTER, at, host);
        at = writeText(message, FILE_POINTER, at, file);
        at = writeStringTable(message, at);
        at = writeRequests(message, at);
        at = writeRejected(message, at);
        open = false;
        return new EncodedBatch(
                source.sourceId(), firstOffset, endOffset, requestCount, message, at);
    }

    private void writeHeader(byte[] message, long endOffset, long createdAtMillis) {
        INTS.set(message, 4, (message.length - SEGMENT_TABLE) / WORD);
        LONGS.set(
                message,
                SEGMENT_TABLE,
                STRUCT_POINTER | (long) BATCH_DATA_WORDS << 32 | (long) BATCH_POINTERS << 48);
        LONGS.set(message, ROOT + FIRST_OFFSET, firstOffset);
        LONGS.set(message, ROOT + END_OFFSET, endOffset);
        LONGS.set(message, ROOT + CREATED_AT, createdAtMillis);
        LONGS.set(message, ROOT + BASE_TIME, baseTime);
        INTS.set(message, ROOT + MALFORMED_COUNT, malformedCount);
        INTS.set(message, ROOT + REJECTED_COUNT, rejectedCount);
        SHORTS.set(message, ROOT + VERSION, (short) SCHEMA_VERSION);
        INTS.set(message, ROOT + CATALOGUE_GENERATION, catalogue.generation());
        LONGS.set(message, ROOT + CATALOGUE_HASH, catalogue.hash());
    }

    private static int writeText(byte[] message, int pointer, int at, byte[] text) {
        writeListPointer(message, pointer, at, ELEMENTS_OF_BYTE, text.length + 1);
        System.arraycopy(text, 0, message, at, text.length);
        return at + padded(text.length + 1);
    }

    private int writeStringTable(byte[] message, int at) {
        writeListPointer(message, STRING_BYTES_POINTER, at, ELEMENTS_OF_BYTE, strings.byteCount());
        strings.copyBytes(message, at);
        int ends = at + padded(strings.byteCount());
        writeListPointer(
                message, STRING_ENDS_POINTER, ends, ELEMENTS_OF_FOUR_BYTES, strings.count());
        for (int index = 0; index < strings.count(); index++) {
            INTS.set(message, ends + 4 * index, strings.end(index));
        }
        return ends + padded(4 * strings.count());
    }

    private int writeRequests(byte[] message, int at) {
        writeListPointer(
                message,
                REQUESTS_POINTER,
                at,
                ELEMENTS_COMPOSITE,
                requestCount * REQUEST_DATA_WORDS);
        LONGS.set(
                message,
                at,
                Integer.toUnsignedLong(requestCount << 2) | (long) REQUEST_DATA_WORDS << 32);
        System.arraycopy(rows, 0, message, at + WORD, rowStart);
        return at + WORD + rowStart;
    }

    private int writeRejected(byte[] message, int at) {
        writeListPointer(
                message, REJECTED_OFFSETS_POINTER, at, ELEMENTS_OF_FOUR_BYTES, rejectedCount);
        for (int index = 0; index < rejectedCount; index++) {
            INTS.set(message, at + 4 * index, rejectedOffsets[index]);
        }
        return at + padded(4 * rejectedCount);
    }

    private static void writeListPointer(
            byte[] message, int pointer, int target, int elementSize, int elements) {
        int at = ROOT + BATCH_DATA_WORDS * WORD + pointer * WORD;
        int offsetWords = (target - (at + WORD)) / WORD;
        LONGS.set(
                message,
                at,
                LIST_POINTER
                        | Integer.toUnsignedLong(offsetWords << 2)
                        | (long) elementSize << 32
                        | (long) elements << 35);
    }

    private static int padded(int bytes) {
        return (bytes + WORD - 1) & -WORD;
    }
}
