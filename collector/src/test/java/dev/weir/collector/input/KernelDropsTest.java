package dev.weir.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KernelDropsTest {
    private static final String IPV4 =
            """
               sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
             1234: 0100007F:158A 00000000:0000 07 00000000:00000300 00:00000000 00000000     0        0 4711 2 0000000000000000 17
             1235: 00000000:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4712 2 0000000000000000 4294967295
             1236: 0100007F:158B 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4713 2 0000000000000000 x
            """;
    private static final String IPV6 =
            """
              sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
             1: 00000000000000000000000001000000:158A 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4714 2 0000000000000000 3
            """;

    @BeforeEach
    void onlyWhereTheTablesAboveWereMade() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    }

    private static OptionalLong find(String table, String host, int port) {
        return KernelDrops.find(table, new InetSocketAddress(InetAddress.ofLiteral(host), port));
    }

    @Test
    void theRowIsFoundByAddressAndPort() {
        assertEquals(OptionalLong.of(17), find(IPV4, "127.0.0.1", 5514));
        assertEquals(OptionalLong.of(4294967295L), find(IPV4, "0.0.0.0", 5514));
        assertEquals(OptionalLong.of(3), find(IPV6, "::1", 5514));
    }

    @Test
    void whatIsNotThereIsNotZero() {
        assertEquals(OptionalLong.empty(), find(IPV4, "127.0.0.2", 5514));
        assertEquals(OptionalLong.empty(), find(IPV4, "127.0.0.1", 5515));
        assertEquals(OptionalLong.empty(), find("", "127.0.0.1", 5514));
    }
}
