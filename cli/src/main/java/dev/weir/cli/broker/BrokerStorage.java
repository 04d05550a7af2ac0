package dev.weir.cli.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble.VerificationFlag;
import org.apache.kafka.metadata.storage.Formatter;

/// Takes a directory, gives a formatted one: a cluster of one node, made once and kept.
final class BrokerStorage {
    /// Kafka maps its index files into memory, and on a full disk that is no exception but an
    /// access to memory that is not there.
    private static final long MIN_FREE_BYTES = 64L << 20;

    private BrokerStorage() {}

    /// Formats the directory if it is not, and reads who it belongs to.
    ///
    /// @throws BrokerException if the directory cannot be used, with one sentence
    static MetaPropertiesEnsemble prepare(Path directory) throws BrokerException {
        try {
            Files.createDirectories(directory);
            if (!Files.isWritable(directory)) {
                throw new AccessDeniedException(directory.toString());
            }
            long free = Files.getFileStore(directory).getUsableSpace();
            if (free < MIN_FREE_BYTES) {
                throw new BrokerException(
                        "only "
                                + (free >> 20)
                                + " MB are free at the broker's directory "
                                + directory
                                + ": free some space or choose another with --data");
            }
            if (!Files.exists(directory.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
                format(directory);
            }
            MetaPropertiesEnsemble found =
                    new MetaPropertiesEnsemble.Loader()
                            .addMetadataLogDir(directory.toString())
                            .addLogDirs(List.of(directory.toString()))
                            .load();
            found.verify(
                    Optional.empty(),
                    OptionalInt.of(BrokerProperties.NODE_ID),
                    EnumSet.of(
                            VerificationFlag.REQUIRE_AT_LEAST_ONE_VALID,
                            VerificationFlag.REQUIRE_METADATA_LOG_DIR));
            return found;
        } catch (AccessDeniedException e) {
            throw new BrokerException(
                    "the broker's directory "
                            + directory
                            + " cannot be written: change its owner or choose another with --data",
                    e);
        } catch (FileSystemException e) {
            throw new BrokerException(
                    "the broker's directory "
                            + directory
                            + " cannot be used: "
                            + BrokerFaults.plain(e)
                            + "; free some space or choose another with --data",
                    e);
        } catch (IOException | RuntimeException e) {
            throw new BrokerException(
                    "the broker's directory "
                            + directory
                            + " cannot be read: "
                            + BrokerFaults.plain(e)
                            + "; choose another with --data, or remove it to start afresh",
                    e);
        }
    }

    private static void format(Path directory) throws IOException {
        try (PrintStream quiet =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(quiet)
                    .setNodeId(BrokerProperties.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
                    .setDirectories(List.of(directory.toString()))
                    .setMetadataLogDirectory(directory.toString())
                    .run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
