package dev.weir.schema.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeavyHittersTest {
    private static final double MAX_ERROR = HeavyHitters.RELATIVE_ERROR;

    @Test
    void upToNinetySixValuesAreExact() {
        HeavyHitters hitters = new Rollup().heaviest(Dimension.PATH);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 96; i++) {
                hitters.add("value" + i, i + 1);
            }
        }
        List<HeavyHitters.Hitter> heaviest = hitters.heaviest(1000);

        assertEquals(96, heaviest.size());
        for (int rank = 0; rank < 96; rank++) {
            long requests = 3L * (96 - rank);
            assertEquals(
                    new HeavyHitters.Hitter("value" + (95 - rank), requests, requests),
                    heaviest.get(rank));
        }
        assertEquals(5, hitters.heaviest(5).size());
    }

    @Test
    void beyondThatTheTruthLiesWithinTheStatedBounds() {
        for (long seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            Map<String, Long> truth = new HashMap<>();
            Rollup[] parts = new Rollup[4];
            long total = 0;
            for (int part = 0; part < parts.length; part++) {
                parts[part] = part % 2 == 0 ? new Rollup() : Rollup.scratch();
                for (int i = 0; i < 20_000; i++) {
                    // Zipf-like: few values have most of the requests.
                    String value = "/" + (int) Math.exp(random.nextDouble() * 9);
                    parts[part].heaviest(Dimension.PATH).add(value, 1);
                    truth.merge(value, 1L, Long::sum);
                    total++;
                }
            }
            Rollup merged = new Rollup();
            for (Rollup part : parts) {
                merged.merge(part);
            }
            assertBounds(merged.heaviest(Dimension.PATH), truth, total);
        }
    }

    private static void assertBounds(HeavyHitters hitters, Map<String, Long> truth, long total) {
        Map<String, HeavyHitters.Hitter> found = new HashMap<>();
        assertTrue(hitters.size() <= HeavyHitters.MAX_VALUES);
        for (HeavyHitters.Hitter hitter : hitters.heaviest(1000)) {
            found.put(hitter.value(), hitter);
            long exact = truth.getOrDefault(hitter.value(), 0L);
            assertTrue(hitter.atLeast() <= exact, hitter + " is " + exact);
            assertTrue(hitter.requests() >= exact, hitter + " is " + exact);
            assertTrue(hitter.requests() - exact <= MAX_ERROR * total, hitter + " is " + exact);
        }
        truth.forEach((value, exact) -> {
            if (exact > MAX_ERROR * total) {
                assertTrue(found.containsKey(value), value + " has " + exact);
            }
        });
    }

    @Test
    void ofManyThatAreEquallyHeavyMostAreShown() {
        Rollup merged = new Rollup();
        for (int part = 0; part < 3; part++) {
            Rollup rollup = new Rollup();
            for (int i = 0; i < 100; i++) {
                rollup.heaviest(Dimension.PATH).add("/" + i, 50);
            }
            merged.merge(rollup);
        }
        List<HeavyHitters.Hitter> heaviest = merged.heaviest(Dimension.PATH).heaviest(1000);
        assertEquals(HeavyHitters.MAX_VALUES, heaviest.size());
        heaviest.forEach(hitter -> assertEquals(150, hitter.requests(), hitter.value()));
    }

    @Test
    void aLongValueIsCut() {
        HeavyHitters hitters = new Rollup().heaviest(Dimension.PATH);
        hitters.add("/".repeat(10_000), 1);
        assertEquals(HeavyHitters.MAX_VALUE_BYTES, hitters.heaviest(1).getFirst().value().length());
    }

    @Test
    void aCutCutsNoCharacterInTwo() {
        HeavyHitters hitters = new Rollup().heaviest(Dimension.PATH);
        hitters.add("/" + "€".repeat(200), 1);
        hitters.add("/" + "€".repeat(300), 1);
        assertEquals(
                List.of(new HeavyHitters.Hitter("/" + "€".repeat(85), 2, 2)), hitters.heaviest(2));
    }

    @Test
    void nothingHasNoHeaviest() {
        HeavyHitters hitters = new Rollup().heaviest(Dimension.PATH);
        assertEquals(List.of(), hitters.heaviest(10));
        assertEquals(0, hitters.size());
    }
}
