package dev.weir.schema.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Lays a Cap'n Proto message of one segment out in memory: takes positions and values, gives bytes.
///
/// Source: <https://capnproto.org/encoding.html>.
public final class MessageWriter {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int end;

    /// Creates a writer, which keeps the memory of its largest message.
    public MessageWriter() {
        this(1 << 10);
    }

    /// Creates a writer for a message of about so many bytes.
    public MessageWriter(int size) {
        bytes = new byte[size];
    }

    /// Starts a message; its root lies at [WireFormat#ROOT].
    public void begin(int dataWords, int pointers) {
        end = 0;
        allocate(WireFormat.ROOT);
        allocate((dataWords + pointers) * WireFormat.WORD);
        LONGS.set(
                bytes,
                WireFormat.SEGMENT_TABLE,
                WireFormat.STRUCT_POINTER | (long) dataWords << 32 | (long) pointers << 48);
    }

    /// Makes room for so many bytes, all zero; gives their position.
    private int allocate(int size) {
        int at = reserve(size);
        Arrays.fill(bytes, at, end, (byte) 0);
        return at;
    }

    /// Makes room for so many bytes, which hold anything but for the padding; gives their position.
    private int reserve(int size) {
        int at = end;
        int padded = (size + WireFormat.WORD - 1) & -WireFormat.WORD;
        if (at + padded > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + padded));
        }
        end = at + padded;
        Arrays.fill(bytes, at + size, end, (byte) 0);
        return at;
    }

    /// The message so far; other bytes after a call that makes room.
    public byte[] bytes() {
        return bytes;
    }

    /// Stores a byte.
    public void putByte(int at, int value) {
        bytes[at] = (byte) value;
    }

    /// Stores a 16-bit number.
    public void putShort(int at, int value) {
        SHORTS.set(bytes, at, (short) value);
    }

    /// Stores a 32-bit number.
    public void putInt(int at, int value) {
        INTS.set(bytes, at, value);
    }

    /// Stores a 64-bit number.
    public void putLong(int at, long value) {
        LONGS.set(bytes, at, value);
    }

    /// Adds a list of bytes that the caller fills; gives its position.
    ///
    /// @param pointerAt where the pointer to it stands
    public int data(int pointerAt, int size) {
        int at = reserve(size);
        pointTo(pointerAt, at, WireFormat.ELEMENTS_OF_BYTE, size);
        return at;
    }

    /// Adds a list of 32-bit numbers that the caller fills; gives its position.
    public int ints(int pointerAt, int count) {
        int at = reserve(Integer.BYTES * count);
        pointTo(pointerAt, at, WireFormat.ELEMENTS_OF_FOUR_BYTES, count);
        return at;
    }

    /// Adds a list of 16-bit numbers that the caller fills; gives its position.
    public int shorts(int pointerAt, int count) {
        int at = reserve(Short.BYTES * count);
        pointTo(pointerAt, at, WireFormat.ELEMENTS_OF_TWO_BYTES, count);
        return at;
    }

    /// Adds a list of 64-bit numbers that the caller fills; gives its position.
    public int longs(int pointerAt, int count) {
        int at = reserve(Long.BYTES * count);
        pointTo(pointerAt, at, WireFormat.ELEMENTS_OF_EIGHT_BYTES, count);
        return at;
    }

    /// Adds a struct, all zero; gives its position.
    public int struct(int pointerAt, int dataWords, int pointers) {
        int at = allocate((dataWords + pointers) * WireFormat.WORD);
        LONGS.set(
                bytes,
                pointerAt,
                WireFormat.STRUCT_POINTER
                        | Integer.toUnsignedLong(offsetWords(pointerAt, at) << 2)
                        | (long) dataWords << 32
                        | (long) pointers << 48);
        return at;
    }

    /// Adds a text.
    public void text(int pointerAt, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int at = text(pointerAt, utf8.length);
        System.arraycopy(utf8, 0, bytes, at, utf8.length);
    }

    /// Adds a text whose UTF-8 has so many bytes, which the caller fills in; gives its position.
    public int text(int pointerAt, int length) {
        int at = data(pointerAt, length + 1);
        bytes[at + length] = 0;
        return at;
    }

    /// Adds a list of structs, all zero; gives the position of the first.
    public int structs(int pointerAt, int count, int dataWords, int pointers) {
        int words = count * (dataWords + pointers);
        int at = allocate((1 + words) * WireFormat.WORD);
        pointTo(pointerAt, at, WireFormat.ELEMENTS_COMPOSITE, words);
        LONGS.set(
                bytes,
                at,
                Integer.toUnsignedLong(count << 2)
                        | (long) dataWords << 32
                        | (long) pointers << 48);
        return at + WireFormat.WORD;
    }

    private void pointTo(int pointerAt, int target, int elementSize, int elements) {
        LONGS.set(
                bytes,
                pointerAt,
                WireFormat.LIST_POINTER
                        | Integer.toUnsignedLong(offsetWords(pointerAt, target) << 2)
                        | (long) elementSize << 32
                        | (long) elements << 35);
    }

    private static int offsetWords(int pointerAt, int target) {
        return (target - (pointerAt + WireFormat.WORD)) / WireFormat.WORD;
    }

    /// Ends the message and gives a copy of it.
    public byte[] finish() {
        end();
        return Arrays.copyOf(bytes, end);
    }

    /// Ends the message and gives it, without a copy if it takes all of the memory: the writer has none any
    /// more.
    public byte[] take() {
        end();
        byte[] taken = end == bytes.length ? bytes : Arrays.copyOf(bytes, end);
        bytes = new byte[0];
        return taken;
    }

    private void end() {
        INTS.set(bytes, 4, (end - WireFormat.SEGMENT_TABLE) / WireFormat.WORD);
    }
}
