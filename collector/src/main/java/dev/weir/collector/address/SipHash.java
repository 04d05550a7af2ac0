package dev.weir.collector.address;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// SipHash-2-4 with 128 bits of output: a keyed hash that is made for short input. Without the key
/// nothing can be said of the input, and inputs cannot be tried out; 128 bits, so that two clients
/// never share a hash.
///
/// Source: J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF",
/// <https://github.com/veorq/SipHash>; `openssl mac` computes the same.
final class SipHash {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /// Hashes `[from, to)` and writes 16 bytes to `out`, from `at` on.
    static void hash(long k0, long k1, byte[] bytes, int from, int to, byte[] out, int at) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL ^ 0xee;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int whole = from + ((to - from) & -Long.BYTES);
        for (int word = from; word <= whole; word += Long.BYTES) {
            long m =
                    word < whole ? (long) LONGS.get(bytes, word) : tail(bytes, word, to, to - from);
            v3 ^= m;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v2 += v3;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 = Long.rotateLeft(v0, 32) + v3;
                v2 += v1;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= m;
        }
        v2 ^= 0xee;
        for (int round = 0; round < 8; round++) {
            if (round == 4) {
                LONGS.set(out, at, v0 ^ v1 ^ v2 ^ v3);
                v1 ^= 0xdd;
            }
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32) + v3;
            v2 += v1;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
        LONGS.set(out, at + Long.BYTES, v0 ^ v1 ^ v2 ^ v3);
    }

    /// The last word: what is left of the input, and its length in the highest byte.
    private static long tail(byte[] bytes, int from, int to, int length) {
        long word = (long) length << 56;
        for (int index = 0; from + index < to; index++) {
            word |= (bytes[from + index] & 0xFFL) << (8 * index);
        }
        return word;
    }

    private SipHash() {}
}
