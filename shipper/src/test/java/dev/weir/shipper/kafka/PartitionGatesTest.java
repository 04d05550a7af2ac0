package dev.weir.shipper.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionGatesTest {
    private final PartitionGates<String> gates = new PartitionGates<>();

    @Test
    void theFirstOfEachPartitionGoesAlone() {
        assertTrue(gates.enter(0, "a"));
        assertTrue(gates.enter(1, "b"));
        assertFalse(gates.enter(0, "c"));
        assertFalse(gates.enter(0, "d"));

        assertEquals(List.of("c", "d"), gates.acknowledged(0));
        assertEquals(List.of(), gates.acknowledged(0));
        assertTrue(gates.enter(0, "e"));
    }

    @Test
    void whatArrivesWhileTheOthersAreSentWaitsForThem() {
        gates.enter(0, "a");
        gates.enter(0, "b");
        assertEquals(List.of("b"), gates.acknowledged(0));

        assertFalse(gates.enter(0, "c"));

        assertEquals(List.of("c"), gates.acknowledged(0));
        assertEquals(List.of(), gates.acknowledged(0));
        assertTrue(gates.enter(0, "d"));
    }

    @Test
    void closingGivesWhatWaits() {
        gates.enter(0, "a");
        gates.enter(0, "b");
        gates.enter(1, "c");
        gates.enter(1, "d");

        assertEquals(List.of("b", "d"), gates.close());
        assertTrue(gates.enter(0, "e"));
        assertEquals(List.of(), gates.acknowledged(0));
    }
}
