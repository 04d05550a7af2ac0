package dev.weir.jobs;

import dev.weir.schema.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;

/// Asks Kafka about the topic between the two stages.
final class PartialsTopic {
    /// Number of its partitions: the first stage gathers a block for each.
    ///
    /// @throws KafkaException if Kafka does not answer, or there is no such topic
    static int partitions(Map<String, Object> kafka) {
        try (Admin admin = Admin.create(kafka)) {
            TopicDescription topic =
                    admin.describeTopics(List.of(Topics.PARTIALS))
                            .allTopicNames()
                            .get()
                            .get(Topics.PARTIALS);
            if (topic == null) {
                throw new KafkaException("topic " + Topics.PARTIALS + " is not there");
            }
            return topic.partitions().size();
        } catch (ExecutionException e) {
            throw new KafkaException("topic " + Topics.PARTIALS + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    private PartialsTopic() {}
}
