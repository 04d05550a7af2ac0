package dev.weir.collector;

import dev.weir.schema.batch.CatalogueVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One state of the catalogue: takes a host, gives its customer. Complete before anybody sees it,
/// and not changed afterwards.
final class CatalogueEntries {
    /// Customer of a host that nobody has.
    static final byte[] UNASSIGNED = "_unassigned".getBytes(StandardCharsets.UTF_8);

    private final HostTable hosts = new HostTable();
    private final List<byte[]> names = new ArrayList<>();
    private final Map<String, Integer> customers = new LinkedHashMap<>();
    private final CatalogueVersion version;

    CatalogueEntries(CatalogueVersion version) {
        this.version = version;
    }

    CatalogueVersion version() {
        return version;
    }

    /// Adds a customer without hosts; false if it is there already.
    boolean addCustomer(String name) {
        names.add(name.getBytes(StandardCharsets.UTF_8));
        return customers.putIfAbsent(name, names.size() - 1) == null;
    }

    /// Gives the customer that was added last a host, or a suffix with its leading dot.
    ///
    /// @param key in lower case
    /// @return the entry that has the host already, counted from 0 in the order of adding; -1 if
    ///     none has
    int addHost(String key) {
        return hosts.add(key.getBytes(StandardCharsets.UTF_8), names.size() - 1);
    }

    /// The customer of the host in `[from, to)`, which is in lower case and without port; a dot at
    /// its end is passed over. A host by its whole name goes before a suffix, the longest suffix
    /// before a shorter one. Allocates nothing.
    byte[] customerOf(byte[] host, int from, int to) {
        int end = to - from > 1 && host[to - 1] == '.' ? to - 1 : to;
        int suffix = -1;
        int hash = 0;
        for (int at = end - 1; at >= from; at--) {
            hash = HostTable.hash(hash, host[at]);
            if (host[at] == '.' && at > from) {
                int longer = hosts.find(host, at, end, hash);
                suffix = longer >= 0 ? longer : suffix;
            }
        }
        int exact = hosts.find(host, from, end, hash);
        int entry = exact >= 0 ? exact : suffix;
        return entry < 0 ? UNASSIGNED : names.get(hosts.owner(entry));
    }

    int customerCount() {
        return customers.size();
    }

    int hostCount() {
        return hosts.count();
    }

    /// Memory that the hosts take.
    long bytes() {
        return hosts.memory();
    }

    /// How many of these customers the other state has no more.
    int customersMissingIn(CatalogueEntries other) {
        int missing = 0;
        for (String customer : customers.keySet()) {
            if (!other.customers.containsKey(customer)) {
                missing++;
            }
        }
        return missing;
    }

    /// How many of these hosts and suffixes the other state has no more.
    int hostsMissingIn(CatalogueEntries other) {
        return hosts.missingIn(other.hosts);
    }
}
