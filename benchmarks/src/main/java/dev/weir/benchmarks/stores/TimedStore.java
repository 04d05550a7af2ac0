package dev.weir.benchmarks.stores;

import dev.weir.storage.MetricStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;

/// Adds up the time that is spent in a store, whatever is asked of it: the API decides how it reads,
/// not the benchmark.
///
/// @param store counts the time of each call of it; closing it closes the store within
/// @param nanos spent so far
record TimedStore(MetricStore store, AtomicLong nanos) {
    static TimedStore of(MetricStore store) {
        AtomicLong nanos = new AtomicLong();
        Object timed =
                Proxy.newProxyInstance(
                        MetricStore.class.getClassLoader(),
                        new Class<?>[] {MetricStore.class},
                        (_, method, arguments) -> {
                            long start = System.nanoTime();
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            } finally {
                                nanos.addAndGet(System.nanoTime() - start);
                            }
                        });
        return new TimedStore((MetricStore) timed, nanos);
    }
}
