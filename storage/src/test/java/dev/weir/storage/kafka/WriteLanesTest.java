package dev.weir.storage.kafka;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.rollup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WriteLanesTest {
    private static final int CUSTOMERS = 500;

    private final WriteLanes lanes = new WriteLanes(4);

    @AfterEach
    void close() {
        lanes.close();
    }

    private static List<EncodedRollup> rollups(int customers) {
        List<EncodedRollup> rollups = new ArrayList<>();
        for (int second = 0; second < 4; second++) {
            for (int customer = 0; customer < customers; customer++) {
                rollups.add(rollup("customer-" + customer, Tier.SECOND, JUNE + second * 1000L, 1));
            }
        }
        return rollups;
    }

    @Test
    void everythingIsWrittenAndACustomerByOneWrite() {
        var store = new FailingStore();
        lanes.write(rollups(CUSTOMERS), store);
        assertEquals(4, store.writes.size());
        Set<String> seen = new HashSet<>();
        for (List<EncodedRollup> write : store.writes) {
            Set<String> customers = new HashSet<>();
            write.forEach(rollup -> customers.add(rollup.key().customer()));
            assertTrue(customers.stream().allMatch(seen::add), "a customer is in two writes");
        }
        assertEquals(CUSTOMERS, store.customers().size());
        assertEquals(4, store.read("customer-7", Tier.SECOND, JUNE, Long.MAX_VALUE).size());
    }

    /// Each write waits until all four are there.
    @Test
    void theWritesRunAtOnce() {
        var barrier = new CyclicBarrier(4);
        var store =
                new FailingStore() {
                    @Override
                    public void writeRollups(List<EncodedRollup> rollups) {
                        try {
                            barrier.await(30, TimeUnit.SECONDS);
                        } catch (Exception e) {
                            throw new StoreException("alone", e);
                        }
                        super.writeRollups(rollups);
                    }
                };
        lanes.write(rollups(CUSTOMERS), store);
        assertEquals(CUSTOMERS, store.customers().size());
    }

    @Test
    void aFewRollupsAreOneWrite() {
        var store = new FailingStore();
        lanes.write(rollups(10), store);
        assertEquals(1, store.writes.size());
    }

    /// Otherwise a write of before could come after the retry of a later one. The other writes go on
    /// only when the calling thread, whose own has failed, waits.
    @Test
    void whenAWriteFailsTheOthersHaveEndedToo() {
        Thread caller = Thread.currentThread();
        var ended = new AtomicInteger();
        var store =
                new FailingStore() {
                    @Override
                    public void writeRollups(List<EncodedRollup> rollups) {
                        if (Thread.currentThread().equals(caller)) {
                            throw new StoreException("the disk is full");
                        }
                        awaitThatItWaits(caller);
                        super.writeRollups(rollups);
                        ended.incrementAndGet();
                    }
                };
        List<EncodedRollup> rollups = rollups(CUSTOMERS);
        StoreException e = assertThrows(StoreException.class, () -> lanes.write(rollups, store));
        assertEquals("the disk is full", e.getMessage());
        assertEquals(3, ended.get());
    }

    private static void awaitThatItWaits(Thread thread) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (thread.getState() != Thread.State.WAITING) {
            assertTrue(System.nanoTime() < deadline, "the caller does not wait");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
