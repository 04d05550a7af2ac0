package dev.weir.collector.input;

import dev.weir.collector.input.SpoolLimits.WhenFull;
import dev.weir.schema.yaml.ConfigurationException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.SocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// The inputs of a process: takes what they are told, gives a log for each that a collector follows.
///
/// ```text
/// sender ──► socket ──► Intake ──► Spool ──► DIRECTORY/NAME/input.log ──► Collector
///                                    ▲                                       │
///                                    └────── acknowledged: delete ◄──────────┘
/// ```
///
/// Close it before the collector, which then still reads what was taken.
public final class Inputs implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Inputs.class.getName());

    /// Between two looks at the kernel's counts, and at whether all has come to its end.
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private record Opened(InputConfig config, Spool spool, Input input) {}

    private final List<Opened> all = new ArrayList<>();
    private final CompletableFuture<Void> exhausted = new CompletableFuture<>();
    private final Thread watcher = Thread.ofVirtual().name("inputs-0").unstarted(this::watch);
    private volatile boolean closing;

    private Inputs() {}

    /// The log that an input's lines are written to.
    ///
    /// @param directory as given to [#open]
    public static Path log(Path directory, String input) {
        return directory.resolve(input).resolve(SpoolFiles.LOG);
    }

    /// Opens spools and sockets; nothing is read before [#start].
    ///
    /// @param directory of all spools; each input has one of its name there
    /// @throws ConfigurationException if an address is in use, or a file cannot be used
    public static Inputs open(
            List<InputConfig> configs, Path directory, PrometheusRegistry registry)
            throws ConfigurationException {
        return open(configs, directory, registry, System.in);
    }

    static Inputs open(
            List<InputConfig> configs,
            Path directory,
            PrometheusRegistry registry,
            InputStream stdin)
            throws ConfigurationException {
        Inputs inputs = new Inputs();
        InputMetrics metrics = new InputMetrics(registry);
        try {
            for (InputConfig config : configs) {
                inputs.all.add(open(config, directory, metrics.of(config.name()), stdin));
            }
            sayForgotten(configs, directory);
        } catch (ConfigurationException e) {
            inputs.close();
            throw e;
        }
        return inputs;
    }

    private static Opened open(
            InputConfig config, Path directory, InputMeter meter, InputStream stdin)
            throws ConfigurationException {
        Spool spool;
        Path place = directory.resolve(config.name());
        try {
            spool = new Spool(config.name(), place, config.spool(), config.lineBytes(), meter);
        } catch (IOException e) {
            throw new ConfigurationException("the spool " + place + " cannot be used: " + e);
        }
        WhenFull whenFull =
                config.spool()
                        .whenFull()
                        .orElse(
                                config.endpoint() instanceof Endpoint.Udp
                                        ? WhenFull.DROP_NEWEST
                                        : WhenFull.BLOCK);
        Intake intake = new Intake(spool, meter, config.strip(), whenFull, config.lineBytes());
        try {
            return new Opened(config, spool, open(config, intake, meter, stdin));
        } catch (IOException e) {
            spool.close();
            String why = e instanceof BindException ? " (is it in use?)" : "";
            throw new ConfigurationException(
                    "input " + config.name() + " cannot listen: " + e.getMessage() + why);
        } catch (ConfigurationException e) {
            spool.close();
            throw e;
        }
    }

    private static Input open(
            InputConfig config, Intake intake, InputMeter meter, InputStream stdin)
            throws IOException, ConfigurationException {
        return switch (config.endpoint()) {
            case Endpoint.Udp udp -> new UdpInput(config, udp.address(), intake, meter);
            case Endpoint.Tcp tcp ->
                    new StreamInput(
                            config,
                            SocketListener.bind(tcp.address(), Optional.empty()),
                            intake,
                            meter);
            case Endpoint.Tls tls -> {
                InputConfig.TlsFiles files =
                        config.tls()
                                .orElseThrow(() ->
                                        new ConfigurationException(
                                                "input "
                                                        + config.name()
                                                        + " needs a certificate and a key for TLS"));
                yield new StreamInput(
                        config,
                        SocketListener.bind(
                                tls.address(),
                                Optional.of(new ServerCredentials(config.name(), files, meter))),
                        intake,
                        meter);
            }
            case Endpoint.Unix unix ->
                    new StreamInput(config, UnixListener.bind(unix.path()), intake, meter);
            case Endpoint.Stdin _ -> new StdinInput(config, stdin, intake);
        };
    }

    /// Lines of an input that is configured no more would wait for ever, and in silence.
    private static void sayForgotten(List<InputConfig> configs, Path directory) {
        Set<String> names = new HashSet<>();
        configs.forEach(config -> names.add(config.name()));
        try (DirectoryStream<Path> spools = Files.newDirectoryStream(directory)) {
            for (Path spool : spools) {
                if (!names.contains(String.valueOf(spool.getFileName()))) {
                    LOG.log(
                            Level.WARNING,
                            "{0} is the spool of an input that is configured no more: what lies in"
                                    + " it is not shipped",
                            spool);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} cannot be listed: {1}", directory, e);
        }
    }

    /// Begins to read.
    ///
    /// @param acknowledged asks the collector that follows the logs
    /// @param fatal told with a sentence if an input cannot go on
    public void start(Acknowledged acknowledged, Consumer<String> fatal) {
        for (Opened opened : all) {
            opened.spool.start(acknowledged);
            opened.input.start();
            var _ =
                    opened.input
                            .ended()
                            .exceptionally(cause -> {
                                fatal.accept("input " + opened.config.name() + " ended: " + cause);
                                return null;
                            });
        }
        watcher.start();
    }

    /// Where an input listens; empty: nowhere.
    public Optional<SocketAddress> address(String input) {
        return all.stream()
                .filter(opened -> opened.config.name().equals(input))
                .findFirst()
                .flatMap(opened -> opened.input.address());
    }

    /// Completes when every input has come to its end and all of it is acknowledged; never while
    /// there is one that listens, or none at all.
    public CompletableFuture<Void> exhausted() {
        return exhausted.copy();
    }

    private void watch() {
        while (!closing && !exhausted.isDone()) {
            boolean done = !all.isEmpty();
            for (Opened opened : all) {
                opened.input.look();
                done = done && isDone(opened);
            }
            if (done) {
                exhausted.complete(null);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static boolean isDone(Opened opened) {
        CompletableFuture<Void> ended = opened.input.ended();
        return ended.isDone() && !ended.isCompletedExceptionally() && opened.spool.isAcknowledged();
    }

    @Override
    public void close() {
        closing = true;
        all.forEach(opened -> opened.input.close());
        all.forEach(opened -> opened.spool.close());
    }
}
