package dev.weir.cli.broker;

import dev.weir.schema.Topics;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Takes a way to Kafka, gives it the topics that Weir needs. What exists is left as it is.
public final class TopicSetup {
    private static final System.Logger LOG = System.getLogger(TopicSetup.class.getName());

    private static final long VISIBLE_POLL_MILLIS = 20;
    private static final Duration DAY = Duration.ofDays(1);

    /// The newest of a key stays for good.
    private static final Map<String, String> COMPACTED = Map.of("cleanup.policy", "compact");

    private TopicSetup() {}

    /// Creates the topics that are missing.
    ///
    /// @param kafka settings of Kafka's clients, `bootstrap.servers` at least
    /// @param timeout how long to try
    /// @throws BrokerException if that fails, with one sentence that says why
    public static void createMissing(
            Map<String, Object> kafka, TopicConfig config, Duration timeout)
            throws BrokerException {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("default.api.timeout.ms", Math.toIntExact(timeout.toMillis()));
        settings.put("request.timeout.ms", Math.toIntExact(Math.min(30_000, timeout.toMillis())));
        Object servers = kafka.getOrDefault("bootstrap.servers", "(none)");
        try (Admin admin = Admin.create(settings)) {
            Set<String> existing = admin.listTopics().names().get();
            List<NewTopic> missing = new ArrayList<>(topics(config));
            missing.removeIf(topic -> existing.contains(topic.name()));
            for (Map.Entry<String, KafkaFuture<Void>> created :
                    admin.createTopics(missing).values().entrySet()) {
                awaitCreation(created.getKey(), created.getValue(), timeout);
            }
            awaitVisible(admin, missing.stream().map(NewTopic::name).toList(), timeout);
            warnOfFewerPartitions(admin, existing, config);
        } catch (ExecutionException e) {
            throw new BrokerException(sentence(servers, causeOf(e)), e);
        } catch (KafkaException e) {
            throw new BrokerException(sentence(servers, causeOf(e)), e);
        } catch (TimeoutException e) {
            throw new BrokerException(sentence(servers, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while creating topics", e);
        }
    }

    private static void awaitCreation(String topic, KafkaFuture<Void> creation, Duration timeout)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            creation.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            LOG.log(Level.DEBUG, "created topic {0}", topic);
        } catch (ExecutionException e) {
            // Another instance started at the same moment.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /// A broker may not know yet what its controller has created, and a job whose topic is not there
    /// ends.
    private static void awaitVisible(Admin admin, List<String> topics, Duration timeout)
            throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                admin.describeTopics(topics).allTopicNames().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        || System.nanoTime() - deadline > 0) {
                    throw e;
                }
            }
            TimeUnit.MILLISECONDS.sleep(VISIBLE_POLL_MILLIS);
        }
    }

    private static void warnOfFewerPartitions(Admin admin, Set<String> existing, TopicConfig config)
            throws ExecutionException, InterruptedException {
        if (!existing.contains(Topics.REQUESTS)) {
            return;
        }
        TopicDescription requests =
                admin.describeTopics(List.of(Topics.REQUESTS))
                        .allTopicNames()
                        .get()
                        .get(Topics.REQUESTS);
        int partitions = requests == null ? config.partitions() : requests.partitions().size();
        if (partitions != config.partitions()) {
            LOG.log(
                    Level.INFO,
                    "topic {0} has {1} partitions and keeps them; the configuration says {2}",
                    Topics.REQUESTS,
                    partitions,
                    config.partitions());
        }
    }

    private static Throwable causeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : cause;
    }

    private static String sentence(Object servers, Throwable cause) {
        return switch (cause) {
            case AuthorizationException _ ->
                    "Kafka at "
                            + servers
                            + " does not let this client create topics: grant it Create, or create"
                            + " them by hand ("
                            + cause.getMessage()
                            + ")";
            case AuthenticationException _ ->
                    "Kafka at "
                            + servers
                            + " refuses the credentials: correct the sasl.* and ssl.* settings ("
                            + cause.getMessage()
                            + ")";
            default ->
                    "Kafka at "
                            + servers
                            + " does not answer: check kafka.bootstrap.servers and that Kafka runs"
                            + " ("
                            + cause.getMessage()
                            + ")";
        };
    }

    /// The topics, with all that Weir asks of them.
    static List<NewTopic> topics(TopicConfig config) {
        int partitions = config.partitions();
        short copies = config.replicationFactor();
        return List.of(
                new NewTopic(Topics.REQUESTS, partitions, copies)
                        .configs(deletedAfter(DAY, Topics.MAX_REQUEST_RECORD_BYTES)),
                new NewTopic(Topics.REJECTED, 1, copies)
                        .configs(deletedAfter(DAY.multipliedBy(7), Topics.MAX_JOB_RECORD_BYTES)),
                new NewTopic(Topics.PARTIALS, partitions, copies)
                        .configs(deletedAfter(DAY, Topics.MAX_JOB_RECORD_BYTES)),
                new NewTopic(Topics.ROLLUPS, partitions, copies)
                        .configs(deletedAfter(DAY.multipliedBy(7))),
                // Keyed by customer, so compacting would keep one signal of each.
                new NewTopic(Topics.SIGNALS, partitions, copies)
                        .configs(deletedAfter(DAY.multipliedBy(30))),
                new NewTopic(Topics.SOURCES, partitions, copies).configs(COMPACTED),
                new NewTopic(Topics.LEDGER, partitions, copies).configs(COMPACTED));
    }

    private static Map<String, String> deletedAfter(Duration age, int maxRecordBytes) {
        Map<String, String> settings = new HashMap<>(deletedAfter(age));
        settings.put("max.message.bytes", Integer.toString(maxRecordBytes));
        return settings;
    }

    private static Map<String, String> deletedAfter(Duration age) {
        return Map.of("cleanup.policy", "delete", "retention.ms", millis(age));
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
