package dev.weir.cli.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/// A broker like the embedded one, as a process of its own: what other programs reach it by may be
/// another port than its own, so that a test stands between them.
public final class BrokerMain {
    private BrokerMain() {}

    /// Runs until killed, or until Kafka itself gives up.
    ///
    /// @param arguments its directory, the controller's port, then for each listener its name, its
    ///     port, and the port that clients are told
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        BrokerStorage.prepare(directory);
        Properties properties = BrokerProperties.of(BrokerConfig.in(directory));
        StringBuilder listeners = new StringBuilder("CONTROLLER://127.0.0.1:" + arguments[1]);
        StringBuilder advertised = new StringBuilder();
        StringBuilder protocols = new StringBuilder("CONTROLLER:PLAINTEXT");
        for (int index = 2; index < arguments.length; index += 3) {
            String address = arguments[index] + "://127.0.0.1:";
            listeners.append(',').append(address).append(arguments[index + 1]);
            advertised.append(advertised.isEmpty() ? "" : ",").append(address);
            advertised.append(arguments[index + 2]);
            protocols.append(',').append(arguments[index]).append(":PLAINTEXT");
        }
        properties.putAll(
                Map.of(
                        "listeners", listeners.toString(),
                        "advertised.listeners", advertised.toString(),
                        "listener.security.protocol.map", protocols.toString(),
                        "inter.broker.listener.name", arguments[2],
                        "controller.quorum.voters", "1@127.0.0.1:" + arguments[1]));
        var server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        System.out.println("broker is up");
        server.awaitShutdown();
    }
}
