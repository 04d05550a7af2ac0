package dev.weir.collector.input;

import dev.weir.collector.input.InputConfig.TlsFiles;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/// Takes the PEM files of an input, gives what the next connection's TLS needs: files that were
/// replaced are read again. Those that cannot be used leave the last good ones in use.
///
/// Connections that are there keep what they began with.
final class ServerCredentials {
    private static final Logger LOG = System.getLogger(ServerCredentials.class.getName());

    private final String input;
    private final TlsFiles files;
    private final InputMeter meter;
    private SSLContext context;
    private List<Stamp> read;

    /// What changes when a file is replaced or written to.
    private record Stamp(Path file, long size, long modifiedMillis, String key) {
        static Stamp of(Path file) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(
                        file,
                        attributes.size(),
                        attributes.lastModifiedTime().toMillis(),
                        String.valueOf(attributes.fileKey()));
            } catch (IOException _) {
                return new Stamp(file, -1, 0, "");
            }
        }
    }

    /// Reads the files.
    ///
    /// @throws ConfigurationException if they cannot be used
    ServerCredentials(String input, TlsFiles files, InputMeter meter)
            throws ConfigurationException {
        this.input = input;
        this.files = files;
        this.meter = meter;
        this.read = look();
        this.context = TlsContext.of(files);
    }

    /// Whether clients must show a certificate.
    boolean asksClients() {
        return files.clientAuthorities().isPresent();
    }

    /// What a connection that comes now needs.
    synchronized SSLContext current() {
        List<Stamp> now = look();
        if (!now.equals(read)) {
            read = now;
            try {
                context = TlsContext.of(files);
                meter.reloaded("accepted");
                LOG.log(Level.INFO, "input {0}: its certificate was read again", input);
            } catch (ConfigurationException e) {
                meter.reloaded("refused");
                LOG.log(
                        Level.ERROR,
                        "input {0}: its changed certificate cannot be used, the last good one stays"
                                + " in use: {1}",
                        input,
                        e.getMessage());
            }
        }
        return context;
    }

    private List<Stamp> look() {
        List<Stamp> stamps = new ArrayList<>();
        stamps.add(Stamp.of(files.certificate()));
        stamps.add(Stamp.of(files.key()));
        files.clientAuthorities().ifPresent(file -> stamps.add(Stamp.of(file)));
        return stamps;
    }
}
