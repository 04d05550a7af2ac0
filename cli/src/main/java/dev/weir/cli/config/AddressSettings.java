package dev.weir.cli.config;

import dev.weir.collector.address.AddressPolicy;
import dev.weir.collector.address.HashAddress;
import dev.weir.collector.address.TruncateAddress;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import java.nio.file.Path;
import java.util.Optional;

/// Section `client_address`: of all logs, or of one.
///
/// @param policy what is kept
/// @param ipv4Prefix bits of an IPv4 address that [Policy#TRUNCATE] keeps
/// @param ipv6Prefix bits of an IPv6 address that it keeps
/// @param keyFile the file with the key of [Policy#HASH]
public record AddressSettings(
        Policy policy, int ipv4Prefix, int ipv6Prefix, Optional<Path> keyFile) {
    /// What is kept of an address.
    public enum Policy {
        /// All of it.
        KEEP,
        /// Its network.
        TRUNCATE,
        /// Its keyed hash.
        HASH
    }

    static AddressSettings of(YamlMap section) throws ConfigurationException {
        section.allowOnly("policy", "ipv4_prefix", "ipv6_prefix", "key_file");
        String name = section.text("policy").orElse("keep");
        Policy policy =
                switch (name) {
                    case "keep" -> Policy.KEEP;
                    case "truncate" -> Policy.TRUNCATE;
                    case "hash" -> Policy.HASH;
                    default ->
                            throw section.error(
                                    "policy", "is " + name + "; allowed: keep, truncate, hash");
                };
        // A key that has no effect would let its author believe in more privacy than there is.
        for (String prefix : new String[] {"ipv4_prefix", "ipv6_prefix"}) {
            if (section.has(prefix) && policy != Policy.TRUNCATE) {
                throw section.error(prefix, "needs policy: truncate, and the policy is " + name);
            }
        }
        Optional<Path> keyFile = section.text("key_file").map(Path::of);
        if (keyFile.isPresent() != (policy == Policy.HASH)) {
            throw section.error(
                    "key_file",
                    policy == Policy.HASH
                            ? "is missing: it must be the path of a file with the hash's key"
                            : "needs policy: hash, and the policy is " + name);
        }
        return new AddressSettings(
                policy,
                section.integer("ipv4_prefix", 0, 32).orElse(TruncateAddress.DEFAULT_IPV4_PREFIX),
                section.integer("ipv6_prefix", 0, 128).orElse(TruncateAddress.DEFAULT_IPV6_PREFIX),
                keyFile);
    }

    /// The policy itself.
    ///
    /// @throws ConfigurationException if the key cannot be read
    public AddressPolicy open() throws ConfigurationException {
        return switch (policy) {
            case KEEP -> AddressPolicy.KEEP;
            case TRUNCATE -> new TruncateAddress(ipv4Prefix, ipv6Prefix);
            case HASH -> HashAddress.withKeyOf(keyFile.orElseThrow());
        };
    }
}
