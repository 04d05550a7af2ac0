package dev.weir.query;

import dev.weir.storage.Retention;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Where the API listens, what it allows and whom it answers.
///
/// @param host address to listen on; without keys it must be a loopback address
/// @param port TCP port; 0 takes any free one
/// @param maxPoints most points of one series
/// @param maxRange longest time between `from` and `to`
/// @param requestsPerSecond sustained rate of one key, with bursts of twice as many; without keys,
///     of all callers together
/// @param deadline longest time spent on one answer
/// @param maxLiveClients most live streams at once
/// @param liveWriteTimeout a live client that takes nothing for so long is dropped
/// @param keys who may ask; none means everybody on this machine is an operator
/// @param retention the tiers that the store keeps
public record QueryConfig(
        String host,
        int port,
        int maxPoints,
        Duration maxRange,
        int requestsPerSecond,
        Duration deadline,
        int maxLiveClients,
        Duration liveWriteTimeout,
        List<ApiKey> keys,
        Retention retention) {

    /// Loopback, port 8080, no keys.
    public static final QueryConfig DEFAULT =
            new QueryConfig(
                    "127.0.0.1",
                    8080,
                    11_000,
                    Duration.ofDays(5 * 366),
                    50,
                    Duration.ofSeconds(10),
                    256,
                    Duration.ofSeconds(10),
                    List.of(),
                    Retention.DEFAULT);

    /// @throws IllegalArgumentException if a limit is not positive or two keys have one name
    public QueryConfig {
        keys = List.copyOf(keys);
        if (maxPoints < 1 || requestsPerSecond < 1 || maxLiveClients < 0) {
            throw new IllegalArgumentException("limits must be positive");
        }
        Set<String> names = new HashSet<>();
        for (ApiKey key : keys) {
            if (!names.add(key.name())) {
                throw new IllegalArgumentException("two keys are named " + key.name());
            }
        }
    }

    /// The same with another address.
    public QueryConfig withListen(String newHost, int newPort) {
        return new QueryConfig(
                newHost,
                newPort,
                maxPoints,
                maxRange,
                requestsPerSecond,
                deadline,
                maxLiveClients,
                liveWriteTimeout,
                keys,
                retention);
    }

    /// The same with other keys.
    public QueryConfig withKeys(List<ApiKey> newKeys) {
        return new QueryConfig(
                host,
                port,
                maxPoints,
                maxRange,
                requestsPerSecond,
                deadline,
                maxLiveClients,
                liveWriteTimeout,
                newKeys,
                retention);
    }

    /// The same with another rate per key.
    public QueryConfig withRequestsPerSecond(int newRate) {
        return new QueryConfig(
                host,
                port,
                maxPoints,
                maxRange,
                newRate,
                deadline,
                maxLiveClients,
                liveWriteTimeout,
                keys,
                retention);
    }

    /// The same with other limits for live streams.
    public QueryConfig withLive(int newMaxClients, Duration newWriteTimeout) {
        return new QueryConfig(
                host,
                port,
                maxPoints,
                maxRange,
                requestsPerSecond,
                deadline,
                newMaxClients,
                newWriteTimeout,
                keys,
                retention);
    }

    /// The same with other kept tiers.
    public QueryConfig withRetention(Retention newRetention) {
        return new QueryConfig(
                host,
                port,
                maxPoints,
                maxRange,
                requestsPerSecond,
                deadline,
                maxLiveClients,
                liveWriteTimeout,
                keys,
                newRetention);
    }
}
