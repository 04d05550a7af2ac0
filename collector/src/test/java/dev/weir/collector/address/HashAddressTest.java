package dev.weir.collector.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weir.schema.yaml.ConfigurationException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashAddressTest {
    private static final String KEY = "a key of enough bytes for this\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private AddressPolicy policy = AddressPolicy.KEEP;

    @BeforeEach
    void setUp() throws Exception {
        policy = policy(KEY);
    }

    private AddressPolicy policy(String key) throws Exception {
        Path file = directory.resolve("key");
        Files.writeString(file, key);
        return HashAddress.withKeyOf(file);
    }

    /// As `openssl mac -macopt hexkey:000102030405060708090a0b0c0d0e0f -macopt size:16 -in FILE
    /// SIPHASH` prints of the bytes 0, 1, 2, …
    @ParameterizedTest
    @CsvSource({
        "0,a3817f04ba25a8e66df67214c7550293",
        "1,da87c1d86b99af44347659119b22fc45",
        "4,f88164c12d9c8faf7d0f6e7c7bcd5579",
        "5,1368875980776f8854527a07690e9627",
        "7,a1f1ebbed8dbc153c0b84aa61ff08239",
        "8,3b62a9ba6258f5610f83e264f31497b4",
        "9,264499060ad9baabc47f8b02bb6d71ed",
        "15,5493e99933b0a8117e08ec0f97cfc3d9",
        "16,6ee2a4ca67b054bbfd3315bf85230577",
        "17,473d06e8738db89854c066c47ae47740",
        "31,2939b0183223fafc1723de4f52c43d35",
        "64,1eaf077dc0d4cd3f8cad4d383658a74b"
    })
    void theHashIsTheOneThatOpensslComputes(int length, String hash) {
        byte[] input = new byte[length + 3];
        for (int index = 0; index < length; index++) {
            input[index + 3] = (byte) index;
        }
        byte[] out = new byte[20];
        SipHash.hash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, input, 3, input.length, out, 4);
        assertEquals(hash, HexFormat.of().formatHex(out, 4, 20));
    }

    @Test
    void anAddressHasOneHashHoweverItIsWrittenAndNoOtherHasIt() {
        Random random = new Random(3);
        Map<InetAddress, String> hashes = new HashMap<>();
        Map<String, InetAddress> addresses = new HashMap<>();
        for (int round = 0; round < 100_000; round++) {
            InetAddress address = AddressTexts.random(random);
            String text = AddressTexts.write(address, random);
            String hash = AddressTexts.apply(policy, text);
            assertTrue(hash.matches("h:[A-Za-z0-9_-]{22}"), hash);
            String first = hashes.putIfAbsent(address, hash);
            assertTrue(first == null || first.equals(hash), text);
            assertEquals(address, addresses.getOrDefault(hash, address), text);
            addresses.put(hash, address);
            assertEquals(hash, AddressTexts.apply(policy, AddressTexts.write(address, random)));
        }
    }

    @Test
    void anotherKeyGivesOtherHashesAndTheSameKeyTheSame() throws Exception {
        String hash = AddressTexts.apply(policy, "192.0.2.7");
        assertNotEquals(
                hash, AddressTexts.apply(policy("another key of enough bytes"), "192.0.2.7"));
        assertEquals(hash, AddressTexts.apply(policy("  " + KEY + "\n"), "192.0.2.7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"client.example", "unix:", "_hidden", "1.2.3.4.5"})
    void whatIsNoAddressIsHashedAsText(String text) {
        String hash = AddressTexts.apply(policy, text);
        assertEquals(24, hash.length());
        assertNotEquals(hash, AddressTexts.apply(policy, text + "x"));
    }

    @Test
    void ofAListEachIsHashed() {
        String one = AddressTexts.apply(policy, "192.0.2.7");
        String two = AddressTexts.apply(policy, "2001:db8::7");
        assertEquals(one + ", " + two, AddressTexts.apply(policy, "192.0.2.7:80,[2001:db8::7]:1"));
        assertEquals(
                8,
                AddressTexts.apply(policy, "x".repeat(200) + ",y".repeat(50)).split(", ").length);
    }

    @Test
    void aKeyIsNeverSeen() {
        assertFalse(policy.toString().contains("key"));
        assertEquals("hash", policy.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \n", "fifteen bytes.."})
    void aShortKeyIsRefused(String key) {
        String refused =
                String.valueOf(
                        assertThrows(ConfigurationException.class, () -> policy(key)).getMessage());
        assertTrue(refused.contains("openssl rand -hex 32"), refused);
    }

    @Test
    void aMissingKeyFileIsRefused() {
        Path absent = directory.resolve("absent");
        assertThrows(ConfigurationException.class, () -> HashAddress.withKeyOf(absent));
    }

    @Test
    void noPolicyAllocates() {
        byte[] source = "2001:db8::ffff:7, 192.0.2.7:4711".getBytes(StandardCharsets.UTF_8);
        byte[] target = new byte[AddressPolicy.TARGET_BYTES];
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AddressPolicy[] policies = {policy, new TruncateAddress(24, 48)};
        long sum = 0;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < 50_000; round++) {
            for (AddressPolicy each : policies) {
                sum += each.apply(source, 0, source.length, target);
            }
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(sum > 0);
        assertTrue(allocated < 20_000, allocated + " bytes for 100,000 addresses");
    }
}
