package dev.weir.cli.run;

import dev.weir.cli.config.WeirConfig;
import dev.weir.schema.yaml.ConfigurationException;
import java.util.HashMap;
import java.util.Map;

/// Takes a configuration, gives the way to the brokers for a command that reads beside the pipeline.
public final class Brokers {
    /// Those of the configuration, or else those of the process that runs on its data directory.
    ///
    /// @return settings of Kafka's clients
    /// @throws ConfigurationException if there are none
    public static Map<String, Object> of(WeirConfig config) throws ConfigurationException {
        Map<String, Object> kafka = new HashMap<>(config.kafka());
        DataDirectory.endpoint(config.data(), "bootstrap.servers")
                .ifPresent(servers -> kafka.putIfAbsent("bootstrap.servers", servers));
        if (!kafka.containsKey("bootstrap.servers")) {
            throw new ConfigurationException(
                    "no brokers to read from: nothing runs on "
                            + config.data()
                            + ", and --config names no kafka.bootstrap.servers");
        }
        return kafka;
    }

    private Brokers() {}
}
