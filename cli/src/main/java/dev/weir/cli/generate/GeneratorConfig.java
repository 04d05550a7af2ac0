package dev.weir.cli.generate;

/// What traffic to make. The same configuration makes the same bytes.
///
/// @param seed picks one traffic of many
/// @param customers how many customers, of Zipf-distributed size
/// @param clients how many client addresses
/// @param paths how many paths are alive at a time; new ones replace old ones
/// @param attacks whether to mix in probes and floods
public record GeneratorConfig(long seed, int customers, int clients, int paths, boolean attacks) {
    /// A small CDN's hour.
    public static final GeneratorConfig DEFAULT = new GeneratorConfig(1, 24, 20_000, 20_000, true);

    public GeneratorConfig {
        atLeastOne("customers", customers);
        atLeastOne("clients", clients);
        atLeastOne("paths", paths);
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", must be at least 1");
        }
    }
}
