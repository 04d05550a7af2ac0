package dev.weir.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadingOrderTest {
    private static final long TURN = 100;

    private final Map<String, Long> unread = new HashMap<>();
    private final ReadingOrder<String> order =
            new ReadingOrder<>(unread::containsKey, name -> unread.getOrDefault(name, 0L), TURN);
    private final List<String> logs = List.of("a", "b", "c", "d", "e");

    @Test
    void whatIsNearlyReadComesBeforeBacklogs() {
        unread.putAll(Map.of("a", 5000L, "b", 7L, "c", 900L, "d", TURN));

        assertEquals(List.of("b", "d", "a", "c"), order.next(logs));
    }

    @Test
    void whoeverWasServedComesLastOfHisKind() {
        unread.putAll(Map.of("a", 5000L, "b", 5000L, "c", 5000L));
        List<String> served = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            String first = order.next(logs).getFirst();
            order.served(first);
            served.add(first);
        }

        assertEquals(List.of("a", "b", "c", "a", "b", "c"), served);
    }

    @Test
    void aBacklogIsServedInEverySecondRoundHoweverMuchIsWritten() {
        unread.putAll(Map.of("a", 10L, "b", 10L, "c", 10L, "d", 5000L));
        List<String> served = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            String first = order.next(logs).getFirst();
            order.served(first);
            served.add(first);
        }

        assertEquals(List.of("a", "d", "b", "d", "c", "d"), served);
    }

    @Test
    void oneThatWasReadToItsEndKeepsItsPlaceInTheOrder() {
        unread.putAll(Map.of("a", 10L, "b", 10L, "c", 10L));
        order.next(logs);
        order.served("a");
        unread.remove("a");

        assertEquals(List.of("b", "c"), order.next(logs));
        order.served("b");
        unread.put("a", 10L);
        unread.remove("b");

        assertEquals(List.of("c", "a"), order.next(logs));
    }
}
