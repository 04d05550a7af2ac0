package dev.weir.cli.inspect;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.MalformedBatchException;

/// Takes batches one after another, as long as it wants more.
public interface BatchVisitor {
    /// Takes an open batch.
    ///
    /// @param messageBytes of the batch's message
    /// @param frameBytes of the frame that the batch came in
    void visit(BatchReader batch, int messageBytes, int frameBytes) throws MalformedBatchException;

    /// Whether another batch is of any use.
    boolean wantsMore();

    /// Shows what was taken so far.
    void flush();
}
