package dev.weir.schema.batch;

/// Where each field of `request_batch.capnp` lies on the wire, in bytes.
///
/// Cap'n Proto fixes the layout of a struct once its schema is written, so these are facts, not
/// choices; `BatchLayoutTest` compares every one with what `org.capnproto` writes, so that a change
/// of the schema breaks the build and not the data.
///
/// Source: <https://capnproto.org/encoding.html>.
final class BatchLayout {
    static final int SCHEMA_VERSION = 2;

    /// The most requests that a batch holds: an index of a distinct value has 16 bits.
    static final int MAX_REQUESTS = 0xFFFF;

    static final int BATCH_DATA_WORDS = 8;
    static final int BATCH_POINTERS = 6;

    static final int FIRST_OFFSET = 0;
    static final int END_OFFSET = 8;
    static final int CREATED_AT = 16;
    static final int BASE_TIME = 24;
    static final int MALFORMED_COUNT = 32;
    static final int REJECTED_COUNT = 36;
    static final int VERSION = 40;
    static final int REQUEST_COUNT = 44;
    static final int CATALOGUE_GENERATION = 48;
    static final int CATALOGUE_HASH = 56;

    static final int SOURCE_ID_POINTER = 0;
    static final int HOST_POINTER = 1;
    static final int FILE_POINTER = 2;
    static final int STRINGS_POINTER = 3;
    static final int NUMBERS_POINTER = 4;
    static final int REJECTED_OFFSETS_POINTER = 5;

    /// Of both kinds of column.
    static final int COLUMN_DATA_WORDS = 1;

    static final int FIELD = 0;
    static final int WIDTH = 2;
    static final int COUNT = 4;
    static final int INDEXES_POINTER = 0;

    static final int STRING_COLUMN_POINTERS = 3;
    static final int LENGTHS_POINTER = 1;
    static final int BYTES_POINTER = 2;

    static final int NUMBER_COLUMN_POINTERS = 2;
    static final int VALUES_POINTER = 1;

    static final int MAX_WIDTH = 16;

    static final int OWN_TIME = 1;
    static final int MALFORMED = 1 << 1;
    static final int CUT = 1 << 2;

    private BatchLayout() {}
}
