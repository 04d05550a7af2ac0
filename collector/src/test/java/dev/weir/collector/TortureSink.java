package dev.weir.collector;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.StringField;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Counts as the pipeline behind a collector does: per source, what lies below the offset that is
/// already counted is a repeat and dropped. Outlives the collectors, which are killed.
final class TortureSink {
    private final Random random;
    private final Map<String, Long> countedTo = new HashMap<>();
    private final Map<String, Long> requests = new HashMap<>();
    private final Map<Integer, String> counted = new HashMap<>();
    private final Map<Integer, String> twice = new HashMap<>();
    private final List<String> gaps = new ArrayList<>();

    TortureSink(long seed) {
        random = new Random(seed);
    }

    /// One collector's end of it; a killed one's batches do not arrive.
    final class Connection implements BatchSink {
        private final Deque<Runnable> unacknowledged = new ArrayDeque<>();
        private boolean dead;
        private boolean prompt;

        @Override
        public void ship(EncodedBatch batch, Runnable acknowledged) {
            synchronized (TortureSink.this) {
                if (dead) {
                    return;
                }
                count(batch);
                unacknowledged.add(acknowledged);
                // Now and then acknowledgements lag behind, and a kill comes before them.
                while (!unacknowledged.isEmpty() && (prompt || random.nextInt(8) != 0)) {
                    unacknowledged.removeFirst().run();
                }
            }
        }

        @Override
        public void rejected(String sourceId, long offset, String reason, byte[] line) {}

        void kill() {
            synchronized (TortureSink.this) {
                dead = true;
            }
        }

        /// Acknowledges everything from now on, at once.
        void becomePrompt() {
            synchronized (TortureSink.this) {
                prompt = true;
                acknowledgeAll();
            }
        }

        void acknowledgeAll() {
            synchronized (TortureSink.this) {
                unacknowledged.forEach(Runnable::run);
                unacknowledged.clear();
            }
        }
    }

    private void count(EncodedBatch batch) {
        Long before = countedTo.get(batch.sourceId());
        long end = before == null ? batch.firstOffset() : before;
        if (batch.firstOffset() > end) {
            gaps.add(batch.sourceId() + " from " + end + " to " + batch.firstOffset());
        }
        BatchReader reader = RecordingSink.open(batch);
        for (int index = 0; index < reader.requestCount(); index++) {
            if (reader.lineOffset(index) >= end) {
                requests.merge(batch.sourceId(), 1L, Long::sum);
                String path =
                        RecordingSink.text(
                                new RecordingSink.At(batch, reader, index), StringField.PATH);
                int number = Integer.parseInt(path.substring(1));
                String where = batch.sourceId() + "@" + reader.lineOffset(index);
                String first = counted.putIfAbsent(number, where);
                if (first != null) {
                    twice.put(number, "in " + first + " and " + where);
                }
            }
        }
        countedTo.put(batch.sourceId(), Math.max(end, batch.endOffset()));
    }

    /// Position in a source up to which it is counted.
    synchronized long countedTo(String sourceId) {
        return countedTo.getOrDefault(sourceId, 0L);
    }

    /// Requests of a source, each once.
    synchronized long requests(String sourceId) {
        return requests.getOrDefault(sourceId, 0L);
    }

    synchronized boolean hasCounted(Set<Integer> numbers) {
        return counted.keySet().containsAll(numbers);
    }

    synchronized Set<Integer> missingOf(Set<Integer> numbers) {
        Set<Integer> missing = new HashSet<>(numbers);
        missing.removeAll(counted.keySet());
        return missing;
    }

    synchronized Set<Integer> counted() {
        return Set.copyOf(counted.keySet());
    }

    /// What was counted more than once, and in which sources, at which offsets.
    synchronized Map<Integer, String> twice() {
        return Map.copyOf(twice);
    }

    synchronized List<String> gaps() {
        return List.copyOf(gaps);
    }
}
