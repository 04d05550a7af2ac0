package dev.weir.collector;

import dev.weir.collector.format.LineParser;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.StringField;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// Sets the customer of each request of a batch; asks the catalogue once per distinct host.
final class CustomerLookup {
    private final Catalogue catalogue;
    private final byte[] fixedCustomer;
    private final byte[] defaultHost;

    /// The catalogue's state of this batch.
    private CatalogueEntries entries;

    /// Host's index in the batch → customer's index; 0 where not asked yet.
    private int[] customers = new int[64];

    CustomerLookup(Catalogue catalogue, LogFile log) {
        this.catalogue = catalogue;
        this.entries = catalogue.entries();
        this.fixedCustomer = log.customer().getBytes(StandardCharsets.UTF_8);
        this.defaultHost =
                log.defaultHost().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }

    /// Forgets the indexes of the batch before, and takes the catalogue as it is now.
    void beginBatch(BatchEncoder encoder) {
        Arrays.fill(customers, 0);
        entries = catalogue.entries();
        encoder.catalogue(entries.version());
    }

    /// Sets the customer of the request that the parser has just begun.
    void assign(LineParser parser, BatchEncoder encoder) {
        int host = parser.hostIndex();
        if (host == 0 && defaultHost.length > 0) {
            host = encoder.intern(StringField.HOST, defaultHost, 0, defaultHost.length);
            encoder.stringIndex(StringField.HOST, host);
        }
        if (host >= customers.length) {
            customers = Arrays.copyOf(customers, Math.max(customers.length * 2, host + 1));
        }
        if (customers[host] == 0) {
            byte[] customer = customer(parser, host);
            customers[host] = encoder.intern(StringField.CUSTOMER, customer, 0, customer.length);
        }
        encoder.stringIndex(StringField.CUSTOMER, customers[host]);
    }

    private byte[] customer(LineParser parser, int host) {
        if (fixedCustomer.length > 0) {
            return fixedCustomer;
        }
        if (parser.hostIndex() != 0) {
            return entries.customerOf(parser.hostBytes(), parser.hostFrom(), parser.hostTo());
        }
        return host == 0
                ? CatalogueEntries.UNASSIGNED
                : entries.customerOf(defaultHost, 0, defaultHost.length);
    }
}
