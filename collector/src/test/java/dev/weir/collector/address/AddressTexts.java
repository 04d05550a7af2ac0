package dev.weir.collector.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Random addresses in the ways that logs write them, and what a policy makes of a text.
final class AddressTexts {
    /// Applies a policy to a text that stands amid others.
    static String apply(AddressPolicy policy, String text) {
        byte[] line = ("1.1.1.1 " + text + " ::1").getBytes(StandardCharsets.UTF_8);
        byte[] target = new byte[AddressPolicy.TARGET_BYTES];
        int length = policy.apply(line, 8, line.length - 4, target);
        return new String(target, 0, length, StandardCharsets.UTF_8);
    }

    static InetAddress random(Random random) {
        byte[] raw = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(raw);
        // Runs of zeros are what makes texts of IPv6 addresses differ.
        for (int index = 0; index < raw.length; index++) {
            if (raw.length == 16 && random.nextInt(3) > 0) {
                raw[index] = 0;
            }
        }
        if (raw.length == 16 && random.nextInt(8) == 0) {
            java.util.Arrays.fill(raw, 0, 10, (byte) 0);
            raw[10] = -1;
            raw[11] = -1;
        }
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /// One of the ways to write an address.
    static String write(InetAddress address, Random random) {
        byte[] raw = address.getAddress();
        if (raw.length == 4) {
            String dotted = address.getHostAddress();
            return switch (random.nextInt(5)) {
                case 0 -> dotted + ":" + random.nextInt(65536);
                case 1 -> "::ffff:" + dotted;
                case 2 -> "[::FFFF:" + dotted + "]:" + random.nextInt(65536);
                case 3 ->
                        "::ffff:%x:%x"
                                .formatted(
                                        ((raw[0] & 0xFF) << 8) | (raw[1] & 0xFF),
                                        ((raw[2] & 0xFF) << 8) | (raw[3] & 0xFF));
                default -> dotted;
            };
        }
        String full = address.getHostAddress();
        String text =
                switch (random.nextInt(4)) {
                    case 0 -> full.toUpperCase(java.util.Locale.ROOT);
                    case 1 -> full.replaceFirst("(^|:)0(:0)+(:|$)", "::");
                    case 2 -> full.replaceAll("(?<=^|:)(?=[0-9a-f]{1,3}(:|$))", "0");
                    default -> full;
                };
        return switch (random.nextInt(4)) {
            case 0 -> "[" + text + "]:" + random.nextInt(65536);
            case 1 -> text + "%eth0";
            case 2 -> "[" + text + "]";
            default -> text;
        };
    }

    private AddressTexts() {}
}
