package dev.weir.collector;

import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// One state of the catalogue: which host belongs to which customer.
final class CatalogueEntries {
    /// Customer of a host that nobody has.
    static final byte[] UNASSIGNED = "_unassigned".getBytes(StandardCharsets.UTF_8);

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final Pattern HOST = Pattern.compile("(\\*\\.)?[a-z0-9._:\\[\\]-]+");

    private final Map<String, byte[]> exact = new HashMap<>();

    /// By the part after the star, with its dot: `.acme.example`.
    private final Map<String, byte[]> suffixes = new HashMap<>();

    private final Set<String> customers = new HashSet<>();

    static CatalogueEntries read(YamlMap root) throws ConfigurationException {
        root.allowOnly("customers");
        CatalogueEntries entries = new CatalogueEntries();
        for (YamlMap customer : root.maps("customers")) {
            customer.allowOnly("name", "hosts");
            String name = checkName(customer.requiredText("name", "the customer's name"), customer);
            if (!entries.customers.add(name)) {
                throw customer.error("name", "is " + name + ", which stands twice");
            }
            for (String host : customer.texts("hosts")) {
                entries.add(customer, host, name.getBytes(StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    private static String checkName(String name, YamlMap customer) throws ConfigurationException {
        if (isCustomerName(name)) {
            return name;
        }
        throw customer.error(
                "name",
                "is "
                        + name
                        + "; allowed: 1 to 63 of a-z, 0-9, dot, underscore and hyphen, beginning"
                        + " with a letter or a digit");
    }

    /// Whether a customer may have this name. `_unassigned` and `_other` may not be taken: no name
    /// begins with an underscore.
    static boolean isCustomerName(String name) {
        return NAME.matcher(name).matches();
    }

    private void add(YamlMap customer, String pattern, byte[] name) throws ConfigurationException {
        String host = pattern.toLowerCase(Locale.ROOT);
        if (!HOST.matcher(host).matches()) {
            throw customer.error(
                    "hosts", "has " + pattern + "; allowed: a host name, or *. and a host name");
        }
        boolean isSuffix = host.startsWith("*.");
        byte[] other = isSuffix ? suffixes.put(host.substring(1), name) : exact.put(host, name);
        if (other != null) {
            throw customer.error("hosts", "has " + pattern + ", which stands twice");
        }
    }

    /// The customer of a host in lower case without port; the longest suffix wins.
    byte[] customerOf(String host) {
        byte[] customer = exact.get(host);
        int dot = host.indexOf('.');
        while (customer == null && dot >= 0) {
            customer = suffixes.get(host.substring(dot));
            dot = host.indexOf('.', dot + 1);
        }
        return customer == null ? UNASSIGNED : customer;
    }

    int customerCount() {
        return customers.size();
    }

    /// How many of these customers the other state has no more.
    int missingIn(CatalogueEntries other) {
        int missing = 0;
        for (String customer : customers) {
            if (!other.customers.contains(customer)) {
                missing++;
            }
        }
        return missing;
    }
}
