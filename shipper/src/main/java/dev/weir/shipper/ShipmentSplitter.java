package dev.weir.shipper;

import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.frame.FrameWriter;
import dev.weir.schema.frame.MalformedFrameException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Takes shipments, gives them in parts that are small enough for Kafka, as far as that is known.
/// Belongs to the ship thread.
///
/// A request that is too large even alone becomes a rejected line of the reason `too_large`: the
/// range that its batch covers is shipped all the same, so nothing behind it waits.
final class ShipmentSplitter {
    private static final System.Logger LOG = System.getLogger(ShipmentSplitter.class.getName());

    /// Why a request was rejected that no batch can carry.
    static final String TOO_LARGE = "too_large";

    private final FrameWriter writer;
    private final ShipperMetrics metrics;
    private final Consumer<RejectedLine> onRejected;
    private final BatchSplitter batches = new BatchSplitter();
    private final SizeLimit limit = new SizeLimit();

    /// Creates a splitter.
    ///
    /// @param onRejected told of each request that became a rejected line
    ShipmentSplitter(
            FrameWriter writer, ShipperMetrics metrics, Consumer<RejectedLine> onRejected) {
        this.writer = writer;
        this.metrics = metrics;
        this.onRejected = onRejected;
    }

    /// The shipment, or its parts where Kafka has refused one of its size.
    List<Shipment> fitting(Shipment shipment) {
        if (!limit.isRefused(shipment.frame(writer).length, System.nanoTime())) {
            return List.of(shipment);
        }
        List<Shipment> halves = halves(shipment);
        if (halves.isEmpty()) {
            return List.of(shipment);
        }
        List<Shipment> fitting = new ArrayList<>();
        for (Shipment half : halves) {
            fitting.addAll(fitting(half));
        }
        return fitting;
    }

    /// The parts of a shipment that Kafka has just refused for its size; empty if it cannot be made
    /// smaller.
    List<Shipment> refused(Shipment shipment) {
        int bytes = shipment.frame(writer).length;
        if (bytes < SizeLimit.LEAST_BYTES) {
            return List.of();
        }
        limit.refused(bytes, System.nanoTime());
        List<Shipment> halves = halves(shipment);
        return halves.isEmpty() ? withoutRequest(shipment) : halves;
    }

    private List<Shipment> halves(Shipment shipment) {
        try {
            List<EncodedBatch> halves = batches.halves(shipment.frame(writer));
            if (!halves.isEmpty()) {
                metrics.split();
                LOG.log(
                        Level.DEBUG,
                        "a batch of source {0} is split: Kafka refused frames of {1} bytes",
                        shipment.sourceId,
                        shipment.frameBytes());
            }
            return shipment.parts(halves);
        } catch (MalformedFrameException | MalformedBatchException e) {
            return unreadable(shipment, e);
        }
    }

    private List<Shipment> withoutRequest(Shipment shipment) {
        byte[] frame = shipment.frame(writer);
        try {
            List<EncodedBatch> rest = batches.withoutRequest(frame);
            if (!rest.isEmpty()) {
                RejectedLine rejected = batches.sample(frame, TOO_LARGE);
                metrics.rejected(TOO_LARGE);
                LOG.log(
                        Level.WARNING,
                        "a request of source {0} at offset {1} is too large for Kafka: {2} bytes"
                                + " compressed; it is rejected",
                        rejected.sourceId(),
                        Long.toString(rejected.offset()),
                        frame.length);
                onRejected.accept(rejected);
            }
            return shipment.parts(rest);
        } catch (MalformedFrameException | MalformedBatchException e) {
            return unreadable(shipment, e);
        }
    }

    private static List<Shipment> unreadable(Shipment shipment, Exception why) {
        LOG.log(Level.ERROR, "a batch of source " + shipment.sourceId + " cannot be split", why);
        return List.of();
    }
}
