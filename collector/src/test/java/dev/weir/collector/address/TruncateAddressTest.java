package dev.weir.collector.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruncateAddressTest {
    private static final AddressPolicy STANDARD = new TruncateAddress(24, 48);
    private static final Pattern TWO_GAPS = Pattern.compile("::.*::");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.77|203.0.113.0",
                "203.0.113.77:4711|203.0.113.0",
                "2001:db8:1:2::3|2001:db8:1::",
                "2001:DB8:0001:2:3:4:5:6|2001:db8:1::",
                "[2001:db8:1:2::3]:443|2001:db8:1::",
                "[2001:db8:1:2::3]|2001:db8:1::",
                "2001:db8:1:2:3:4:192.0.2.7|2001:db8:1::",
                "fe80::1%eth0|fe80::",
                "::1|::",
                "::|::",
                "::ffff:203.0.113.77|203.0.113.0",
                "::ffff:cb00:714d|203.0.113.0",
                "[::ffff:203.0.113.77]:80|203.0.113.0",
                "2002:cb00:714d:1::1|2002:cb00:7100::",
                "64:ff9b::203.0.113.77|64:ff9b::",
                "0:0:1::|0:0:1::",
                "203.0.113.77, 198.51.100.9|203.0.113.0, 198.51.100.0",
                "203.0.113.77,2001:db8::7|203.0.113.0, 2001:db8::",
                "unknown, 203.0.113.77|203.0.113.0",
                "203.0.113.77, _hidden|203.0.113.0",
                "' 203.0.113.77 '|203.0.113.0",
            })
    void anAddressBecomesItsNetworkInCanonicalForm(String address, String network) {
        assertEquals(network, AddressTexts.apply(STANDARD, address));
    }

    @ParameterizedTest
    @CsvSource({
        "unix:",
        "localhost",
        "client.example",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.4:",
        "1.2.3.4:123456",
        "1.2.3.4:x",
        "1..2.3",
        "1.2.3.4x",
        ".1.2.3",
        "2001:db8",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        ":::",
        ":1::",
        "1::2:",
        "12345::",
        "g::1",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3",
        "[::1",
        "::1]",
        "[::1]x",
        "[::1]:",
        "::1%",
        "[1.2.3.4]",
        "%eth0",
        "[]",
        "-",
        ":",
        "1:2:3:4:5:6:7::8",
        "' , ,'"
    })
    void whatIsNoAddressIsAbsent(String text) {
        assertEquals("", AddressTexts.apply(STANDARD, text));
    }

    @Test
    void everyAddressInEveryWritingBecomesTheNetworkThatJavaComputes() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 200_000; round++) {
            InetAddress address = AddressTexts.random(random);
            int ipv4 = random.nextInt(33);
            int ipv6 = random.nextInt(129);
            String text = AddressTexts.write(address, random);

            String result = AddressTexts.apply(new TruncateAddress(ipv4, ipv6), text);

            byte[] raw = address.getAddress();
            boolean is6to4 = raw.length == 16 && raw[0] == 0x20 && raw[1] == 2;
            int bits = raw.length == 4 ? ipv4 : is6to4 ? Math.min(ipv6, 16 + ipv4) : ipv6;
            InetAddress expected = InetAddress.getByAddress(masked(raw, bits));
            assertEquals(expected, InetAddress.getByName(result), text + " → " + result);
            assertTrue(result.length() <= 39 && !TWO_GAPS.matcher(result).find(), result);
        }
    }

    private static byte[] masked(byte[] raw, int bits) {
        BigInteger ones = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        BigInteger mask = ones.shiftLeft(raw.length * 8 - bits);
        byte[] result = new byte[raw.length];
        byte[] value = new BigInteger(1, raw).and(mask).toByteArray();
        int length = Math.min(value.length, raw.length);
        System.arraycopy(value, value.length - length, result, raw.length - length, length);
        return result;
    }

    @Test
    void randomBytesNeitherFailNorRunOver() {
        Random random = new Random(2);
        String parts = "0123456789abcdef:.%[], :.";
        for (int round = 0; round < 300_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append(parts.charAt(random.nextInt(parts.length())));
            }
            String result = AddressTexts.apply(STANDARD, text.toString());
            for (String network : result.isEmpty() ? new String[0] : result.split(", ", -1)) {
                assertEquals(network, AddressTexts.apply(STANDARD, network), text.toString());
            }
        }
    }

    @Test
    void ofAListTheFirstEightAreKept() {
        String list = "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, ".repeat(50) + "192.0.2.7";
        String result = AddressTexts.apply(new TruncateAddress(32, 128), list);
        assertEquals(8, result.split(", ", -1).length);
    }

    @Test
    void aPrefixThatIsNoneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new TruncateAddress(33, 48));
        assertThrows(IllegalArgumentException.class, () -> new TruncateAddress(24, -1));
    }
}
