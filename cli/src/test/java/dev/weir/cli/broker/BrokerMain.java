package dev.weir.cli.broker;

import java.nio.file.Path;
import java.util.Map;

/// The embedded broker as a process of its own: what other programs reach it by may be another port than its
/// own, so that a test stands between them.
public final class BrokerMain {
    private BrokerMain() {}

    /// Runs until killed, or until Kafka itself gives up.
    ///
    /// @param arguments its directory, then for each listener its name, its port, and the port that
    ///     clients are told
    public static void main(String[] arguments) throws Exception {
        StringBuilder listeners = new StringBuilder("CONTROLLER://127.0.0.1:0");
        StringBuilder advertised = new StringBuilder();
        StringBuilder protocols = new StringBuilder("CONTROLLER:PLAINTEXT");
        for (int index = 1; index < arguments.length; index += 3) {
            String address = arguments[index] + "://127.0.0.1:";
            listeners.append(',').append(address).append(arguments[index + 1]);
            advertised.append(advertised.isEmpty() ? "" : ",").append(address);
            advertised.append(arguments[index + 2]);
            protocols.append(',').append(arguments[index]).append(":PLAINTEXT");
        }
        var broker =
                new EmbeddedBroker(
                        BrokerConfig.in(Path.of(arguments[0])),
                        Map.of(
                                "listeners", listeners.toString(),
                                "advertised.listeners", advertised.toString(),
                                "listener.security.protocol.map", protocols.toString()));
        broker.start();
        System.out.println("broker is up");
        System.err.println(broker.failure().join());
        Runtime.getRuntime().halt(1);
    }
}
