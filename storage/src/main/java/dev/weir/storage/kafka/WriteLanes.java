package dev.weir.storage.kafka;

import dev.weir.storage.EncodedRollup;
import dev.weir.storage.MetricStore;
import dev.weir.storage.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Takes rollups, writes them in several writes at a time. A customer's are in one of them, so what
/// is written of a key keeps its order, and two writes never meet in a row.
///
/// For one thread, which waits for all of them and takes a share itself.
final class WriteLanes implements AutoCloseable {
    /// Fewer rollups are not worth a write of their own.
    private static final int LEAST_ROLLUPS = 200;

    private final int lanes;
    private final ExecutorService threads;

    /// @param lanes how many writes at once at most, 1 or more
    WriteLanes(int lanes) {
        this.lanes = lanes;
        AtomicInteger number = new AtomicInteger();
        threads =
                Executors.newFixedThreadPool(
                        Math.max(1, lanes - 1),
                        task -> new Thread(task, "store-writer-" + number.incrementAndGet()));
    }

    /// Writes all; when it returns or throws, nothing of it is under way.
    ///
    /// @throws StoreException if some were not written; others may have been
    void write(List<EncodedRollup> rollups, MetricStore store) {
        List<List<EncodedRollup>> shares = shares(rollups);
        List<Future<Void>> others = new ArrayList<>();
        for (List<EncodedRollup> share : shares.subList(1, shares.size())) {
            others.add(threads.submit(writing(share, store)));
        }
        List<RuntimeException> failures = new ArrayList<>();
        try {
            store.writeRollups(shares.getFirst());
        } catch (RuntimeException e) {
            failures.add(e);
        }
        others.forEach(other -> await(other, failures));
        if (!failures.isEmpty()) {
            RuntimeException first = failures.getFirst();
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    private static Callable<Void> writing(List<EncodedRollup> share, MetricStore store) {
        return () -> {
            store.writeRollups(share);
            return null;
        };
    }

    private List<List<EncodedRollup>> shares(List<EncodedRollup> rollups) {
        int shares = Math.clamp(rollups.size() / LEAST_ROLLUPS, 1, lanes);
        if (shares == 1) {
            return List.of(rollups);
        }
        List<List<EncodedRollup>> byHash = new ArrayList<>();
        for (int i = 0; i < shares; i++) {
            byHash.add(new ArrayList<>(2 * rollups.size() / shares));
        }
        for (EncodedRollup rollup : rollups) {
            byHash.get(Math.floorMod(rollup.key().customer().hashCode(), shares)).add(rollup);
        }
        return byHash;
    }

    /// A write that is left alone could come after the next one of the same rollups, and put old
    /// ones in the place of new ones: so an interruption is remembered, and waits too.
    private static void await(Future<Void> write, List<RuntimeException> failures) {
        boolean interrupted = false;
        while (true) {
            try {
                write.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                failures.add(
                        e.getCause() instanceof RuntimeException cause
                                ? cause
                                : new StoreException("a write failed: " + e.getCause(), e));
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends its threads.
    @Override
    public void close() {
        threads.shutdown();
    }
}
