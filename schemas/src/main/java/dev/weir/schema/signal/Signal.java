package dev.weir.schema.signal;

import java.util.List;

/// An attack on a customer, from its first sign to its end, with the evidence to act on.
///
/// @param id unique and stable: "customer/kind/openedAt"
/// @param customer whose
/// @param kind "sqli", "xss", "traversal" or "flood"
/// @param openedAt event time, milliseconds since 1970-01-01T00:00Z
/// @param updatedAt event time of the last change
/// @param closedAt event time of the end; 0 while it is open
/// @param requests that belong to it, so far
/// @param peakPerSecond the highest rate seen, requests per second
/// @param baselinePerSecond what was usual before; 0 for kinds that need no baseline
/// @param samples a few request targets
/// @param heaviestClients clients by their requests, heaviest first
/// @param heaviestPaths paths by their requests, heaviest first
public record Signal(
        String id,
        String customer,
        String kind,
        long openedAt,
        long updatedAt,
        long closedAt,
        long requests,
        double peakPerSecond,
        double baselinePerSecond,
        List<String> samples,
        List<Share> heaviestClients,
        List<Share> heaviestPaths) {

    /// A value and its requests.
    ///
    /// @param value a client's address or a path
    /// @param requests an estimate
    public record Share(String value, long requests) {}

    /// Copies the lists.
    public Signal {
        samples = List.copyOf(samples);
        heaviestClients = List.copyOf(heaviestClients);
        heaviestPaths = List.copyOf(heaviestPaths);
    }

    /// Whether it has not ended.
    public boolean isOpen() {
        return closedAt == 0;
    }

    /// The id of a signal.
    public static String idOf(String customer, String kind, long openedAt) {
        return customer + "/" + kind + "/" + openedAt;
    }
}
