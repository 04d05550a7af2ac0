package dev.weir.collector.format;

import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.StringField;
import java.nio.charset.StandardCharsets;

/// Takes a TLS version as a proxy writes it, gives it to the encoder as `TLSv1.3`.
///
/// Traefik writes `1.3`, Caddy the number of the protocol (772), Cloudflare `none` for plain text.
final class TlsVersion {
    private static final byte[] NONE = ascii("none");
    private static final byte[] PREFIX = ascii("TLSv");

    /// `TLSv1.0` to `TLSv1.3`; nginx and OpenSSL call the first `TLSv1`.
    private static final byte[][] VERSIONS = {
        ascii("TLSv1"), ascii("TLSv1.1"), ascii("TLSv1.2"), ascii("TLSv1.3")
    };

    /// What TLS 1.0 is on the wire: 0x0301.
    private static final int FIRST_NUMBER = 769;

    static void put(byte[] bytes, int from, int to, BatchEncoder encoder) {
        if (ByteScan.startsWith(bytes, from, to, PREFIX)) {
            encoder.string(StringField.TLS_VERSION, bytes, from, to);
            return;
        }
        int version = -1;
        if (to - from == 3 && bytes[from + 1] == '.') {
            version = bytes[from] == '1' ? bytes[from + 2] - '0' : -1;
        } else if (to - from == 3) {
            version = (int) Decimal.whole(bytes, from, to) - FIRST_NUMBER;
        }
        if (version >= 0 && version < VERSIONS.length) {
            byte[] name = VERSIONS[version];
            encoder.string(StringField.TLS_VERSION, name, 0, name.length);
        } else if (!isNone(bytes, from, to)) {
            encoder.string(StringField.TLS_VERSION, bytes, from, to);
        }
    }

    private static boolean isNone(byte[] bytes, int from, int to) {
        return to - from == NONE.length && ByteScan.startsWith(bytes, from, to, NONE);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private TlsVersion() {}
}
