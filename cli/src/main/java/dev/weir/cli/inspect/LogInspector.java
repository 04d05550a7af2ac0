package dev.weir.cli.inspect;

import dev.weir.collector.Catalogue;
import dev.weir.collector.LogFile;
import dev.weir.collector.LogScan;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.frame.FrameWriter;
import java.io.IOException;

/// Takes a log file, gives a visitor the batches that a collector would make of it, framed as a
/// shipper would.
public final class LogInspector {
    private final BatchVisitor visitor;
    private final FrameWriter frames = new FrameWriter();
    private final BatchReader reader = new BatchReader();

    /// Creates an inspector that gives batches to `visitor`.
    public LogInspector(BatchVisitor visitor) {
        this.visitor = visitor;
    }

    /// Reads a file to its end.
    public void run(LogFile log, Catalogue catalogue) throws IOException, InterruptedException {
        LogScan.run(log, catalogue, this::visit);
        visitor.flush();
    }

    private void visit(EncodedBatch batch) {
        if (!visitor.wantsMore()) {
            return;
        }
        byte[] frame = frames.frame(batch.message(), batch.messageLength(), batch.requestCount());
        try {
            reader.open(batch.message(), batch.messageLength());
            visitor.visit(reader, batch.messageLength(), frame.length);
        } catch (MalformedBatchException e) {
            throw new IllegalStateException("a batch that was just made cannot be read", e);
        }
    }
}
