package dev.weir.shipper;

import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.frame.FrameWriter;
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
    boolean delivered;

    private @Nullable EncodedBatch batch;
    private byte[] frame = new byte[0];

    Shipment(long sequence, EncodedBatch batch, long acceptedNanos, Runnable acknowledged) {
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

    int frameBytes() {
        return frame.length;
    }
}
