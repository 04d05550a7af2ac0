package dev.weir.schema.rollup;

import dev.weir.schema.RollupSchema;
import java.nio.ByteBuffer;
import org.capnproto.PrimitiveList;

/// Takes the struct `HeavyHitters` of `rollup.capnp`, gives its values.
final class HeavyHittersReader {
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
            hitters.add(value, counts.get(i));
        }
        hitters.addTakenOff(source.getTakenOff());
    }

    private HeavyHittersReader() {}
}
