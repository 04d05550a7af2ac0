package dev.weir.collector.address;

/// Takes a client's address as a log has it, gives what may be kept of it.
///
/// A log may write an address with a port (`192.0.2.7:4711`, `[2001:db8::7]:4711`), a zone
/// (`fe80::1%eth0`), as an IPv4 address inside of an IPv6 one, or as the list of a chain of proxies
/// (`192.0.2.7, 198.51.100.1`); a policy applies to each of a list. Implementations hold no state
/// that changes, so that parsers of several threads may share one, and allocate nothing.
public sealed interface AddressPolicy permits KeepAddress, TruncateAddress, HashAddress {
    /// How many bytes `target` must have: the addresses of a list, and what is needed to work.
    int TARGET_BYTES = 512;

    /// How many addresses of a list are kept; those behind are left out.
    int MAX_ADDRESSES = 8;

    /// Addresses are kept as they are.
    AddressPolicy KEEP = new KeepAddress();

    /// Whether addresses are kept as they are, so that nobody needs to ask [#apply].
    boolean keeps();

    /// Applies the policy.
    ///
    /// @param source holds the address in `[from, to)`
    /// @param target takes the result, from its first byte; at least [#TARGET_BYTES] long, what is
    ///     behind the result is undefined afterwards
    /// @return how many bytes the result has; 0: nothing may be kept, the address is absent
    int apply(byte[] source, int from, int to, byte[] target);
}
