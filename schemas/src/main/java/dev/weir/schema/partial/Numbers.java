package dev.weir.schema.partial;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Numbers in bytes, little-endian, as the columns of a block have them.
final class Numbers {
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /// The number from a byte on.
    static int intAt(byte[] bytes, int from) {
        return (int) INTS.get(bytes, from);
    }

    /// The number from a byte on.
    static long longAt(byte[] bytes, int from) {
        return (long) LONGS.get(bytes, from);
    }

    private Numbers() {}
}
