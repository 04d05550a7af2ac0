package dev.weir.schema.rollup;

import dev.weir.schema.RollupSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.capnproto.PrimitiveList;

/// Takes heavy hitters, gives the struct `HeavyHitters` of `rollup.capnp`, and back. Columns, for a
/// rollup has hundreds of values, and a pointer for each would cost more than the value.
final class HeavyHittersCodec {
    static void write(HeavyHitters hitters, RollupSchema.HeavyHitters.Builder target) {
        target.setTakenOff(hitters.takenOff());
        PrimitiveList.Long.Builder counts = target.initCounts(hitters.size());
        PrimitiveList.Short.Builder lengths = target.initLengths(hitters.size());
        byte[][] values = new byte[hitters.size()][];
        int[] reached = {0, 0};
        hitters.forEach((value, count) -> {
            int at = reached[0]++;
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            counts.set(at, count);
            lengths.set(at, (short) bytes.length);
            values[at] = bytes;
            reached[1] += bytes.length;
        });
        ByteBuffer joined = target.initValues(reached[1]).asByteBuffer();
        for (byte[] value : values) {
            joined.put(value);
        }
    }

    /// @throws IllegalArgumentException if the columns do not fit each other
    static void addTo(HeavyHitters hitters, RollupSchema.HeavyHitters.Reader source) {
        PrimitiveList.Long.Reader counts = source.getCounts();
        PrimitiveList.Short.Reader lengths = source.getLengths();
        ByteBuffer values = source.getValues().asByteBuffer();
        if (counts.size() != lengths.size()) {
            throw new IllegalArgumentException(
                    "heavy hitters have " + counts.size() + " counts of " + lengths.size());
        }
        for (int i = 0; i < counts.size(); i++) {
            int length = Short.toUnsignedInt(lengths.get(i));
            if (length > values.remaining() || counts.get(i) < 0) {
                throw new IllegalArgumentException("heavy hitters have a value without its bytes");
            }
            byte[] value = new byte[length];
            values.get(value);
            hitters.add(new String(value, StandardCharsets.UTF_8), counts.get(i));
        }
        hitters.addTakenOff(source.getTakenOff());
    }

    private HeavyHittersCodec() {}
}
