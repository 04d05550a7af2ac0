package dev.weir.jobs.rollup;

import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.Tier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/// Keeps open windows over a restart, in a store with a changelog: a snapshot of each window as it
/// was last written out, and the blocks that came since the oldest of those snapshots. To come back
/// is to read the snapshots and to merge what of the blocks each of them does not hold.
///
/// So a block costs one write, as it came, however many windows it changes, and a window costs one
/// where it is encoded anyway. Everything is written as it happens, in the transaction that holds
/// the input offsets and the output; nothing is left for the commit.
///
/// Keys are `b` and the block's position, or `w`, the tier's seconds (4 bytes), the window's start
/// (8) and the customer. A closed window stays as a mark while a block is kept that it holds: the
/// block must not open it again.
final class WindowLog {
    /// Takes what was kept, in the order in which it has to be taken.
    interface Restored {
        /// A window as it was written out. It holds all blocks up to `position`.
        ///
        /// @return the window that it has become
        OpenWindow window(
                WindowId id, long position, long updatedAt, boolean settled, KeyedRollup total);

        /// A window that was closed, and held all blocks up to `position`.
        void closed(WindowId id, long position);

        /// A block, after all windows and the blocks of lower positions.
        void block(long position, KeptBlock block);
    }

    private static final byte BLOCK = 'b';
    private static final byte WINDOW = 'w';
    private static final byte OPEN = 0;
    private static final byte SETTLED = 1;
    private static final byte CLOSED = 2;

    private static final int KEY_HEADER = 13;
    private static final int VALUE_HEADER = 17;

    private final KeyValueStore<Bytes, byte[]> store;

    /// Positions of the blocks that are kept, rising.
    private final Deque<Long> blocks = new ArrayDeque<>();

    private long blockBytes;
    private long snapshotBytes;
    private final KeptBytes kept;

    /// Closed windows of which a mark is kept, and the position up to which they hold all blocks.
    private final Map<WindowId, Long> marks = new LinkedHashMap<>();

    WindowLog(KeyValueStore<Bytes, byte[]> store, KeptBytes kept) {
        this.store = store;
        this.kept = kept;
    }

    /// Gives what is kept.
    void restore(Restored restored) {
        blocks.clear();
        marks.clear();
        count(-blockBytes);
        snapshotBytes = 0;
        // Not in the order of the keys, in which blocks come first.
        try (KeyValueIterator<Bytes, byte[]> all = store.range(windowsFrom(), null)) {
            all.forEachRemaining(entry -> restoreWindow(entry, restored));
        }
        try (KeyValueIterator<Bytes, byte[]> all = store.range(null, windowsFrom())) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                if (entry.key.get()[0] == BLOCK) {
                    long position = ByteBuffer.wrap(entry.key.get()).getLong(1);
                    blocks.add(position);
                    count(entry.value.length);
                    restored.block(position, KeptBlock.of(entry.value));
                }
            }
        }
    }

    private static Bytes windowsFrom() {
        return Bytes.wrap(new byte[] {WINDOW});
    }

    private void restoreWindow(KeyValue<Bytes, byte[]> entry, Restored restored) {
        WindowId id = id(entry.key.get());
        ByteBuffer header = ByteBuffer.wrap(entry.value);
        byte state = header.get();
        long position = header.getLong();
        if (state == CLOSED) {
            marks.put(id, position);
            restored.closed(id, position);
            return;
        }
        byte[] rollup = Arrays.copyOfRange(entry.value, VALUE_HEADER, entry.value.length);
        OpenWindow window =
                restored.window(
                        id,
                        position,
                        header.getLong(),
                        state == SETTLED,
                        RollupCodec.decode(rollup));
        countSnapshot(window, entry.value.length);
    }

    /// Keeps a block until [#forgetBefore] says that it is not needed.
    void block(long position, KeptBlock kept) {
        byte[] block = kept.encoded();
        byte[] key = ByteBuffer.allocate(1 + Long.BYTES).put(BLOCK).putLong(position).array();
        store.put(Bytes.wrap(key), block);
        blocks.add(position);
        count(block.length);
    }

    private void count(long bytes) {
        blockBytes += bytes;
        kept.add(bytes);
    }

    /// Keeps a window, encoded, which holds all blocks up to `position`.
    void snapshot(OpenWindow window, long position, byte[] rollup) {
        marks.remove(window.id);
        // Not by way of a buffer, which is filled with zeros first: it is some kilobytes.
        byte[] value = new byte[VALUE_HEADER + rollup.length];
        System.arraycopy(rollup, 0, value, VALUE_HEADER, rollup.length);
        ByteBuffer.wrap(value)
                .put(window.settled ? SETTLED : OPEN)
                .putLong(position)
                .putLong(window.updatedAt);
        store.put(key(window.id), value);
        countSnapshot(window, value.length);
    }

    /// What the snapshot of an open window holds.
    ///
    /// @throws IllegalStateException if there is none
    Rollup total(WindowId id) {
        byte[] value = store.get(key(id));
        if (value == null || value[0] == CLOSED) {
            throw new IllegalStateException("there is no snapshot of " + id);
        }
        return RollupCodec.decode(Arrays.copyOfRange(value, VALUE_HEADER, value.length)).rollup();
    }

    private void countSnapshot(OpenWindow window, int bytes) {
        snapshotBytes += bytes - window.snapshotBytes;
        window.snapshotBytes = bytes;
    }

    /// Forgets a window that was closed and holds all blocks up to `position`.
    void close(OpenWindow window, long position) {
        countSnapshot(window, 0);
        WindowId id = window.id;
        if (blocks.isEmpty() || blocks.getFirst() > position) {
            marks.remove(id);
            store.delete(key(id));
            return;
        }
        marks.put(id, position);
        byte[] mark = ByteBuffer.allocate(1 + Long.BYTES).put(CLOSED).putLong(position).array();
        store.put(key(id), mark);
    }

    /// Forgets the blocks before a position: each is in the snapshot of every window it changed.
    void forgetBefore(long position) {
        while (!blocks.isEmpty() && blocks.getFirst() < position) {
            byte[] key =
                    ByteBuffer.allocate(1 + Long.BYTES)
                            .put(BLOCK)
                            .putLong(blocks.removeFirst())
                            .array();
            byte[] forgotten = store.delete(Bytes.wrap(key));
            count(forgotten == null ? 0 : -forgotten.length);
        }
        Iterator<Map.Entry<WindowId, Long>> oldest = marks.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<WindowId, Long> mark = oldest.next();
            if (mark.getValue() >= position) {
                return;
            }
            store.delete(key(mark.getKey()));
            oldest.remove();
        }
    }

    /// To be called when the log is not used any more.
    void close() {
        count(-blockBytes);
    }

    /// What the kept blocks and the snapshots take: about what a restart reads, and what a standby holds.
    long bytes() {
        return blockBytes + snapshotBytes;
    }

    /// What the kept blocks take.
    long blockBytes() {
        return blockBytes;
    }

    private static Bytes key(WindowId id) {
        byte[] customer = id.customer().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(KEY_HEADER + customer.length)
                        .put(WINDOW)
                        .putInt(id.tier().seconds())
                        .putLong(id.start())
                        .put(customer)
                        .array());
    }

    private static WindowId id(byte[] key) {
        ByteBuffer header = ByteBuffer.wrap(key, 1, KEY_HEADER - 1);
        Tier tier = new Tier(header.getInt());
        long start = header.getLong();
        String customer =
                new String(key, KEY_HEADER, key.length - KEY_HEADER, StandardCharsets.UTF_8);
        return new WindowId(customer, tier, start);
    }
}
