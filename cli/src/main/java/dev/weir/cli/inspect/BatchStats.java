package dev.weir.cli.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.schema.batch.BatchReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/// Takes batches, gives how many there are and how many bytes they take.
public final class BatchStats implements BatchVisitor {
    private static final JsonFactory JSON = new JsonFactory();

    private final long limit;
    private long batches;
    private long requests;
    private long malformed;
    private long rejected;
    private long logBytes;
    private long rawBytes;
    private long frameBytes;

    /// Creates statistics of nothing.
    ///
    /// @param limit takes no more batches once they hold so many requests
    public BatchStats(long limit) {
        this.limit = limit;
    }

    @Override
    public void visit(BatchReader batch, int messageBytes, int bytesOfFrame) {
        batches++;
        requests += batch.requestCount();
        malformed += batch.malformedCount();
        rejected += batch.rejectedCount();
        logBytes += batch.endOffset() - batch.firstOffset();
        rawBytes += messageBytes;
        frameBytes += bytesOfFrame;
    }

    @Override
    public boolean wantsMore() {
        return requests < limit;
    }

    @Override
    public void flush() {
        // Nothing is shown before the end.
    }

    /// Prints a table for people.
    public void printText(PrintWriter out) {
        row(out, "batches", batches);
        row(out, "requests", requests);
        row(out, "  of these malformed", malformed);
        row(out, "rejected lines", rejected);
        row(out, "bytes of log", logBytes);
        row(out, "bytes raw", rawBytes);
        row(out, "bytes in Kafka", frameBytes);
        if (requests > 0) {
            out.printf(
                    Locale.ROOT,
                    "per request: %.1f bytes of log, %.1f raw, %.2f in Kafka%n",
                    per(logBytes, requests),
                    per(rawBytes, requests),
                    per(frameBytes, requests));
            out.printf(
                    Locale.ROOT,
                    "per batch: %.0f requests, %.0f bytes in Kafka%n",
                    per(requests, batches),
                    per(frameBytes, batches));
        }
        out.flush();
    }

    private static void row(PrintWriter out, String name, long value) {
        out.printf(Locale.ROOT, "%-20s %,18d%n", name, value);
    }

    /// Prints one JSON object.
    public void printJson(PrintWriter out) {
        var text = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("batches", batches);
            json.writeNumberField("requests", requests);
            json.writeNumberField("malformed", malformed);
            json.writeNumberField("rejected_lines", rejected);
            json.writeNumberField("log_bytes", logBytes);
            json.writeNumberField("raw_bytes", rawBytes);
            json.writeNumberField("frame_bytes", frameBytes);
            if (requests > 0) {
                json.writeNumberField("frame_bytes_per_request", per(frameBytes, requests));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(text);
        out.flush();
    }

    private static double per(long amount, long count) {
        return (double) amount / count;
    }
}
