package dev.weir.storage.influxdb;

import com.influxdb.query.InfluxQLQueryResult;
import dev.weir.storage.EncodedRollup;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// Who has rollups: the server's own index of the tag `customer` says it, which forgets a customer
/// with the last shard that has a point of theirs.
final class InfluxCustomers {
    private static final String TAGS =
            "SHOW TAG VALUES FROM \"" + InfluxRollups.MEASUREMENT + "\" WITH KEY = \"customer\"";

    private final InfluxDatabase db;

    /// The names of tags that are digests, which a rollup had to be read for.
    private final Map<String, String> longNames = new ConcurrentHashMap<>();

    InfluxCustomers(InfluxDatabase db) {
        this.db = db;
    }

    /// The names of all, in alphabetical order.
    ///
    /// @param policies of the tiers. A server of version 1 gives those of all policies for each of
    ///     them, one of version 2 those of the policy's bucket.
    List<String> names(Collection<String> policies) {
        return tags(policies).stream().map(tag -> name(tag, policies)).sorted().toList();
    }

    /// The tags of all.
    ///
    /// @param policies as above
    List<String> tags(Collection<String> policies) {
        Set<String> tags = new TreeSet<>();
        for (String policy : policies) {
            for (InfluxQLQueryResult.Series.Record row : db.query(policy, TAGS)) {
                tags.add(StateRows.text(row, "value"));
            }
        }
        return List.copyOf(tags);
    }

    /// The name that a tag stands for.
    String name(String tag, Collection<String> policies) {
        return TagText.isDigest(tag) ? longName(tag, policies) : TagText.original(tag);
    }

    private String longName(String tag, Collection<String> policies) {
        String known = longNames.get(tag);
        if (known != null) {
            return known;
        }
        for (String policy : policies) {
            for (InfluxQLQueryResult.Series.Record row :
                    db.query(
                            policy,
                            "SELECT \"message\" FROM \"%s\" WHERE \"customer\" = '%s' LIMIT 1"
                                    .formatted(InfluxRollups.MEASUREMENT, tag))) {
                byte[] message = InfluxSources.bytes(StateRows.text(row, "message"));
                String name = EncodedRollup.of(message).key().customer();
                longNames.put(tag, name);
                return name;
            }
        }
        return tag; // its last shard went in between
    }
}
