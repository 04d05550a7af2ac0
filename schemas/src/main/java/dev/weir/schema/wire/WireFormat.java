package dev.weir.schema.wire;

/// What Cap'n Proto says of every message: how pointers and lists look.
///
/// Source: <https://capnproto.org/encoding.html>.
public final class WireFormat {
    /// Bytes of a word: everything lies at a multiple of it.
    public static final int WORD = 8;

    /// Stream framing of a message of one segment: segment count - 1, then the segment's words.
    public static final int SEGMENT_TABLE = 8;

    /// After the root pointer.
    public static final int ROOT = SEGMENT_TABLE + WORD;

    /// The kind of a pointer to a struct: the two low bits of a pointer.
    public static final int STRUCT_POINTER = 0;

    /// The kind of a pointer to a list.
    public static final int LIST_POINTER = 1;

    /// Element size in the pointer to a list of bytes.
    public static final int ELEMENTS_OF_BYTE = 2;

    /// Of a list of 16-bit numbers.
    public static final int ELEMENTS_OF_TWO_BYTES = 3;

    /// Of a list of 32-bit numbers.
    public static final int ELEMENTS_OF_FOUR_BYTES = 4;

    /// Of a list of 64-bit numbers.
    public static final int ELEMENTS_OF_EIGHT_BYTES = 5;

    /// Of a list of structs, which begins with a word that says how many and how large.
    public static final int ELEMENTS_COMPOSITE = 7;

    private WireFormat() {}
}
