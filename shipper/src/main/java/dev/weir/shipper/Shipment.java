package dev.weir.shipper;

import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.frame.FrameWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One batch on its way: from [Shipper#ship] until Kafka has acknowledged it.
///
/// The ship thread owns everything but [#delivered], which belongs to the lock of [Unacknowledged].
final class Shipment {
    final long sequence;
    final String sourceId;
    final int requestCount;
    final int rawBytes;
    final long acceptedNanos;
    final Runnable acknowledged;

    /// What its acknowledgement gives back to the [InFlightBudget]; 0: nothing, it is a part of a
    /// batch and others are behind it.
    final int heldBytes;

    boolean delivered;

    private @Nullable EncodedBatch batch;
    private byte[] frame = new byte[0];

    Shipment(long sequence, EncodedBatch batch, long acceptedNanos, Runnable acknowledged) {
        this(sequence, batch, acceptedNanos, acknowledged, batch.messageLength());
    }

    private Shipment(
            long sequence,
            EncodedBatch batch,
            long acceptedNanos,
            Runnable acknowledged,
            int heldBytes) {
        this.heldBytes = heldBytes;
        this.sequence = sequence;
        this.sourceId = batch.sourceId();
        this.requestCount = batch.requestCount();
        this.rawBytes = batch.messageLength();
        this.acceptedNanos = acceptedNanos;
        this.acknowledged = acknowledged;
        this.batch = batch;
    }

    /// The frame; compressed once, and the message let go, so that sending again costs nothing.
    byte[] frame(FrameWriter writer) {
        EncodedBatch unframed = batch;
        if (unframed != null) {
            frame =
                    writer.frame(
                            unframed.message(), unframed.messageLength(), unframed.requestCount());
            batch = null;
        }
        return frame;
    }

    /// The same in parts, to be sent in its place: they are released in order, so the last one does
    /// what this one would have done.
    List<Shipment> parts(List<EncodedBatch> batches) {
        List<Shipment> parts = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            boolean last = i == batches.size() - 1;
            parts.add(
                    new Shipment(
                            sequence,
                            batches.get(i),
                            acceptedNanos,
                            last ? acknowledged : () -> {},
                            last ? heldBytes : 0));
        }
        return parts;
    }

    int frameBytes() {
        return frame.length;
    }
}
