package dev.weir.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;

/// The transactions that this instance left open if it was killed. Until they are aborted nobody reads what
/// comes after them in their topics, and their state cannot be restored.
///
/// A program that takes its transactional ids up again aborts them by that. Kafka Streams makes new ids with
/// each start unless its stores are on disk, so the brokers would wait for the timeout of the
/// transactions. Hence the ids are remembered, and the next start aborts what is open under them.
final class LeftTransactions {
    private static final System.Logger LOG = System.getLogger(LeftTransactions.class.getName());

    private static final String THREAD = "-StreamThread-";
    private static final int UUID_LENGTH = 36;

    private final String applicationId;
    private final Map<String, Object> kafka;
    private final Path file;

    LeftTransactions(JobConfig config) {
        applicationId = config.applicationId();
        kafka = config.kafka();
        file = config.stateDirectory().resolve(applicationId + ".transactions");
    }

    /// Aborts what the last start left open. Where that is refused, it is said, and the brokers will do it when
    /// the transactions' time is over.
    void abort() {
        Optional<String> prefix = remembered();
        if (prefix.isEmpty()) {
            return;
        }
        try (Admin admin = Admin.create(kafka)) {
            var ongoing =
                    new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING));
            List<String> left =
                    admin.listTransactions(ongoing).all().get().stream()
                            .map(TransactionListing::transactionalId)
                            .filter(id -> id.startsWith(prefix.get()))
                            .toList();
            if (!left.isEmpty()) {
                admin.fenceProducers(left).all().get();
                LOG.log(
                        System.Logger.Level.INFO,
                        "aborted {0} transactions that the last run left open",
                        left.size());
            }
        } catch (ExecutionException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "transactions that the last run left open stay until their timeout: "
                            + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> remembered() {
        try {
            return Optional.of(Files.readString(file).strip()).filter(this::isOfOneRun);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /// Remembers the ids of a start, before it uses them.
    void remember(KafkaStreams streams) {
        Optional<String> prefix =
                streams.metadataForLocalThreads().stream()
                        .map(ThreadMetadata::threadName)
                        .filter(name -> name.contains(THREAD))
                        .map(name -> name.substring(0, name.lastIndexOf(THREAD)) + "-")
                        .filter(this::isOfOneRun)
                        .findAny();
        if (prefix.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path written =
                    Files.writeString(
                            file.resolveSibling(file.getFileName() + ".new"), prefix.get());
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    /// Whether only one run's transactions can begin so: a shorter prefix would be that of every instance.
    private boolean isOfOneRun(String prefix) {
        return prefix.length() == applicationId.length() + UUID_LENGTH + 2
                && Pattern.matches(Pattern.quote(applicationId) + "-[0-9a-f-]+-", prefix);
    }
}
