package dev.weir.collector.input;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Scanner;

/// Takes the address of a UDP socket, gives how many datagrams the kernel has dropped before it
/// because its receive buffer was full: column `drops` of `/proc/net/udp` or `/proc/net/udp6`.
final class KernelDrops {
    private static final int LOCAL_ADDRESS = 1;

    private static final Path IPV4 = Path.of("/proc/net/udp");
    private static final Path IPV6 = Path.of("/proc/net/udp6");

    /// Reads the count since the socket was opened; empty where the kernel does not tell.
    static OptionalLong of(InetSocketAddress local) {
        Path table = local.getAddress() instanceof Inet4Address ? IPV4 : IPV6;
        try {
            return find(Files.readString(table), local);
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /// Finds the socket's row in such a table. No other socket has the same address, for none that
    /// Weir opens shares it.
    static OptionalLong find(String table, InetSocketAddress local) {
        String wanted = kernelName(local);
        for (String row : table.lines().skip(1).toList()) {
            String[] columns = row.strip().split("\\s+", -1);
            if (columns.length > 12 && columns[LOCAL_ADDRESS].equals(wanted)) {
                try (Scanner drops = new Scanner(columns[columns.length - 1])) {
                    return drops.hasNextLong()
                            ? OptionalLong.of(drops.nextLong())
                            : OptionalLong.empty();
                }
            }
        }
        return OptionalLong.empty();
    }

    /// The address as the kernel prints it: 32-bit words in the byte order of the machine.
    private static String kernelName(InetSocketAddress local) {
        InetAddress address = local.getAddress();
        ByteBuffer words = ByteBuffer.wrap(address.getAddress()).order(ByteOrder.nativeOrder());
        StringBuilder name = new StringBuilder();
        while (words.hasRemaining()) {
            name.append(String.format(Locale.ROOT, "%08X", words.getInt()));
        }
        return name.append(String.format(Locale.ROOT, ":%04X", local.getPort())).toString();
    }

    private KernelDrops() {}
}
