package dev.weir.storage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Takes customers' totals, gives those that are largest: the larger first, equal ones by name.
/// Those that are 0 or less are left out.
public final class HeaviestCustomers {
    private static final Comparator<CustomerTotal> ORDER =
            Comparator.comparingLong(CustomerTotal::total)
                    .reversed()
                    .thenComparing(CustomerTotal::customer);

    private final int limit;
    private final PriorityQueue<CustomerTotal> heaviest = new PriorityQueue<>(ORDER.reversed());

    /// Holds none yet.
    ///
    /// @param limit how many it holds at most
    public HeaviestCustomers(int limit) {
        this.limit = limit;
    }

    /// Adds a customer, once.
    public void add(CustomerTotal customer) {
        if (customer.total() > 0) {
            heaviest.add(customer);
            if (heaviest.size() > limit) {
                heaviest.remove();
            }
        }
    }

    /// The largest.
    public List<CustomerTotal> list() {
        List<CustomerTotal> sorted = new ArrayList<>(heaviest);
        sorted.sort(ORDER);
        return sorted;
    }
}
