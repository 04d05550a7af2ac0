package dev.weir.query;

import java.util.Set;

/// Whose data a caller may see.
public sealed interface Scope {
    /// Whether data of `customer` may be shown.
    boolean sees(String customer);

    /// Everybody's, and the state of the system.
    record Operator() implements Scope {
        @Override
        public boolean sees(String customer) {
            return true;
        }
    }

    /// That of some customers.
    ///
    /// @param names the customers' names in the catalogue
    record Customers(Set<String> names) implements Scope {
        /// @throws IllegalArgumentException if a name is one that only operators see ("_…")
        public Customers {
            names = Set.copyOf(names);
            for (String name : names) {
                if (name.startsWith("_")) {
                    throw new IllegalArgumentException(
                            "a key for " + name + ": rows that begin with _ are for operators");
                }
            }
        }

        @Override
        public boolean sees(String customer) {
            return names.contains(customer);
        }
    }
}
