package dev.weir.storage.influxdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryDelaysTest {
    @Test
    void delaysDoubleByChanceUntilPatienceEnds() {
        Set<Duration> firsts = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            var delays = new RetryDelays(new Random(seed));
            Duration sum = Duration.ZERO;
            long full = 50;
            int tries = 0;
            for (Optional<Duration> wait = delays.after(Duration.ZERO, Duration.ZERO);
                    wait.isPresent();
                    wait = delays.after(Duration.ZERO, Duration.ZERO)) {
                long millis = wait.get().toMillis();
                assertTrue(millis >= full / 2 && millis <= full, wait + " of " + full);
                if (tries == 0) {
                    firsts.add(wait.get());
                }
                full = Math.min(2 * full, 2000);
                sum = sum.plus(wait.get());
                tries++;
            }
            assertTrue(tries >= 6, "tries " + tries);
            assertTrue(sum.compareTo(Duration.ofSeconds(5)) <= 0, sum.toString());
        }
        assertTrue(firsts.size() > 5, firsts.toString());
    }

    @Test
    void anAttemptThatTookLongIsTheLast() {
        var delays = new RetryDelays(new Random(1));
        assertTrue(delays.after(Duration.ofSeconds(6), Duration.ZERO).isEmpty());
    }

    @Test
    void whatTheServerAsksIsWaitedForIfThereIsPatienceForIt() {
        var delays = new RetryDelays(new Random(1));
        assertEquals(
                Optional.of(Duration.ofSeconds(2)),
                delays.after(Duration.ZERO, Duration.ofSeconds(2)));
        assertTrue(delays.after(Duration.ZERO, Duration.ofSeconds(60)).isEmpty());
    }
}
