package dev.weir.cli.broker;

import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapDirectory;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.server.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/// A real Kafka in this process: one node, broker and controller, on loopback only.
///
/// Its data outlives it: a broker on the same directory carries on, after a clean stop or a crash.
/// One owner calls [#start] once and [#close] once.
public final class EmbeddedBroker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EmbeddedBroker.class.getName());

    private final BrokerConfig config;
    private final Map<String, String> more;
    private final BrokerFaults faults;
    private @Nullable ControllerServer controller;
    private @Nullable BrokerServer broker;
    private int port;

    /// Creates a broker that is not started.
    public EmbeddedBroker(BrokerConfig config) {
        this(config, Map.of());
    }

    /// Creates one with Kafka's own settings besides: another listener, for example.
    EmbeddedBroker(BrokerConfig config, Map<String, String> more) {
        this.config = config;
        this.more = Map.copyOf(more);
        faults = new BrokerFaults(config.directory());
    }

    /// Formats the directory if it is new, recovers it if the last run crashed, and returns once
    /// clients are served.
    ///
    /// @throws BrokerException if that fails, with one sentence; nothing is left running
    public void start() throws BrokerException {
        MetaPropertiesEnsemble identity = BrokerStorage.prepare(config.directory());
        faults.catchExits();
        FutureTask<Void> starting =
                new FutureTask<>(() -> {
                    startServers(identity);
                    return null;
                });
        Thread.ofPlatform().name("broker-start").daemon().start(starting);
        try {
            awaitStart(starting);
        } catch (BrokerException e) {
            close();
            throw e;
        }
    }

    private void startServers(MetaPropertiesEnsemble identity)
            throws ExecutionException, TimeoutException, InterruptedException {
        Properties properties = BrokerProperties.of(config);
        properties.putAll(more);
        KafkaConfig kafka = KafkaConfig.fromProps(properties, false);
        CompletableFuture<Map<Integer, InetSocketAddress>> voters = new CompletableFuture<>();
        SharedServer shared =
                new SharedServer(
                        kafka,
                        identity,
                        Time.SYSTEM,
                        new Metrics(),
                        voters,
                        List.of(),
                        faults::handler,
                        ServerSocketFactory.INSTANCE);
        BootstrapMetadata bootstrap = bootstrapMetadata();
        ControllerServer newController =
                new ControllerServer(shared, KafkaRaftServer.configSchema(), bootstrap);
        BrokerServer newBroker = new BrokerServer(shared);
        synchronized (this) {
            controller = newController;
            broker = newBroker;
        }
        var _ =
                newController
                        .socketServerFirstBoundPortFuture()
                        .thenAccept(bound ->
                                voters.complete(
                                        Map.of(
                                                BrokerProperties.NODE_ID,
                                                InetSocketAddress.createUnresolved(
                                                        BrokerProperties.LOOPBACK, bound))));
        newController.startup();
        LeftRegistration.remove(shared, newController, config.startTimeout());
        newBroker.startup();
        port = newBroker.boundPort(new ListenerName(BrokerProperties.LISTENER));
    }

    private BootstrapMetadata bootstrapMetadata() {
        try {
            return new BootstrapDirectory(config.directory().toString()).read();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private void awaitStart(Future<Void> starting) throws BrokerException {
        try {
            starting.get(config.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new BrokerException(BrokerFaults.startSentence(config, e), e);
        } catch (TimeoutException e) {
            throw new BrokerException(
                    "the broker did not start within "
                            + config.startTimeout().toSeconds()
                            + " s in "
                            + config.directory()
                            + ": "
                            + faults.first().getNow("no fault is known; see its log"),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while the broker started", e);
        }
    }

    /// Where clients connect: "127.0.0.1:port".
    public String bootstrapServers() {
        return BrokerProperties.LOOPBACK + ":" + port();
    }

    /// The port that is bound.
    ///
    /// @throws IllegalStateException before the start
    public int port() {
        if (port == 0) {
            throw new IllegalStateException("the broker is not started");
        }
        return port;
    }

    /// The port that one of the listeners is bound to.
    ///
    /// @throws IllegalStateException if the broker is not running
    int port(String listener) {
        BrokerServer running = broker;
        if (running == null) {
            throw new IllegalStateException("the broker is not started");
        }
        return running.boundPort(new ListenerName(listener));
    }

    /// Completes with one sentence when the broker can do no more: its disk is full, for example.
    public CompletableFuture<String> failure() {
        return faults.first().copy();
    }

    /// Stops, in the configured time at most; what takes longer is left to the recovery of the
    /// next start.
    @Override
    public void close() {
        ControllerServer runningController;
        BrokerServer runningBroker;
        synchronized (this) {
            runningController = controller;
            runningBroker = broker;
            controller = null;
            broker = null;
        }
        if (runningController == null || runningBroker == null) {
            return;
        }
        Thread stopping =
                Thread.ofPlatform()
                        .name("broker-stop")
                        .daemon()
                        .start(() -> stop(runningBroker, runningController));
        try {
            if (!stopping.join(config.stopTimeout())) {
                LOG.log(
                        Level.WARNING,
                        "the broker did not stop within {0} s; its next start recovers",
                        config.stopTimeout().toSeconds());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop(BrokerServer runningBroker, ControllerServer runningController) {
        try {
            runningBroker.shutdown(config.stopTimeout());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the broker did not stop cleanly", e);
        }
        try {
            runningController.shutdown();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the controller did not stop cleanly", e);
        }
    }
}
