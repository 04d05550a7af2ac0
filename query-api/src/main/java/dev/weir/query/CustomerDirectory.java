package dev.weir.query;

import dev.weir.storage.MetricStore;
import java.util.List;
import java.util.Set;

/// Which customers there are, read from the store at most once in half a second.
final class CustomerDirectory {
    private static final long REFRESH_NANOS = 500_000_000;

    private record Listing(List<String> names, Set<String> set, long readAt) {}

    private final MetricStore store;
    private volatile Listing listing;

    CustomerDirectory(MetricStore store) {
        this.store = store;
        this.listing = new Listing(List.of(), Set.of(), System.nanoTime() - 2 * REFRESH_NANOS);
    }

    /// The customers that a caller sees, in alphabetical order.
    List<String> seenBy(Caller caller) {
        return listing().names().stream().filter(caller.scope()::sees).toList();
    }

    /// Takes the customer of the path, gives it back if the caller sees it.
    ///
    /// @throws Problem 404, the same whether it is another's or does not exist
    String require(Call call) {
        String customer = call.path("customer");
        if (!call.caller().scope().sees(customer) || !listing().set().contains(customer)) {
            throw new Problem(
                    ErrorCode.UNKNOWN_CUSTOMER,
                    "there is no such customer, or this key does not see it");
        }
        return customer;
    }

    private Listing listing() {
        Listing held = listing;
        if (System.nanoTime() - held.readAt() > REFRESH_NANOS) {
            List<String> names = store.customers();
            held = new Listing(names, Set.copyOf(names), System.nanoTime());
            listing = held;
        }
        return held;
    }
}
