package dev.weir.schema.batch;

import static dev.weir.schema.wire.WireFormat.*;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Takes a Cap'n Proto message of one segment, gives what its pointers lead to: nothing that it gives
/// lies outside of the message, whatever the pointers say.
///
/// Source: <https://capnproto.org/encoding.html>.
final class MessageReader {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /// A struct: its two sections, as long as its writer made them.
    static final class Struct {
        private int dataAt;
        private int dataBytes;
        private int pointers;

        /// Where pointer `index` stands.
        int pointerAt(int index) {
            return dataAt + dataBytes + index * WORD;
        }

        int dataAt() {
            return dataAt;
        }
    }

    /// A list of plain elements: where it starts and how many it has.
    static final class Plain {
        int at;
        int count;
    }

    /// A list of structs.
    static final class Structs {
        private int at;
        private int strideBytes;
        private int dataBytes;
        private int pointers;
        int count;
    }

    private byte[] message = new byte[0];
    private int length;

    /// Points the reader at a message, and `root` at its root.
    void open(byte[] bytes, int byteCount, Struct root) throws MalformedBatchException {
        message = bytes;
        length = byteCount;
        // The segment begins after the table; what is said of its size is checked, then not needed.
        long words = Integer.toUnsignedLong((int) INTS.get(message, 4));
        if (words < 1 || SEGMENT_TABLE + words * WORD > length) {
            throw new MalformedBatchException(4, "segment of " + words + " words is cut off");
        }
        length = (int) (SEGMENT_TABLE + words * WORD);
        long pointer = (long) LONGS.get(message, SEGMENT_TABLE);
        if (pointer == 0 || ((int) pointer & 3) != STRUCT_POINTER) {
            throw new MalformedBatchException(SEGMENT_TABLE, "root is no struct");
        }
        long target = ROOT + (long) ((int) pointer >> 2) * WORD;
        int dataBytes = (int) (pointer >>> 32 & 0xFFFF) * WORD;
        int pointers = (int) (pointer >>> 48);
        if (target < ROOT || target + dataBytes + (long) pointers * WORD > length) {
            throw new MalformedBatchException(SEGMENT_TABLE, "root lies outside the message");
        }
        root.dataAt = (int) target;
        root.dataBytes = dataBytes;
        root.pointers = pointers;
    }

    /// A number of a struct's data section; 0 if its writer did not know the field.
    long longOf(Struct struct, int offset) {
        return offset + Long.BYTES <= struct.dataBytes
                ? (long) LONGS.get(message, struct.dataAt + offset)
                : 0;
    }

    int intOf(Struct struct, int offset) {
        return offset + Integer.BYTES <= struct.dataBytes ? intAt(struct.dataAt + offset) : 0;
    }

    int shortOf(Struct struct, int offset) {
        return offset + Short.BYTES <= struct.dataBytes
                ? (short) SHORTS.get(message, struct.dataAt + offset) & 0xFFFF
                : 0;
    }

    int byteOf(Struct struct, int offset) {
        return offset < struct.dataBytes ? message[struct.dataAt + offset] & 0xFF : 0;
    }

    /// The number at a position of a list that [#plain] gave.
    int intAt(int position) {
        return (int) INTS.get(message, position);
    }

    byte[] bytes() {
        return message;
    }

    /// The pointer; null (0) if the struct's writer did not know it.
    private long pointer(Struct struct, int index) {
        return index < struct.pointers ? (long) LONGS.get(message, struct.pointerAt(index)) : 0;
    }

    /// Points `list` at a list of bytes.
    void data(Struct struct, int pointerIndex, Plain list) throws MalformedBatchException {
        plain(struct, pointerIndex, ELEMENTS_OF_BYTE, 1, list);
    }

    /// Points `list` at a list of 32-bit numbers.
    void ints(Struct struct, int pointerIndex, Plain list) throws MalformedBatchException {
        plain(struct, pointerIndex, ELEMENTS_OF_FOUR_BYTES, Integer.BYTES, list);
    }

    private void plain(
            Struct struct, int pointerIndex, int elementSize, int elementBytes, Plain list)
            throws MalformedBatchException {
        list.at = ROOT;
        list.count = 0;
        long pointer = pointer(struct, pointerIndex);
        if (pointer == 0) {
            return;
        }
        int pointerAt = struct.pointerAt(pointerIndex);
        if ((pointer & 3) != LIST_POINTER || (pointer >>> 32 & 7) != elementSize) {
            throw new MalformedBatchException(
                    pointerAt, "pointer " + pointerIndex + " is no list of the expected kind");
        }
        long count = pointer >>> 35;
        long target = pointerAt + WORD + (long) ((int) pointer >> 2) * WORD;
        if (target < ROOT || target + count * elementBytes > length) {
            throw new MalformedBatchException(
                    pointerAt, "list " + pointerIndex + " lies outside the message");
        }
        list.at = (int) target;
        list.count = (int) count;
    }

    /// Points `list` at a list of structs.
    void structs(Struct struct, int pointerIndex, Structs list) throws MalformedBatchException {
        list.count = 0;
        long pointer = pointer(struct, pointerIndex);
        if (pointer == 0) {
            return;
        }
        int pointerAt = struct.pointerAt(pointerIndex);
        if ((pointer & 3) != LIST_POINTER || (pointer >>> 32 & 7) != ELEMENTS_COMPOSITE) {
            throw new MalformedBatchException(
                    pointerAt, "pointer " + pointerIndex + " is no list of structs");
        }
        long words = pointer >>> 35;
        long tagAt = pointerAt + WORD + (long) ((int) pointer >> 2) * WORD;
        if (tagAt < ROOT || tagAt + WORD + words * WORD > length) {
            throw new MalformedBatchException(
                    pointerAt, "list " + pointerIndex + " lies outside the message");
        }
        long tag = (long) LONGS.get(message, (int) tagAt);
        if ((tag & 3) != STRUCT_POINTER) {
            throw new MalformedBatchException(tagAt, "list " + pointerIndex + " has no structs");
        }
        int count = (int) tag >>> 2;
        int dataWords = (int) (tag >>> 32 & 0xFFFF);
        int pointers = (int) (tag >>> 48);
        // Structs of no words could be any number in no space.
        if (dataWords + pointers == 0 || (long) count * (dataWords + pointers) > words) {
            throw new MalformedBatchException(tagAt, count + " structs do not fit their list");
        }
        list.at = (int) tagAt + WORD;
        list.strideBytes = (dataWords + pointers) * WORD;
        list.dataBytes = dataWords * WORD;
        list.pointers = pointers;
        list.count = count;
    }

    /// Points `struct` at an element of a list.
    void element(Structs list, int index, Struct struct) {
        struct.dataAt = list.at + index * list.strideBytes;
        struct.dataBytes = list.dataBytes;
        struct.pointers = list.pointers;
    }

    String text(Struct struct, int pointerIndex, Plain scratch) throws MalformedBatchException {
        data(struct, pointerIndex, scratch);
        if (scratch.count == 0) {
            return "";
        }
        int withoutNul = scratch.count - 1;
        if (message[scratch.at + withoutNul] != 0) {
            throw new MalformedBatchException(
                    struct.pointerAt(pointerIndex),
                    "text " + pointerIndex + " does not end with NUL");
        }
        return new String(message, scratch.at, withoutNul, StandardCharsets.UTF_8);
    }
}
