package dev.weir.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weir.schema.batch.CatalogueVersion;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A million hosts, and what a lookup costs.
class CatalogueSizeTest {
    private static final int CUSTOMERS = 100_000;
    private static final int HOSTS = 1_000_000;

    private static byte[] million() {
        StringBuilder text = new StringBuilder(HOSTS * 32).append("customers:\n");
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            text.append("  - name: customer-").append(customer).append("\n    hosts:\n");
            for (int host = 0; host < HOSTS / CUSTOMERS; host++) {
                String label = host == 0 ? "*" : "h" + host;
                text.append("      - \"").append(label).append(".c").append(customer);
                text.append(".example\"\n");
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aMillionHostsAreReadWithinASmallAgentsMemory() throws Exception {
        byte[] content = million();
        assertTrue(content.length < CatalogueFile.MAX_BYTES);

        CatalogueEntries entries = CatalogueReader.read("million", content, CatalogueVersion.NONE);

        assertEquals(HOSTS, entries.hostCount());
        assertEquals(CUSTOMERS, entries.customerCount());
        for (int customer = 0; customer < CUSTOMERS; customer += 997) {
            String name = "customer-" + customer;
            assertEquals(name, customerOf(entries, "h7.c" + customer + ".example"));
            assertEquals(name, customerOf(entries, "other.c" + customer + ".example"));
        }
        assertTrue(entries.bytes() < 80L << 20, "table of " + entries.bytes() + " bytes");
    }

    private static String customerOf(CatalogueEntries entries, String host) {
        byte[] bytes = host.getBytes(StandardCharsets.UTF_8);
        return new String(entries.customerOf(bytes, 0, bytes.length), StandardCharsets.UTF_8);
    }

    @Test
    void aLookupAllocatesNothing() {
        CatalogueEntries entries = new CatalogueEntries(CatalogueVersion.NONE);
        entries.addCustomer("acme");
        entries.addHost("www.acme.example");
        entries.addHost(".acme.example");
        byte[] host = "a.b.c.acme.example".getBytes(StandardCharsets.UTF_8);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < 100_000; round++) {
            sum += entries.customerOf(host, 0, host.length).length;
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(400_000, sum);
        assertTrue(allocated < 10_000, allocated + " bytes for 100,000 lookups");
    }

    @Test
    void aTableAnswersAsAMapDoes() {
        Random random = new Random(7);
        var table = new HostTable();
        var map = new TreeMap<String, Integer>();
        for (int index = 0; index < 20_000; index++) {
            String key = Integer.toString(random.nextInt(15_000), 3) + ".e";
            int there = table.add(key.getBytes(StandardCharsets.UTF_8), index);
            Integer owner = map.putIfAbsent(key, index);
            assertEquals(owner == null, there < 0, key);
            if (owner != null) {
                assertEquals(owner, table.owner(there));
            }
        }
        assertEquals(map.size(), table.count());
        assertEquals(0, table.missingIn(table));
        assertEquals(map.size(), table.missingIn(new HostTable()));
    }
}
