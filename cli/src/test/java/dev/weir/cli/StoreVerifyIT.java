package dev.weir.cli;

import static dev.weir.cli.StoredTopic.rollup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.cli.StoredTopic.Said;
import dev.weir.cli.verify.Selection;
import dev.weir.cli.verify.StoreVerifier;
import dev.weir.cli.verify.Verification;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `weir store verify` against a real broker and a store that the real writer has filled.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class StoreVerifyIT {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private StoredTopic topic;

    private final long now = System.currentTimeMillis();

    /// A minute that is over.
    private final long minute = Tier.MINUTE.windowStart(now - HOUR);

    @BeforeEach
    void start() throws Exception {
        topic = new StoredTopic(directory);
    }

    @AfterEach
    void stop() throws Exception {
        topic.close();
    }

    @Test
    void aStoreThatHasTheTopicIsEqual() throws Exception {
        topic.produce(
                rollup("shop", Tier.SECOND, minute, 1, 3),
                rollup("shop", Tier.MINUTE, minute, 1, 3),
                rollup("shop", Tier.MINUTE, minute, 1, 5), // the same part, larger since
                rollup("shop", Tier.MINUTE, minute, 2, 2), // late requests
                rollup("acorn", Tier.DAY, Tier.DAY.windowStart(now), 9, 8));
        topic.store();

        Said said = topic.weir("verify");

        assertEquals(
                """
                5 records read
                3 windows compared: 3 equal, 0 missing, 0 different
                0 written meanwhile, 0 past their retention, 0 not comparable: the topic may have \
                lost parts of them
                """,
                said.out());
        assertEquals(0, said.exitCode(), said.err());
    }

    @Test
    void aWindowThatIsMissingOrDiffersIsNamed() throws Exception {
        topic.produce(
                rollup("shop", Tier.MINUTE, minute, 1, 5),
                rollup("shop", Tier.MINUTE, minute + 60_000, 1, 7));
        topic.store();
        topic.produce(rollup("late", Tier.HOUR, Tier.HOUR.windowStart(minute), 1, 1234));
        topic.pretendStored();
        topic.write(rollup("shop", Tier.MINUTE, minute, 1, 4));

        Said said = topic.weir("verify");

        assertEquals(1, said.exitCode(), said.err());
        assertTrue(
                said.out().contains("3 windows compared: 1 equal, 1 missing, 1 different\n"),
                said.out());
        assertTrue(
                said.out()
                        .contains(
                                "  shop 1m "
                                        + Instant.ofEpochMilli(minute)
                                        + ": requests 5 in the topic, 4 in the store\n"),
                said.out());
        assertTrue(
                said.out().contains(": requests 1,234 in the topic, nothing in the store\n"),
                said.out());
        assertEquals(0, topic.weir("verify", "--tier", "1m", "--from", at(1)).exitCode());
        assertEquals(1, topic.weir("verify", "--tier", "1m").exitCode());
        assertEquals(1, topic.weir("verify", "--customer", "late").exitCode());
    }

    private String at(int minutes) {
        return Instant.ofEpochMilli(minute + minutes * 60_000L).toString();
    }

    @Test
    void whatTheStoresWriterHasNotCommittedIsLeftOut() throws Exception {
        topic.produce(
                rollup("shop", Tier.MINUTE, minute, 1, 5),
                rollup("shop", Tier.MINUTE, minute + 60_000, 1, 7));
        topic.store();
        topic.produce(rollup("shop", Tier.MINUTE, minute, 1, 6));
        topic.write(rollup("shop", Tier.MINUTE, minute, 1, 6)); // written, not committed

        Said said = topic.weir("verify");

        assertEquals(0, said.exitCode(), said.out());
        assertTrue(said.out().contains("1 windows compared: 1 equal,"), said.out());
        assertTrue(said.out().contains("1 written meanwhile,"), said.out());
    }

    @Test
    void ofWhatTheTopicHasLostOnlyTheRestIsHeldAgainstTheStore() throws Exception {
        topic.produce(
                now - 2 * HOUR,
                rollup("shop", Tier.MINUTE, minute, 1, 100),
                rollup("shop", Tier.HOUR, Tier.HOUR.windowStart(minute), 1, 100));
        topic.store();
        topic.forgetTopic();
        topic.produce(
                rollup("shop", Tier.MINUTE, minute, 2, 5),
                rollup("shop", Tier.HOUR, Tier.HOUR.windowStart(minute), 1, 105));
        topic.store();

        Said said = topic.weir("verify");

        assertEquals(0, said.exitCode(), said.out());
        assertTrue(said.out().contains("1 windows compared: 1 equal,"), said.out());
        assertTrue(said.out().contains("1 not comparable:"), said.out());

        // Less than what is left of it cannot be right.
        topic.write(
                rollup("shop", Tier.MINUTE, minute, 1, 0),
                rollup("shop", Tier.MINUTE, minute, 2, 4));
        assertEquals(1, topic.weir("verify").exitCode());
    }

    @Test
    void whatTheStoreMayForgetIsNotMissing() throws Exception {
        topic.produce(rollup("shop", Tier.MINUTE, minute, 1, 5));
        topic.store();
        topic.produce(
                rollup("shop", Tier.SECOND, minute - 7 * HOUR, 1, 5),
                rollup("shop", Tier.SECOND, minute, 1, 5));
        topic.pretendStored();

        Said said = topic.weir("verify");

        assertEquals(1, said.exitCode(), said.out());
        assertTrue(said.out().contains("1 equal, 1 missing, 0 different"), said.out());
        assertTrue(said.out().contains("1 past their retention"), said.out());
    }

    @Test
    void whatDoesNotFitIntoMemoryIsComparedInSeveralPasses() throws Exception {
        EncodedRollup[] rollups =
                IntStream.range(0, 900)
                        .mapToObj(i ->
                                rollup(
                                        "customer-" + i % 300,
                                        Tier.MINUTE,
                                        minute + i / 300 * 60_000L,
                                        1,
                                        i + 1))
                        .toArray(EncodedRollup[]::new);
        topic.produce(rollups);
        topic.store();
        topic.write(rollup("customer-7", Tier.MINUTE, minute, 1, 1));

        Verification verification =
                new StoreVerifier(topic.config(), topic.kafka(), 100, () -> now)
                        .run(
                                new Selection(
                                        0,
                                        Long.MAX_VALUE,
                                        Set.of(Tier.SECOND, Tier.MINUTE),
                                        Optional.empty()));

        assertEquals(899, verification.equal());
        assertEquals(1, verification.different());
        assertEquals("customer-7", verification.differences().getFirst().window().customer());
        assertTrue(verification.passes() >= 9, verification.toString());
        assertEquals(900, verification.records());
    }

    @Test
    void whatCannotBeToldIsNoSuccess() throws Exception {
        Said none = topic.weir("verify");
        assertEquals(2, none.exitCode());
        assertTrue(none.err().contains("there is no store in "), none.err());

        topic.produce(rollup("shop", Tier.MINUTE, minute, 1, 5));
        topic.write();
        Said unwritten = topic.weir("verify");
        assertEquals(2, unwritten.exitCode());
        assertTrue(unwritten.err().contains("no progress of this store's writer"), unwritten.err());

        topic.store();
        Said elsewhere = topic.weir("verify", "--customer", "nobody");
        assertEquals(2, elsewhere.exitCode());
        assertTrue(elsewhere.err().contains("there was no window to compare"), elsewhere.err());

        Said tier = topic.weir("verify", "--tier", "2m");
        assertEquals(2, tier.exitCode());
        assertTrue(
                tier.err().contains("--tier is 2m; allowed, by store.tiers: 1s, 1m, 1h, 1d"),
                tier.err());
        assertEquals(2, topic.weir("verify", "--from", "yesterday").exitCode());
        assertEquals(2, topic.weir("verify", "--from", "-1h", "--to", "-2h").exitCode());
    }
}
