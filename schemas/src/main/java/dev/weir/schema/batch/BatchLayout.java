package dev.weir.schema.batch;

/// Where each field of `request_batch.capnp` lies on the wire, in bytes.
///
/// Cap'n Proto fixes the layout of a struct once its schema is written, so these are facts, not
/// choices; `BatchLayoutTest` compares every one with what `org.capnproto` writes, so that a change
/// of the schema breaks the build and not the data.
///
/// Source: <https://capnproto.org/encoding.html>.
final class BatchLayout {
    static final int SCHEMA_VERSION = 1;
    static final int WORD = 8;

    /// Stream framing of a message of one segment: segment count - 1, then the segment's words.
    static final int SEGMENT_TABLE = 8;

    /// The root pointer, then the batch's data section, then its pointers.
    static final int ROOT = SEGMENT_TABLE + WORD;

    static final int BATCH_DATA_WORDS = 7;
    static final int BATCH_POINTERS = 7;

    static final int FIRST_OFFSET = 0;
    static final int END_OFFSET = 8;
    static final int CREATED_AT = 16;
    static final int BASE_TIME = 24;
    static final int MALFORMED_COUNT = 32;
    static final int REJECTED_COUNT = 36;
    static final int VERSION = 40;
    static final int CATALOGUE_GENERATION = 44;
    static final int CATALOGUE_HASH = 48;

    static final int SOURCE_ID_POINTER = 0;
    static final int HOST_POINTER = 1;
    static final int FILE_POINTER = 2;
    static final int STRING_BYTES_POINTER = 3;
    static final int STRING_ENDS_POINTER = 4;
    static final int REQUESTS_POINTER = 5;
    static final int REJECTED_OFFSETS_POINTER = 6;

    static final int REQUEST_DATA_WORDS = 13;
    static final int REQUEST_BYTES = REQUEST_DATA_WORDS * WORD;

    static final int BYTES_SENT = 0;
    static final int BYTES_RECEIVED = 8;
    static final int LINE_OFFSET = 16;
    static final int TIME_OFFSET = 20;
    static final int DURATION = 24;
    static final int UPSTREAM_DURATION = 28;

    /// The first of sixteen indexes into the string table, in the order of [StringField].
    static final int STRING_FIELDS = 32;

    static final int STATUS = 96;
    static final int UPSTREAM_STATUS = 98;
    static final int PRESENT = 100;
    static final int KIND = 102;

    static final int KIND_MALFORMED = 1;

    static final int HAS_BYTES_SENT = 1;
    static final int HAS_BYTES_RECEIVED = 1 << 1;
    static final int HAS_TIME = 1 << 2;
    static final int HAS_DURATION = 1 << 3;
    static final int HAS_UPSTREAM_DURATION = 1 << 4;

    /// No value is named by it: the line was cut.
    static final int IS_CUT = 1 << 5;

    /// Pointer kinds: the two low bits of a pointer.
    static final int STRUCT_POINTER = 0;

    static final int LIST_POINTER = 1;

    /// Element sizes of list pointers.
    static final int ELEMENTS_OF_BYTE = 2;

    static final int ELEMENTS_OF_FOUR_BYTES = 4;
    static final int ELEMENTS_COMPOSITE = 7;

    private BatchLayout() {}
}
