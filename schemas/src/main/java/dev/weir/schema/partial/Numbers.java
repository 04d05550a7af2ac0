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

    static void putInt(byte[] bytes, int index, int number) {
        INTS.set(bytes, index * Integer.BYTES, number);
    }

    /// The number from a byte on.
    static long longAt(byte[] bytes, int from) {
        return (long) LONGS.get(bytes, from);
    }

    static byte[] ofLongs(long[] numbers, int count) {
        byte[] bytes = new byte[count * Long.BYTES];
        for (int i = 0; i < count; i++) {
            LONGS.set(bytes, i * Long.BYTES, numbers[i]);
        }
        return bytes;
    }

    private Numbers() {}
}
