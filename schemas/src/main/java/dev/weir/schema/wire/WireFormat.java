package dev.weir.schema.batch;

/// What Cap'n Proto says of every message: how pointers and lists look.
///
/// Source: <https://capnproto.org/encoding.html>.
final class WireFormat {
    static final int WORD = 8;

    /// Stream framing of a message of one segment: segment count - 1, then the segment's words.
    static final int SEGMENT_TABLE = 8;

    /// After the root pointer.
    static final int ROOT = SEGMENT_TABLE + WORD;

    /// Pointer kinds: the two low bits of a pointer.
    static final int STRUCT_POINTER = 0;

    static final int LIST_POINTER = 1;

    /// Element sizes of list pointers.
    static final int ELEMENTS_OF_BYTE = 2;

    static final int ELEMENTS_OF_FOUR_BYTES = 4;
    static final int ELEMENTS_COMPOSITE = 7;

    private WireFormat() {}
}
