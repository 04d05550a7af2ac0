package dev.weir.jobs.state;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;

/// Lets a processor forward records while a commit is prepared, as caches of Kafka Streams do when
/// they are flushed. Made where the processor is initialised.
///
/// Load-bearing: [InternalProcessorContext] is not public API. A forward outside of `process` and
/// of punctuations is refused unless the processor's node is set first (4.3.1).
public final class CommitScope {
    private final InternalProcessorContext<?, ?> context;
    private final ProcessorNode<?, ?, ?, ?> node;

    /// Remembers the processor that is being initialised.
    public CommitScope(ProcessorContext<?, ?> context) {
        this.context = (InternalProcessorContext<?, ?>) context;
        this.node = this.context.currentNode();
    }

    /// Runs an action that forwards.
    public void run(Runnable action) {
        ProcessorNode<?, ?, ?, ?> nodeBefore = context.currentNode();
        ProcessorRecordContext recordBefore = context.recordContext();
        context.setCurrentNode(node);
        context.setRecordContext(
                new ProcessorRecordContext(
                        context.currentSystemTimeMs(), -1, -1, null, new RecordHeaders()));
        try {
            action.run();
        } finally {
            context.setRecordContext(recordBefore);
            context.setCurrentNode(nodeBefore);
        }
    }
}
