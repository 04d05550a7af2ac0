package dev.weir.cli.config;

import dev.weir.collector.input.Endpoint;
import dev.weir.collector.input.Framing;
import dev.weir.collector.input.InputConfig;
import dev.weir.collector.input.InputConfig.TlsFiles;
import dev.weir.collector.input.SpoolLimits;
import dev.weir.collector.input.SpoolLimits.WhenFull;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An entry of `collect.inputs`: where lines come from that stand in no file, and how they read.
///
/// @param config what the input itself is told
/// @param lines how they read
/// @param customer whose requests all are, if they are one customer's
/// @param defaultHost the host of requests, if the format does not tell
public record InputSettings(
        InputConfig config,
        LineSettings lines,
        @Nullable String customer,
        @Nullable String defaultHost) {
    private static final long MAX_SPOOL_BYTES = 1L << 50;
    private static final long LEAST_SPOOL_BYTES = 1L << 20;
    private static final long LEAST_SEGMENT_BYTES = 64L << 10;

    static List<InputSettings> listOf(List<YamlMap> entries) throws ConfigurationException {
        List<InputSettings> inputs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        boolean stdin = false;
        for (YamlMap entry : entries) {
            InputSettings input = of(entry);
            if (!names.add(input.config.name())) {
                throw entry.error("name", "is " + input.config.name() + ", which stands twice");
            }
            if (input.isStdin() && stdin) {
                throw entry.error("listen", "is stdin a second time; there is only one");
            }
            stdin |= input.isStdin();
            inputs.add(input);
        }
        return inputs;
    }

    private static InputSettings of(YamlMap entry) throws ConfigurationException {
        entry.allowOnly(
                "name",
                "listen",
                "format",
                "time_zone",
                "customer",
                "default_host",
                "framing",
                "strip",
                "max_line",
                "max_connections",
                "receive_buffer",
                "certificate",
                "key",
                "client_ca",
                "spool",
                "spool_segment",
                "when_full");
        String name = entry.requiredText("name", "the name of the input's spool and metrics");
        if (!InputConfig.isName(name)) {
            throw entry.error(
                    "name",
                    "is " + name + "; allowed: 1 to 63 of a-z, 0-9, dot, underscore and hyphen");
        }
        InputConfig standard = InputConfig.of(name, endpoint(entry));
        return new InputSettings(
                config(entry, standard),
                LineSettings.of(entry),
                entry.text("customer").orElse(null),
                entry.text("default_host").orElse(null));
    }

    private static Endpoint endpoint(YamlMap entry) throws ConfigurationException {
        try {
            return Endpoint.of(
                    entry.requiredText(
                            "listen",
                            "udp://HOST:PORT, tcp://HOST:PORT, tls://HOST:PORT, unix:/PATH or"
                                    + " stdin"));
        } catch (IllegalArgumentException e) {
            throw entry.error("listen", String.valueOf(e.getMessage()));
        }
    }

    private static InputConfig config(YamlMap entry, InputConfig standard)
            throws ConfigurationException {
        Endpoint endpoint = standard.endpoint();
        boolean connects =
                endpoint instanceof Endpoint.Tcp
                        || endpoint instanceof Endpoint.Tls
                        || endpoint instanceof Endpoint.Unix;
        onlyWith(entry, connects, "tcp, tls and unix", "framing", "max_connections");
        onlyWith(entry, endpoint instanceof Endpoint.Udp, "udp", "receive_buffer");
        onlyWith(entry, endpoint instanceof Endpoint.Tls, "tls", "certificate", "key", "client_ca");
        int lineBytes =
                (int)
                        (long)
                                entry.size("max_line", 1 << 10, InputConfig.MAX_LINE_BYTES)
                                        .orElse((long) standard.lineBytes());
        return new InputConfig(
                standard.name(),
                endpoint,
                framing(entry).orElse(standard.framing()),
                entry.flag("strip").orElse(standard.strip()),
                lineBytes,
                (int)
                        (long)
                                entry.size("receive_buffer", 4 << 10, 1 << 30)
                                        .orElse((long) standard.receiveBufferBytes()),
                entry.integer("max_connections", 1, 100_000).orElse(standard.maxConnections()),
                endpoint instanceof Endpoint.Tls ? Optional.of(tls(entry)) : Optional.empty(),
                spool(entry, standard.spool(), lineBytes));
    }

    private static SpoolLimits spool(YamlMap entry, SpoolLimits standard, int lineBytes)
            throws ConfigurationException {
        Optional<WhenFull> whenFull = whenFull(entry);
        long bytes =
                entry.size("spool", LEAST_SPOOL_BYTES, MAX_SPOOL_BYTES).orElse(standard.bytes());
        long least = SpoolLimits.leastToGiveUp(lineBytes);
        if (bytes < least && whenFull.equals(Optional.of(WhenFull.DROP_OLDEST))) {
            throw entry.error(
                    "spool",
                    "has "
                            + bytes
                            + " bytes; allowed with when_full: drop_oldest and max_line "
                            + lineBytes
                            + ": at least "
                            + least);
        }
        return new SpoolLimits(
                bytes,
                entry.size("spool_segment", LEAST_SEGMENT_BYTES, MAX_SPOOL_BYTES)
                        .orElse(standard.segmentBytes()),
                whenFull);
    }

    private static Optional<WhenFull> whenFull(YamlMap entry) throws ConfigurationException {
        Optional<String> text = entry.text("when_full");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (text.get()) {
                    case "block" -> WhenFull.BLOCK;
                    case "drop_newest" -> WhenFull.DROP_NEWEST;
                    case "drop_oldest" -> WhenFull.DROP_OLDEST;
                    default ->
                            throw entry.error(
                                    "when_full",
                                    "is "
                                            + text.get()
                                            + "; allowed: block, drop_newest, drop_oldest");
                });
    }

    /// A key that would do nothing is a mistake.
    private static void onlyWith(YamlMap entry, boolean applies, String schemes, String... keys)
            throws ConfigurationException {
        for (String key : keys) {
            if (!applies && entry.has(key)) {
                throw entry.error(key, "does nothing here; it is for " + schemes + " alone");
            }
        }
    }

    private static Optional<Framing> framing(YamlMap entry) throws ConfigurationException {
        Optional<String> text = entry.text("framing");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (text.get()) {
                    case "auto" -> Framing.AUTO;
                    case "octet" -> Framing.OCTET;
                    case "line" -> Framing.LINE;
                    default ->
                            throw entry.error(
                                    "framing", "is " + text.get() + "; allowed: auto, octet, line");
                });
    }

    private static TlsFiles tls(YamlMap entry) throws ConfigurationException {
        return new TlsFiles(
                Path.of(entry.requiredText("certificate", "the PEM file of the certificate")),
                Path.of(entry.requiredText("key", "the PEM file of its key, in PKCS#8")),
                entry.text("client_ca").map(Path::of));
    }

    /// Standard input, as the command line asks for it.
    public static InputSettings stdin(String format, @Nullable String customer) {
        return new InputSettings(
                InputConfig.of("stdin", new Endpoint.Stdin()),
                new LineSettings(format),
                customer,
                null);
    }

    /// Whether it comes to an end by itself.
    public boolean isStdin() {
        return config.endpoint() instanceof Endpoint.Stdin;
    }
}
