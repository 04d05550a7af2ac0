package dev.weir.cli.generate;

/// Who asks: addresses of Zipf-distributed activity, each with a user agent of its own.
final class Clients {
    private static final double SLOPE = 0.85;
    private static final int IPV6_PER_MILLE = 120;

    /// Real shares are as uneven: a few browsers are most of the traffic.
    private static final WeightedChoice USER_AGENT =
            WeightedChoice.zipf(Vocabulary.USER_AGENTS.length, 1.1);

    private final byte[][] addresses;
    private final byte[] agents;
    private final WeightedChoice client;

    Clients(int count, Dice dice) {
        addresses = new byte[count][];
        agents = new byte[count];
        for (int i = 0; i < count; i++) {
            addresses[i] = Vocabulary.bytes(address(dice));
            agents[i] = (byte) USER_AGENT.next(dice);
        }
        client = WeightedChoice.zipf(count, SLOPE);
    }

    int next(Dice dice) {
        return client.next(dice);
    }

    int count() {
        return addresses.length;
    }

    byte[] address(int index) {
        return addresses[index];
    }

    byte[] userAgent(int index) {
        return Vocabulary.USER_AGENTS[agents[index]];
    }

    static String address(Dice dice) {
        if (dice.perMille(IPV6_PER_MILLE)) {
            return "2001:db8:%x:%x::%x"
                    .formatted(dice.below(0x400), dice.below(0x10000), 1 + dice.below(0xFFFF));
        }
        // 198.18.0.0/15 and 100.64.0.0/10 belong to nobody: tests and carriers.
        return dice.below(2) == 0
                ? "198." + (18 + dice.below(2)) + "." + dice.below(256) + "." + dice.below(256)
                : "100." + (64 + dice.below(64)) + "." + dice.below(256) + "." + dice.below(256);
    }
}
