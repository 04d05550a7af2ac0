package dev.weir.jobs.count;

import dev.weir.schema.partial.PartialBlockWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Tells kinds of client addresses apart, by their text.
///
/// Private are the networks that the public one does not route: RFC 1918, RFC 6598 (shared), RFC
/// 3927 and RFC 4291 (link-local), RFC 4193 (unique local), and loopback.
final class IpClass {
    static final byte IPV4 = 1;
    static final byte IPV6 = 2;
    static final byte PRIVATE = 3;

    /// No address: a hash of one, the path of a socket, a name.
    static final byte OTHER = 4;

    /// By the numbers above; there is none for 0.
    static final byte[][] NAMES = {
        {}, name("ipv4"), name("ipv6"), name("private"), name("other"),
    };

    /// Of these names.
    static final long[] HASHES =
            Arrays.stream(NAMES)
                    .mapToLong(name -> PartialBlockWriter.hash(name, 0, name.length))
                    .toArray();

    private static byte[] name(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    static byte of(byte[] bytes, int from, int to) {
        int at = from;
        int first = -1;
        int second = -1;
        int dots = 0;
        int number = 0;
        for (; at < to; at++) {
            int c = bytes[at];
            if (c >= '0' && c <= '9') {
                number = number * 10 + c - '0';
                if (number > 255) {
                    break;
                }
            } else if (c == '.' && at > from && bytes[at - 1] != '.') {
                if (dots == 0) {
                    first = number;
                } else if (dots == 1) {
                    second = number;
                }
                dots++;
                number = 0;
            } else {
                break;
            }
        }
        if (at == to && dots == 3 && bytes[to - 1] != '.') {
            return isPrivate(first, second) ? PRIVATE : IPV4;
        }
        return ofIpv6(bytes, from, to);
    }

    private static boolean isPrivate(int first, int second) {
        return first == 10
                || first == 127
                || (first == 172 && (second & 0xF0) == 16)
                || (first == 192 && second == 168)
                || (first == 169 && second == 254)
                || (first == 100 && (second & 0xC0) == 64);
    }

    private static byte ofIpv6(byte[] bytes, int from, int to) {
        int colons = 0;
        for (int at = from; at < to; at++) {
            int c = bytes[at];
            if (c == ':') {
                colons++;
            } else if (c != '.' && c != '%' && Character.digit(c, 16) < 0) {
                return OTHER;
            }
        }
        if (colons < 2 || colons > 7) {
            return OTHER;
        }
        return isPrivateIpv6(bytes, from, to) ? PRIVATE : IPV6;
    }

    /// `::1`, `fe80:` to `febf:`, `fc…` and `fd…`.
    private static boolean isPrivateIpv6(byte[] bytes, int from, int to) {
        if (to - from == 3 && bytes[from] == ':' && bytes[from + 1] == ':') {
            return bytes[from + 2] == '1';
        }
        if (to - from < 5 || (bytes[from] | 0x20) != 'f' || bytes[from + 4] != ':') {
            return false;
        }
        int second = bytes[from + 1] | 0x20;
        if (second == 'c' || second == 'd') {
            return true;
        }
        int third = bytes[from + 2] | 0x20;
        return second == 'e' && (third == '8' || third == '9' || third == 'a' || third == 'b');
    }

    private IpClass() {}
}
