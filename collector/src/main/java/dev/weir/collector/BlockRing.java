package dev.weir.collector;

import com.lmax.disruptor.RingBuffer;
import java.io.IOException;

/// The reading thread's end of the ring: claims a slot, has it filled, publishes it. Never blocks.
final class BlockRing {
    /// Fills a slot.
    interface Filler {
        void fill(LineBlock block) throws IOException;
    }

    private final RingBuffer<LineBlock> ring;

    BlockRing(RingBuffer<LineBlock> ring) {
        this.ring = ring;
    }

    /// What a slot holds, in bytes.
    int blockBytes() {
        return ring.get(0).bytes.length;
    }

    boolean hasRoom() {
        return ring.hasAvailableCapacity(1);
    }

    /// Fills and publishes one slot; the caller has asked [#hasRoom]. A slot whose filling fails is
    /// published as a tick: a claimed slot cannot be given back.
    void publish(Filler filler) throws IOException {
        long sequence = ring.next();
        LineBlock block = ring.get(sequence);
        block.kind = LineBlock.Kind.TICK;
        try {
            filler.fill(block);
        } catch (IOException | RuntimeException | Error e) {
            block.kind = LineBlock.Kind.TICK;
            throw e;
        } finally {
            ring.publish(sequence);
        }
    }

    /// Lets time pass in the parsing thread, if there is room.
    void tick() throws IOException {
        if (hasRoom()) {
            publish(_ -> {});
        }
    }

    /// Says that nothing will come of a source any more.
    void end(Source source, long now) throws IOException {
        publish(block -> {
            block.kind = LineBlock.Kind.END;
            block.source = source;
            block.readAt = now;
        });
    }

    /// Says that nothing will come at all any more.
    void endAll() throws IOException {
        publish(block -> block.kind = LineBlock.Kind.END_ALL);
    }
}
