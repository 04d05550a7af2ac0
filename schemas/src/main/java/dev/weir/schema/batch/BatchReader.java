package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Takes a Cap'n Proto message, gives the requests of the batch it holds, read in place.
///
/// [#open] checks everything that could lead a read astray: the segment, the root, every list's
/// bounds, the string table's order. Afterwards a field of a request is one load, and a string is a
/// range of the message. A reader is reused: opening the next batch allocates nothing.
///
/// Batches of other schema versions read as Cap'n Proto says: a field that the row is too short for
/// is absent, and what a longer row holds beyond is passed over.
public final class BatchReader {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] message = new byte[0];
    private int length;
    private int dataStart;
    private int dataBytes;
    private int pointerCount;
    private int stringBytesAt;
    private int stringEndsAt;
    private int stringCount;
    private int rowsAt;
    private int rowStride;
    private int rowDataBytes;
    private int requestCount;
    private int rejectedOffsetsAt;
    private int rejectedOffsets;

    /// Points the reader at the message in the first `length` bytes of `message`.
    ///
    /// @throws MalformedBatchException if it is no batch
    /// @throws IndexOutOfBoundsException if the array is shorter than `length`
    public void open(byte[] message, int length) throws MalformedBatchException {
        Objects.checkFromIndexSize(0, length, message.length);
        this.message = message;
        this.length = length;
        requestCount = 0;
        stringCount = 0;
        rejectedOffsets = 0;
        if (length < SEGMENT_TABLE + WORD) {
            throw new MalformedBatchException(0, "message of " + length + " bytes is too short");
        }
        if ((int) INTS.get(message, 0) != 0) {
            openSegments(message, length);
            return;
        }
        long words = Integer.toUnsignedLong((int) INTS.get(message, 4));
        if (SEGMENT_TABLE + words * WORD > length) {
            throw new MalformedBatchException(4, "segment of " + words + " words is cut short");
        }
        this.length = (int) (SEGMENT_TABLE + words * WORD);
        openRoot();
    }

    /// A message of several segments comes from another writer: copied once into one segment by
    /// the Cap'n Proto runtime, which checks it.
    private void openSegments(byte[] foreign, int foreignLength) throws MalformedBatchException {
        byte[] single = SingleSegment.copyOf(foreign, foreignLength);
        if ((int) INTS.get(single, 0) != 0) {
            throw new MalformedBatchException(0, "message does not fit one segment");
        }
        open(single, single.length);
    }

    private void openRoot() throws MalformedBatchException {
        long root = (long) LONGS.get(message, SEGMENT_TABLE);
        int kind = (int) root & 3;
        if (kind != STRUCT_POINTER || root == 0) {
            throw new MalformedBatchException(SEGMENT_TABLE, "root is no struct");
        }
        long target = ROOT + (long) ((int) root >> 2) * WORD;
        dataBytes = (int) (root >>> 32 & 0xFFFF) * WORD;
        pointerCount = (int) (root >>> 48);
        if (target < ROOT || target + dataBytes + (long) pointerCount * WORD > length) {
            throw new MalformedBatchException(SEGMENT_TABLE, "root lies outside the message");
        }
        dataStart = (int) target;
        openStrings();
        openRequests();
        long rejected = list(REJECTED_OFFSETS_POINTER, ELEMENTS_OF_FOUR_BYTES, 4);
        rejectedOffsetsAt = (int) (rejected >>> 32);
        rejectedOffsets = (int) rejected;
    }

    private void openStrings() throws MalformedBatchException {
        long bytes = list(STRING_BYTES_POINTER, ELEMENTS_OF_BYTE, 1);
        stringBytesAt = (int) (bytes >>> 32);
        int byteCount = (int) bytes;
        long ends = list(STRING_ENDS_POINTER, ELEMENTS_OF_FOUR_BYTES, 4);
        stringEndsAt = (int) (ends >>> 32);
        stringCount = (int) ends;
        int previous = 0;
        for (int index = 0; index < stringCount; index++) {
            int end = (int) INTS.get(message, stringEndsAt + 4 * index);
            boolean absentIsEmpty = index > 0 || end == 0;
            if (end < previous || end > byteCount || !absentIsEmpty) {
                throw new MalformedBatchException(
                        stringEndsAt + 4L * index, "string " + index + " ends at " + end);
            }
            previous = end;
        }
    }

    private void openRequests() throws MalformedBatchException {
        int pointerAt = pointerAt(REQUESTS_POINTER);
        long pointer = pointer(REQUESTS_POINTER);
        if (pointer == 0) {
            return;
        }
        long words = pointer >>> 35;
        if ((pointer & 3) != LIST_POINTER || (pointer >>> 32 & 7) != ELEMENTS_COMPOSITE) {
            throw new MalformedBatchException(pointerAt, "requests are no list of structs");
        }
        long tagAt = pointerAt + WORD + (long) ((int) pointer >> 2) * WORD;
        if (tagAt < ROOT || tagAt + WORD + words * WORD > length) {
            throw new MalformedBatchException(pointerAt, "requests lie outside the message");
        }
        long tag = (long) LONGS.get(message, (int) tagAt);
        if ((tag & 3) != STRUCT_POINTER) {
            throw new MalformedBatchException(tagAt, "requests are no list of structs");
        }
        int count = (int) tag >>> 2;
        int dataWords = (int) (tag >>> 32 & 0xFFFF);
        int rowWords = dataWords + (int) (tag >>> 48);
        // A row of no words could claim any number of requests in no space.
        if (rowWords == 0 || (long) count * rowWords > words) {
            throw new MalformedBatchException(tagAt, count + " requests do not fit their list");
        }
        rowsAt = (int) tagAt + WORD;
        rowStride = rowWords * WORD;
        rowDataBytes = dataWords * WORD;
        requestCount = count;
    }

    /// Finds a list of plain elements: its position in the upper half, its count in the lower.
    private long list(int pointerIndex, int elementSize, int elementBytes)
            throws MalformedBatchException {
        int pointerAt = pointerAt(pointerIndex);
        long pointer = pointer(pointerIndex);
        if (pointer == 0) {
            return (long) ROOT << 32;
        }
        if ((pointer & 3) != LIST_POINTER || (pointer >>> 32 & 7) != elementSize) {
            throw new MalformedBatchException(
                    pointerAt, "pointer " + pointerIndex + " is no list of the expected kind");
        }
        long count = pointer >>> 35;
        long target = pointerAt + WORD + (long) ((int) pointer >> 2) * WORD;
        if (target < ROOT || target + count * elementBytes > length) {
            throw new MalformedBatchException(
                    pointerAt, "list " + pointerIndex + " lies outside the message");
        }
        return target << 32 | count;
    }

    private int pointerAt(int pointerIndex) {
        return dataStart + dataBytes + pointerIndex * WORD;
    }

    /// A pointer of the root; null if the writer's root is too short for it.
    private long pointer(int pointerIndex) {
        return pointerIndex < pointerCount ? (long) LONGS.get(message, pointerAt(pointerIndex)) : 0;
    }

    private long headerLong(int offset) {
        return offset + 8 <= dataBytes ? (long) LONGS.get(message, dataStart + offset) : 0;
    }

    private int headerInt(int offset) {
        return offset + 4 <= dataBytes ? (int) INTS.get(message, dataStart + offset) : 0;
    }

    /// Position in the source of the first byte that the batch covers.
    public long firstOffset() {
        return headerLong(FIRST_OFFSET);
    }

    /// Position in the source after the last byte that the batch covers.
    public long endOffset() {
        return headerLong(END_OFFSET);
    }

    /// When the collector closed the batch: milliseconds since 1970-01-01T00:00Z.
    public long createdAt() {
        return headerLong(CREATED_AT);
    }

    /// How many requests are malformed, as the collector counted them.
    public int malformedCount() {
        return headerInt(MALFORMED_COUNT);
    }

    /// How many lines of the covered range are no requests.
    public int rejectedCount() {
        return headerInt(REJECTED_COUNT);
    }

    /// How many lines that are no requests start at or after `offset` of the source.
    public int rejectedFrom(long offset) {
        int count = 0;
        for (int index = 0; index < rejectedOffsets; index++) {
            long line =
                    Integer.toUnsignedLong((int) INTS.get(message, rejectedOffsetsAt + 4 * index));
            if (firstOffset() + line >= offset) {
                count++;
            }
        }
        return count;
    }

    /// The version of the schema that the batch was written with.
    public int schemaVersion() {
        return headerInt(VERSION) & 0xFFFF;
    }

    /// The catalogue that the customers come from.
    public CatalogueVersion catalogue() {
        return new CatalogueVersion(headerInt(CATALOGUE_GENERATION), headerLong(CATALOGUE_HASH));
    }

    /// The file generation.
    public String sourceId() throws MalformedBatchException {
        return text(SOURCE_ID_POINTER);
    }

    /// The proxy host that wrote the log.
    public String host() throws MalformedBatchException {
        return text(HOST_POINTER);
    }

    /// The file's path.
    public String file() throws MalformedBatchException {
        return text(FILE_POINTER);
    }

    private String text(int pointerIndex) throws MalformedBatchException {
        long list = list(pointerIndex, ELEMENTS_OF_BYTE, 1);
        int at = (int) (list >>> 32);
        int withNul = (int) list;
        if (withNul == 0) {
            return "";
        }
        if (message[at + withNul - 1] != 0) {
            throw new MalformedBatchException(
                    pointerAt(pointerIndex), "text " + pointerIndex + " does not end with NUL");
        }
        return new String(message, at, withNul - 1, StandardCharsets.UTF_8);
    }

    /// Number of strings, the absent one (index 0) included.
    public int stringCount() {
        return stringCount;
    }

    /// The bytes that strings are ranges of: from [#stringStart] to [#stringEnd].
    public byte[] bytes() {
        return message;
    }

    /// Where string `index` starts in [#bytes].
    public int stringStart(int index) {
        return index <= 0
                ? stringBytesAt
                : stringBytesAt + (int) INTS.get(message, stringEndsAt + 4 * (index - 1));
    }

    /// Where string `index` ends in [#bytes].
    public int stringEnd(int index) {
        return index <= 0
                ? stringBytesAt
                : stringBytesAt + (int) INTS.get(message, stringEndsAt + 4 * index);
    }

    /// String `index`, with what is not valid UTF-8 replaced.
    public String string(int index) {
        int start = stringStart(index);
        return new String(message, start, stringEnd(index) - start, StandardCharsets.UTF_8);
    }

    /// Number of requests.
    public int requestCount() {
        return requestCount;
    }

    private int intAt(int request, int offset) {
        return offset + 4 <= rowDataBytes
                ? (int) INTS.get(message, rowsAt + request * rowStride + offset)
                : 0;
    }

    private int shortAt(int request, int offset) {
        return offset + 2 <= rowDataBytes
                ? (short) SHORTS.get(message, rowsAt + request * rowStride + offset) & 0xFFFF
                : 0;
    }

    private long longAt(int request, int offset) {
        return offset + 8 <= rowDataBytes
                ? (long) LONGS.get(message, rowsAt + request * rowStride + offset)
                : 0;
    }

    private boolean has(int request, int bit) {
        return (shortAt(request, PRESENT) & bit) != 0;
    }

    /// Index of the string in `field`; 0 if absent.
    ///
    /// @throws MalformedBatchException if the row names a string that the batch does not have
    public int stringIndex(int request, StringField field) throws MalformedBatchException {
        int index = intAt(request, field.wireOffset);
        if (index < 0 || (index >= stringCount && index != 0)) {
            throw new MalformedBatchException(
                    rowsAt + (long) request * rowStride + field.wireOffset,
                    "request " + request + " names string " + Integer.toUnsignedString(index));
        }
        return index;
    }

    /// Position in the source of the first byte of the request's line.
    public long lineOffset(int request) {
        return firstOffset() + Integer.toUnsignedLong(intAt(request, LINE_OFFSET));
    }

    /// Event time: milliseconds since 1970-01-01T00:00Z. Of a request that carries no time of its
    /// own, the time at which its line was read.
    public long time(int request) {
        return headerLong(BASE_TIME) + intAt(request, TIME_OFFSET);
    }

    /// Whether the request carries a time of its own.
    public boolean hasTime(int request) {
        return has(request, HAS_TIME);
    }

    /// The response's status; 0 if absent.
    public int status(int request) {
        return shortAt(request, STATUS);
    }

    /// The status of the last attempt at an origin; 0 if absent.
    public int upstreamStatus(int request) {
        return shortAt(request, UPSTREAM_STATUS);
    }

    /// Bytes sent to the client; -1 if absent.
    public long bytesSent(int request) {
        return has(request, HAS_BYTES_SENT) ? longAt(request, BYTES_SENT) : -1;
    }

    /// Bytes received from the client; -1 if absent.
    public long bytesReceived(int request) {
        return has(request, HAS_BYTES_RECEIVED) ? longAt(request, BYTES_RECEIVED) : -1;
    }

    /// Time spent on the request in microseconds; -1 if absent.
    public long duration(int request) {
        return has(request, HAS_DURATION) ? Integer.toUnsignedLong(intAt(request, DURATION)) : -1;
    }

    /// Time spent waiting for origins in microseconds; -1 if absent.
    public long upstreamDuration(int request) {
        return has(request, HAS_UPSTREAM_DURATION)
                ? Integer.toUnsignedLong(intAt(request, UPSTREAM_DURATION))
                : -1;
    }

    /// Whether the request is malformed.
    public boolean isMalformed(int request) {
        return shortAt(request, KIND) == KIND_MALFORMED;
    }

    /// Whether the request's line was longer than the collector's limit and was cut.
    public boolean isCut(int request) {
        return has(request, IS_CUT);
    }

    /// Copies messages of another shape into one segment.
    private static final class SingleSegment {
        static byte[] copyOf(byte[] message, int length) throws MalformedBatchException {
            try {
                // Copying reads each word once: what needs more points at words again and again.
                var once = new org.capnproto.ReaderOptions(length / WORD + 64L, 8);
                var reader =
                        org.capnproto.Serialize.read(
                                ByteBuffer.wrap(message, 0, length).slice(), once);
                var builder = new org.capnproto.MessageBuilder(length / WORD + 64);
                builder.setRoot(
                        dev.weir.schema.RequestBatchSchema.RequestBatch.factory,
                        reader.getRoot(dev.weir.schema.RequestBatchSchema.RequestBatch.factory));
                var bytes = new java.io.ByteArrayOutputStream(length + 1024);
                org.capnproto.Serialize.write(
                        java.nio.channels.Channels.newChannel(bytes), builder);
                return bytes.toByteArray();
            } catch (IOException | RuntimeException e) {
                throw new MalformedBatchException(0, "message of several segments: " + e);
            }
        }

        private SingleSegment() {}
    }
}
