package dev.weir.cli.broker;

import dev.weir.schema.Topics;
import java.util.Properties;

/// Takes the broker's configuration, gives Kafka's own: a laptop's, not a cluster's.
final class BrokerProperties {
    static final int NODE_ID = 1;
    static final String LISTENER = "PLAINTEXT";
    static final String CONTROLLER_LISTENER = "CONTROLLER";
    static final String LOOPBACK = "127.0.0.1";

    private static final int SEGMENT_BYTES = 64 << 20;

    private BrokerProperties() {}

    static Properties of(BrokerConfig config) {
        Properties properties = new Properties();
        identity(properties, config);
        copies(properties);
        threads(properties);
        disk(properties, config);
        return properties;
    }

    private static void identity(Properties to, BrokerConfig config) {
        to.setProperty("process.roles", "broker,controller");
        to.setProperty("node.id", Integer.toString(NODE_ID));
        to.setProperty(
                "listeners",
                LISTENER
                        + "://"
                        + LOOPBACK
                        + ":"
                        + config.port()
                        + ","
                        + CONTROLLER_LISTENER
                        + "://"
                        + LOOPBACK
                        + ":0");
        to.setProperty(
                "listener.security.protocol.map",
                LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        to.setProperty("inter.broker.listener.name", LISTENER);
        to.setProperty("controller.listener.names", CONTROLLER_LISTENER);
        // The port is not known yet; the voters are told once it is bound.
        to.setProperty("controller.quorum.voters", NODE_ID + "@" + LOOPBACK + ":0");
        to.setProperty("log.dirs", config.directory().toString());
        to.setProperty("auto.create.topics.enable", "false");
        // Nobody could take over from a broker that does not answer for a while, because the
        // process was suspended, say. To call it gone would only leave its partitions without a
        // leader; for what that does see LeftRegistration.
        to.setProperty("broker.session.timeout.ms", Integer.toString(Integer.MAX_VALUE));
        to.setProperty("broker.heartbeat.interval.ms", "500");
    }

    private static void copies(Properties to) {
        to.setProperty("default.replication.factor", "1");
        to.setProperty("min.insync.replicas", "1");
        to.setProperty("offsets.topic.replication.factor", "1");
        to.setProperty("offsets.topic.num.partitions", "4");
        to.setProperty("transaction.state.log.replication.factor", "1");
        to.setProperty("transaction.state.log.min.isr", "1");
        to.setProperty("transaction.state.log.num.partitions", "4");
        // How often it is looked for transactions whose time is over: nobody reads past them until
        // then.
        to.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        to.setProperty("share.coordinator.state.topic.replication.factor", "1");
        to.setProperty("share.coordinator.state.topic.min.isr", "1");
        to.setProperty("share.coordinator.state.topic.num.partitions", "1");
        // Nobody else will join: a group need not wait.
        to.setProperty("group.initial.rebalance.delay.ms", "0");
    }

    private static void threads(Properties to) {
        to.setProperty("num.network.threads", "1");
        to.setProperty("num.io.threads", "2");
        to.setProperty("num.recovery.threads.per.data.dir", "2");
        to.setProperty("background.threads", "2");
        to.setProperty("num.replica.fetchers", "1");
        to.setProperty("log.cleaner.threads", "1");
        to.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        to.setProperty("log.cleaner.io.buffer.size", Integer.toString(256 << 10));
        to.setProperty("queued.max.requests", "64");
    }

    private static void disk(Properties to, BrokerConfig config) {
        to.setProperty("log.segment.bytes", Integer.toString(SEGMENT_BYTES));
        to.setProperty("log.retention.bytes", Long.toString(config.retentionBytesPerPartition()));
        to.setProperty("log.retention.check.interval.ms", "60000");
        to.setProperty("log.index.size.max.bytes", Integer.toString(1 << 20));
        to.setProperty("metadata.log.segment.bytes", Integer.toString(8 << 20));
        to.setProperty("message.max.bytes", Integer.toString(Topics.MAX_JOB_RECORD_BYTES));
        to.setProperty("replica.fetch.max.bytes", "8388608");
        to.setProperty("offsets.topic.segment.bytes", Integer.toString(8 << 20));
        to.setProperty("transaction.state.log.segment.bytes", Integer.toString(8 << 20));
    }
}
