package dev.weir.schema.partial;

/// Where each field of `partial_block.capnp` lies on the wire, in bytes.
///
/// Facts, not choices: the schema fixes them, and `PartialBlockWireTest` reads what is written here with
/// the classes that Cap'n Proto generates.
///
/// Source: <https://capnproto.org/encoding.html>.
final class PartialBlockLayout {
    static final int SCHEMA_VERSION = 1;

    static final int BLOCK_DATA_WORDS = 1;
    static final int BLOCK_POINTERS = 8;
    static final int VERSION = 0;
    static final int COUNTER_COUNT = 2;
    static final int TIER_SECONDS = 4;
    static final int STRING_LENGTHS_POINTER = 0;
    static final int STRING_BYTES_POINTER = 1;
    static final int CELLS_POINTER = 2;
    static final int COUNTERS_POINTER = 3;
    static final int KINDS_POINTER = 4;
    static final int VALUES_POINTER = 5;
    static final int COUNTS_POINTER = 6;
    static final int THREAT_SAMPLES_POINTER = 7;

    static final int CELL_DATA_WORDS = 2;
    static final int WINDOW_START = 0;
    static final int CUSTOMER = 8;
    static final int ENTRY_COUNT = 12;

    static final int THREAT_SAMPLE_DATA_WORDS = 3;
    static final int TIME = 0;
    static final int CELL = 8;
    static final int THREAT = 12;
    static final int CLIENT = 16;
    static final int TARGET = 20;

    private PartialBlockLayout() {}
}
