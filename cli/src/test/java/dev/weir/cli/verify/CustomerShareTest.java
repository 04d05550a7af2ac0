package dev.weir.cli.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CustomerShareTest {
    private static final List<String> CUSTOMERS =
            IntStream.range(-500, 500).mapToObj(i -> "customer " + i * 7919).toList();

    @Test
    void everyCustomerIsInOneOfTheHalvesHoweverOftenTheyAreHalved() {
        Deque<CustomerShare> shares = new ArrayDeque<>(List.of(CustomerShare.ALL));
        for (int halved = 0; halved < 31; halved++) {
            CustomerShare share = shares.pollFirst();
            if (share != null) {
                shares.addLast(share.half(0));
                shares.addFirst(share.half(1));
            }
        }
        assertEquals(32, shares.size());
        for (String customer : CUSTOMERS) {
            assertEquals(1, shares.stream().filter(share -> share.has(customer)).count(), customer);
        }
    }

    @Test
    void halvesAreAboutAlike() {
        long first = CUSTOMERS.stream().filter(CustomerShare.ALL.half(0)::has).count();
        assertTrue(first > 400 && first < 600, first + " of 1000");
    }
}
