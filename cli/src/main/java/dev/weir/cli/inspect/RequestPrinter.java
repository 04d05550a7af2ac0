package dev.weir.cli.inspect;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.MalformedBatchException;
import java.io.PrintWriter;

/// Takes batches, prints their requests as JSON lines.
public final class RequestPrinter implements BatchVisitor {
    private final PrintWriter out;
    private final long limit;
    private long printed;

    /// Creates a printer.
    ///
    /// @param limit at most so many requests
    public RequestPrinter(PrintWriter out, long limit) {
        this.out = out;
        this.limit = limit;
    }

    @Override
    public void visit(BatchReader batch, int messageBytes, int frameBytes)
            throws MalformedBatchException {
        for (int i = 0; i < batch.requestCount() && printed < limit; i++) {
            out.println(RequestJson.line(batch, i));
            printed++;
        }
    }

    @Override
    public boolean wantsMore() {
        return printed < limit;
    }

    @Override
    public void flush() {
        out.flush();
    }
}
