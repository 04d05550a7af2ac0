package dev.weir.schema.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/// Takes bytes, gives a hash for tables in memory: sixteen bytes a step, one multiplication, the shape
/// of wyhash.
///
/// Clients choose most of the strings, so the keys are the process's own: without them, a few thousand
/// paths that are made to collide would turn every look-up into a search. Nothing that outlives the
/// process may depend on a hash.
///
/// Source: <https://github.com/wangyi-fudan/wyhash>.
public final class KeyedHash {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = new SecureRandom().nextLong();
    private static final long SECRET = new SecureRandom().nextLong();

    /// The hash of the bytes `[from, to)`.
    public static long of(byte[] source, int from, int to) {
        int length = to - from;
        if (length >= 16) {
            return ofLong(source, from, to);
        }
        if (length >= 8) {
            return finish(eight(source, from), eight(source, to - 8), SEED, length);
        }
        if (length >= 4) {
            return finish(four(source, from), four(source, to - 4), SEED, length);
        }
        if (length == 0) {
            return finish(0, 0, SEED, 0);
        }
        int first = source[from] << 16;
        int middle = (source[from + (length >> 1)] & 0xFF) << 8;
        return finish(first | middle | (source[to - 1] & 0xFF), 0, SEED, length);
    }

    /// The hash of two words.
    public static long of(long first, long second) {
        return mix(first ^ SEED, second ^ SECRET);
    }

    private static long ofLong(byte[] source, int from, int to) {
        long hash = SEED;
        int at = from;
        if (to - from > 48) {
            // Two chains side by side: a multiplication waits for the one before.
            long other = hash;
            for (; at + 32 < to; at += 32) {
                hash = mix(eight(source, at) ^ SECRET, eight(source, at + 8) ^ hash);
                other = mix(eight(source, at + 16) ^ SECRET, eight(source, at + 24) ^ other);
            }
            hash ^= Long.rotateLeft(other, 32);
        }
        for (; at + 16 < to; at += 16) {
            hash = mix(eight(source, at) ^ SECRET, eight(source, at + 8) ^ hash);
        }
        return finish(eight(source, to - 16), eight(source, to - 8), hash, to - from);
    }

    /// The length has a multiplication of its own: beside the bytes, a text could make up for it.
    private static long finish(long first, long second, long hash, int length) {
        return mix(SECRET ^ length, mix(first ^ SECRET, second ^ hash));
    }

    private static long mix(long a, long b) {
        return (a * b) ^ Math.unsignedMultiplyHigh(a, b);
    }

    private static long eight(byte[] source, int at) {
        return (long) LONGS.get(source, at);
    }

    private static int four(byte[] source, int at) {
        return (int) INTS.get(source, at);
    }

    private KeyedHash() {}
}
