package dev.weir.collector.address;

/// Keeps an address's network: the bits behind the prefix become zero, and the text is canonical
/// (`203.0.113.0`, `2001:db8:1::`). What is no address (a host name, `unix:`) is left out, for there
/// is nothing to tell which part of it names a person.
///
/// A 6to4 address (`2002::/16`) carries an IPv4 address behind its first 16 bits; of that no more is
/// kept than of an IPv4 address.
///
/// @param ipv4Prefix bits of an IPv4 address that are kept, 0 to 32
/// @param ipv6Prefix bits of an IPv6 address that are kept, 0 to 128
public record TruncateAddress(int ipv4Prefix, int ipv6Prefix)
        implements AddressPolicy, AddressList.Step {
    /// Bits of an IPv4 address that are kept if nobody says otherwise.
    public static final int DEFAULT_IPV4_PREFIX = 24;

    /// Bits of an IPv6 address that are kept if nobody says otherwise.
    public static final int DEFAULT_IPV6_PREFIX = 48;

    /// Where the address's bytes stand while it is worked on: behind everything that is written.
    private static final int RAW = TARGET_BYTES - AddressReader.IPV6_BYTES;

    /// Checks the prefixes.
    public TruncateAddress {
        if (ipv4Prefix < 0 || ipv4Prefix > 32 || ipv6Prefix < 0 || ipv6Prefix > 128) {
            throw new IllegalArgumentException("prefixes " + ipv4Prefix + ", " + ipv6Prefix);
        }
    }

    @Override
    public boolean keeps() {
        return false;
    }

    @Override
    public int apply(byte[] source, int from, int to, byte[] target) {
        return AddressList.apply(source, from, to, target, this);
    }

    @Override
    public int write(byte[] source, int from, int to, byte[] target, int at) {
        int length = AddressReader.read(source, from, to, target, RAW);
        if (length == 0) {
            return at;
        }
        int bits = length == AddressReader.IPV4_BYTES ? ipv4Prefix : ipv6Bits(target);
        for (int index = 0; index < length; index++) {
            int kept = Math.clamp(bits - 8 * index, 0, 8);
            target[RAW + index] &= (byte) (0xFF00 >> kept);
        }
        return AddressWriter.write(target, RAW, length, target, at);
    }

    private int ipv6Bits(byte[] target) {
        boolean is6to4 = target[RAW] == 0x20 && target[RAW + 1] == 0x02;
        return is6to4 ? Math.min(ipv6Prefix, 16 + ipv4Prefix) : ipv6Prefix;
    }
}
