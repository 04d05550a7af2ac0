package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;

import java.util.Arrays;

/// Takes the fields of requests from a log format's parser, gives batches as Cap'n Proto messages.
///
/// One request is a few stores into the batch's columns; a string goes to its field's dictionary.
/// Nothing is allocated per request. An encoder serves one source at a time and one thread; it starts
/// the next batch where the last one ended.
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

    private static final int FIELDS = StringField.ALL.length;

    /// What a request's numbers take, about.
    private static final int NUMBER_BITS = 64;

    private final StringDictionary[] dictionaries = new StringDictionary[FIELDS];
    private final RequestColumns columns = new RequestColumns();
    private final BatchWriter writer = new BatchWriter();
    private Source source = new Source("", "", "");
    private CatalogueVersion catalogue = CatalogueVersion.NONE;

    /// Client address's index → the index of the user agent that it had last in this batch; 0 if none.
    private char[] clientAgents = new char[64];

    private int flags;
    private int requestCount;
    private int malformedCount;
    private int rejectedCount;
    private int[] rejectedOffsets = new int[16];
    private int stringBytes;
    private int requestBits;
    private long firstOffset;
    private long baseTime;
    private boolean open;
    private boolean requestBegun;

    /// Creates an encoder that has no batch open.
    public BatchEncoder() {
        Arrays.setAll(dictionaries, field -> new StringDictionary());
    }

    /// Starts a batch.
    ///
    /// @param firstOffset position in the source of the first byte that the batch covers
    public void begin(Source source, long firstOffset) {
        this.source = source;
        this.catalogue = CatalogueVersion.NONE;
        this.firstOffset = firstOffset;
        columns.clear(requestCount + 1);
        for (StringDictionary dictionary : dictionaries) {
            dictionary.clear();
        }
        Arrays.fill(clientAgents, (char) 0);
        baseTime = 0;
        requestCount = 0;
        malformedCount = 0;
        rejectedCount = 0;
        stringBytes = 0;
        requestBits = NUMBER_BITS;
        requestBegun = false;
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
        return stringBytes + (int) (((long) requestCount * requestBits) >>> 3) + 4 * rejectedCount;
    }

    /// Memory that the encoder keeps for the open batch and the next ones, in bytes, about: it grows with
    /// the largest batch so far.
    public int heldBytes() {
        int bytes = columns.heldBytes() + writer.heldBytes();
        for (StringDictionary dictionary : dictionaries) {
            bytes += dictionary.heldBytes();
        }
        return bytes;
    }

    /// Position in the source of the first byte that the open batch covers.
    public long firstOffset() {
        return firstOffset;
    }

    /// Whether a request whose line starts at `lineOffset` and whose time is `timeMillis` fits this
    /// batch: 65,535 requests, 4 GiB of lines, 24 days before or after the first request's time.
    public boolean fits(long lineOffset, long timeMillis) {
        long line = lineOffset - firstOffset;
        long time = timeMillis - baseTime;
        boolean isNear = time == (int) time && requestCount < MAX_REQUESTS;
        return line <= 0xFFFFFFFFL && (requestCount == 0 || isNear);
    }

    /// Starts a request. Fields that are not set are absent. A caller asks [#fits] before, with
    /// the time that the request will have: its own, or `readAtMillis`.
    ///
    /// @param lineOffset position in the source of the line's first byte
    /// @param readAtMillis when the line was read: its time if it has none of its own
    public void beginRequest(long lineOffset, long readAtMillis) {
        if (requestBegun) {
            columns.clearRequest(requestCount);
        }
        requestBegun = true;
        flags = 0;
        if (requestCount == 0) {
            baseTime = readAtMillis;
        }
        columns.putNumber(NumberField.LINE, requestCount, lineOffset - firstOffset);
        columns.putNumber(NumberField.TIME, requestCount, readAtMillis - baseTime);
    }

    /// Sets the event time. The batch's first request sets the base from which the others count;
    /// a caller asks [#fits] before.
    public void time(long millis) {
        if (requestCount == 0) {
            baseTime = millis;
        }
        columns.putNumber(NumberField.TIME, requestCount, millis - baseTime);
        flags |= OWN_TIME;
    }

    /// Sets the response's status, from 1 to 65535; 0 is the same as absent.
    public void status(int status) {
        if (status != 0) {
            columns.putNumber(NumberField.STATUS, requestCount, status & 0xFFFF);
        }
    }

    /// Sets the status of the last attempt at an origin, from 1 to 65535; 0 is the same as absent.
    public void upstreamStatus(int status) {
        if (status != 0) {
            columns.putNumber(NumberField.UPSTREAM_STATUS, requestCount, status & 0xFFFF);
        }
    }

    /// Sets the bytes sent to the client.
    public void bytesSent(long bytes) {
        columns.putNumber(NumberField.BYTES_SENT, requestCount, bytes);
    }

    /// Sets the bytes received from the client.
    public void bytesReceived(long bytes) {
        columns.putNumber(NumberField.BYTES_RECEIVED, requestCount, bytes);
    }

    /// Sets the time spent on the request, in microseconds; at most 4294967295 are kept.
    public void duration(long micros) {
        columns.putNumber(NumberField.DURATION, requestCount, capped(micros));
    }

    /// Sets the time spent waiting for origins, in microseconds; at most 4294967295 are kept.
    public void upstreamDuration(long micros) {
        columns.putNumber(NumberField.UPSTREAM_DURATION, requestCount, capped(micros));
    }

    private static long capped(long micros) {
        return Math.min(Math.max(micros, 0), 0xFFFFFFFFL);
    }

    /// Marks the request as malformed.
    public void malformed() {
        flags |= MALFORMED;
    }

    /// Marks the request's line as longer than the limit: it was cut, and this stood before the cut.
    public void cut() {
        flags |= CUT;
    }

    /// Sets a string field to the bytes `[from, to)` of `bytes`, which may be empty.
    public void string(StringField field, byte[] bytes, int from, int to) {
        int index =
                field == StringField.USER_AGENT
                        ? agent(bytes, from, to)
                        : intern(field, bytes, from, to);
        columns.putString(field.ordinal(), requestCount, index);
    }

    /// A client seldom changes its user agent, the longest string of most lines: to compare it with
    /// the one that the client had last is cheaper than a hash.
    private int agent(byte[] bytes, int from, int to) {
        int client = columns.string(StringField.CLIENT_ADDRESS, requestCount);
        if (client >= clientAgents.length) {
            clientAgents = Arrays.copyOf(clientAgents, Math.max(client + 1, client * 2));
        }
        int guess = clientAgents[client];
        if (guess != 0
                && dictionaries[StringField.USER_AGENT.ordinal()].is(guess, bytes, from, to)) {
            return guess;
        }
        int index = intern(StringField.USER_AGENT, bytes, from, to);
        clientAgents[client] = (char) index;
        return index;
    }

    /// Interns a string of a field without setting the field, for a caller that resolves it further;
    /// gives its index, from 1.
    public int intern(StringField field, byte[] bytes, int from, int to) {
        StringDictionary dictionary = dictionaries[field.ordinal()];
        int known = dictionary.count();
        int index = dictionary.intern(bytes, from, to);
        if (index > known) {
            stringBytes += to - from + 1;
            requestBits += BitPacking.width(index) - BitPacking.width(known);
        }
        return index;
    }

    /// Sets a string field to a string that [#intern] gave for it in this batch.
    public void stringIndex(StringField field, int index) {
        columns.putString(field.ordinal(), requestCount, index);
    }

    /// Ends the request and keeps it.
    public void endRequest() {
        if ((flags & MALFORMED) != 0) {
            malformedCount++;
        }
        columns.putNumber(NumberField.FLAGS, requestCount, flags);
        requestBegun = false;
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
        open = false;
        if (requestBegun) {
            columns.clearRequest(requestCount);
        }
        var header =
                new BatchWriter.Header(
                        source,
                        catalogue,
                        firstOffset,
                        endOffset,
                        createdAtMillis,
                        requestCount == 0 ? 0 : baseTime,
                        requestCount,
                        malformedCount);
        byte[] message =
                writer.write(header, dictionaries, columns, rejectedOffsets, rejectedCount);
        return new EncodedBatch(
                source.sourceId(), firstOffset, endOffset, requestCount, message, message.length);
    }
}
