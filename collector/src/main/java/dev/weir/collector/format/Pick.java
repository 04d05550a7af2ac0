package dev.weir.collector.format;

/// Which part of a value is meant where it is an address, or a list of them.
enum Pick {
    /// The value as it stands.
    WHOLE,
    /// An address; a port behind it is dropped where it can be told from an IPv6 group.
    ADDRESS,
    /// An address that always has a port behind it.
    ADDRESS_BEFORE_PORT,
    /// The first of a list of addresses: the client, as proxies further out say.
    FIRST_ADDRESS,
    /// The last of a list of addresses: the nearest hop.
    LAST_ADDRESS
}
