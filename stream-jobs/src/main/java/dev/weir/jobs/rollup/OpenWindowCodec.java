package dev.weir.jobs.rollup;

import dev.weir.jobs.state.LiveStore;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// How open windows are kept in their store: the key is tier (4 bytes), start (8) and customer, the
/// value when it was last changed (8), whether it is settled (1) and the rollup.
final class OpenWindowCodec implements LiveStore.Codec<WindowId, OpenWindow> {
    private static final int KEY_HEADER = 12;
    private static final int VALUE_HEADER = 9;

    @Override
    public byte[] encodeKey(WindowId id) {
        byte[] customer = id.customer().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(KEY_HEADER + customer.length)
                .putInt(id.tier().seconds())
                .putLong(id.start())
                .put(customer)
                .array();
    }

    @Override
    public WindowId decodeKey(byte[] bytes) {
        ByteBuffer key = ByteBuffer.wrap(bytes);
        Tier tier = new Tier(key.getInt());
        long start = key.getLong();
        String customer =
                new String(bytes, KEY_HEADER, bytes.length - KEY_HEADER, StandardCharsets.UTF_8);
        return new WindowId(customer, tier, start);
    }

    @Override
    public byte[] encodeValue(WindowId id, OpenWindow window) {
        byte[] rollup = RollupCodec.encode(keyed(id, window));
        return ByteBuffer.allocate(VALUE_HEADER + rollup.length)
                .putLong(window.updatedAt)
                .put((byte) (window.settled ? 1 : 0))
                .put(rollup)
                .array();
    }

    @Override
    public OpenWindow decodeValue(WindowId id, byte[] bytes) {
        ByteBuffer header = ByteBuffer.wrap(bytes);
        KeyedRollup keyed =
                RollupCodec.decode(Arrays.copyOfRange(bytes, VALUE_HEADER, bytes.length));
        OpenWindow window = new OpenWindow(keyed.rollup(), keyed.key().part());
        window.updatedAt = header.getLong();
        window.settled = header.get() != 0;
        // Whether it was emitted before the crash is not known; emitting again changes nothing.
        window.pending = true;
        return window;
    }

    static KeyedRollup keyed(WindowId id, OpenWindow window) {
        return new KeyedRollup(
                new RollupKey(id.customer(), id.tier(), id.start(), window.part), window.rollup);
    }
}
