package dev.weir.schema.rollup;

/// Where each field of `rollup.capnp` lies on the wire, in bytes.
///
/// Facts, not choices: the schema fixes them, and `RollupCodecTest` compares what is written here with
/// what `org.capnproto` writes.
///
/// Source: <https://capnproto.org/encoding.html>.
final class RollupLayout {
    static final int SCHEMA_VERSION = 1;

    static final int ROLLUP_DATA_WORDS = 3;
    static final int ROLLUP_POINTERS = 8;
    static final int WINDOW_START = 0;
    static final int PART = 8;
    static final int TIER_SECONDS = 16;
    static final int VERSION = 20;
    static final int CUSTOMER_POINTER = 0;
    static final int COUNTERS_POINTER = 1;
    static final int BREAKDOWNS_POINTER = 2;
    static final int LATENCY_POINTER = 3;
    static final int ORIGIN_LATENCY_POINTER = 4;
    static final int UNIQUE_CLIENTS_POINTER = 5;
    static final int HEAVIEST_POINTER = 6;
    static final int THREAT_SAMPLES_POINTER = 7;

    static final int CAPPED_COUNTS_DATA_WORDS = 1;
    static final int CAPPED_COUNTS_POINTERS = 1;
    static final int OTHER = 0;
    static final int ENTRIES_POINTER = 0;

    static final int ENTRY_DATA_WORDS = 1;
    static final int ENTRY_POINTERS = 1;
    static final int COUNT = 0;
    static final int KEY_POINTER = 0;

    static final int HEAVY_HITTERS_DATA_WORDS = 1;
    static final int HEAVY_HITTERS_POINTERS = 3;
    static final int TAKEN_OFF = 0;
    static final int COUNTS_POINTER = 0;
    static final int LENGTHS_POINTER = 1;
    static final int VALUES_POINTER = 2;

    static final int LATENCY_DATA_WORDS = 0;
    static final int LATENCY_POINTERS = 2;
    static final int FEW_POINTER = 0;
    static final int HISTOGRAM_POINTER = 1;

    static final int THREAT_SAMPLE_DATA_WORDS = 1;
    static final int THREAT_SAMPLE_POINTERS = 3;
    static final int TIME = 0;
    static final int THREAT_POINTER = 0;
    static final int CLIENT_POINTER = 1;
    static final int TARGET_POINTER = 2;

    private RollupLayout() {}
}
