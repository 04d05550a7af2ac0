package dev.weir.shipper.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.SslConfigs;

/// Takes Kafka's settings, tells when the certificates and keys that they name were replaced:
/// Kafka's clients read them once.
final class CredentialFiles {
    private static final List<String> KEYS =
            List.of(
                    SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
                    SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG);

    /// How long files must have been as they are: they are often replaced one after another.
    private final long restNanos;

    private final List<Path> files = new ArrayList<>();
    private List<Stamp> taken;
    private List<Stamp> seen;
    private long seenAtNanos;

    /// What changes when a file is replaced or written to.
    private record Stamp(long size, long modifiedMillis, String key) {
        static final Stamp NONE = new Stamp(-1, 0, "");

        static Stamp of(Path file) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(
                        attributes.size(),
                        attributes.lastModifiedTime().toMillis(),
                        String.valueOf(attributes.fileKey()));
            } catch (IOException _) {
                return NONE;
            }
        }
    }

    CredentialFiles(Map<String, Object> settings, Duration rest) {
        restNanos = rest.toNanos();
        for (String key : KEYS) {
            Object file = settings.get(key);
            if (file != null) {
                files.add(Path.of(file.toString()));
            }
        }
        taken = look();
        seen = taken;
    }

    /// Says that the files are read as they are now.
    synchronized void take() {
        taken = look();
        seen = taken;
    }

    /// Whether they are others than when they were last read, and all of them are there.
    synchronized boolean hasChanged(long nowNanos) {
        List<Stamp> now = look();
        if (!now.equals(seen)) {
            seen = now;
            seenAtNanos = nowNanos;
        }
        return !now.equals(taken)
                && !now.contains(Stamp.NONE)
                && nowNanos - seenAtNanos >= restNanos;
    }

    private List<Stamp> look() {
        return files.stream().map(Stamp::of).toList();
    }
}
