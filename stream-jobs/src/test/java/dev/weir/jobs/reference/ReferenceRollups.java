package dev.weir.jobs.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.schema.batch.StringField;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.Tier;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Takes requests, gives what the rollups of each customer, tier and window must say, each tier
/// counted from the requests anew.
public final class ReferenceRollups {
    /// A window of a customer, whatever its parts.
    public record Window(String customer, Tier tier, long start) {}

    private final List<Tier> tiers;
    private final Map<Window, ReferenceRollup> rollups = new HashMap<>();

    /// Nothing counted.
    public ReferenceRollups(List<Tier> tiers) {
        this.tiers = tiers;
    }

    /// Counts requests that an edge host wrote.
    public void add(Collection<ModelRequest> requests, String edgeHost) {
        for (ModelRequest request : requests) {
            String customer = request.strings().getOrDefault(StringField.CUSTOMER, "_unassigned");
            for (Tier tier : tiers) {
                long start = request.time() - Math.floorMod(request.time(), tier.seconds() * 1000L);
                rollups.computeIfAbsent(
                                new Window(customer, tier, start), w -> new ReferenceRollup())
                        .add(request, edgeHost);
            }
        }
    }

    /// Fails if these windows are not those of the requests, or one of them counts otherwise.
    public void assertMatches(Map<Window, Rollup> actual) {
        assertEquals(rollups.keySet(), actual.keySet());
        rollups.forEach((window, expected) ->
                expected.assertMatches(
                        Objects.requireNonNull(actual.get(window)), window.toString()));
    }
}
