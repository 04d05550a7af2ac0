package dev.weir.schema.frame;

/// The frame's layout, all numbers little-endian:
///
/// ```
///  0        4        5      6        8          12               16               20
/// +--------+--------+------+--------+----------+----------------+----------------+
/// | magic  |version | codec| zero   | raw size | payload size   | request count  |
/// | "WEIR" | 1      |      |        | bytes    | bytes          |                |
/// +--------+--------+------+--------+----------+----------------+----------------+
/// | xxHash64 of the payload, seed 0 (8 bytes)  | payload …                       |
/// +--------------------------------------------+---------------------------------+
/// 20                                           28
/// ```
public final class FrameFormat {
    /// "WEIR" read as a little-endian integer.
    public static final int MAGIC = 'W' | 'E' << 8 | 'I' << 16 | 'R' << 24;

    public static final int VERSION = 1;

    public static final int CODEC_STORED = 0;
    public static final int CODEC_LZ4 = 1;

    public static final int VERSION_AT = 4;
    public static final int CODEC_AT = 5;
    public static final int RAW_SIZE_AT = 8;
    public static final int PAYLOAD_SIZE_AT = 12;
    public static final int REQUEST_COUNT_AT = 16;
    public static final int CHECKSUM_AT = 20;
    public static final int HEADER_BYTES = 28;

    /// A frame that claims to unpack to more than this is refused before anything is allocated.
    public static final int MAX_RAW_BYTES = 64 << 20;

    /// An LZ4 block cannot unpack to more than 255 times its size: each byte of a run's length says
    /// at most 255. A small frame that claims more is refused before anything is allocated.
    public static final int MAX_LZ4_RATIO = 255;

    private FrameFormat() {}
}
