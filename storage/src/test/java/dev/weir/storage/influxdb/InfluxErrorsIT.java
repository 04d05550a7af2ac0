package dev.weir.storage.influxdb;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.rollup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.Retention;
import dev.weir.storage.Samples;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoreException.Reason;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Each thing that goes wrong with a server has a reason of its own and a sentence that says what to
/// do; a real server is made to do it.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InfluxErrorsIT {
    private static final String TOKEN = "s3cret-of-the-store";

    private final InfluxServer server = InfluxServer.shared();
    private final InfluxConfig own = server.storeForEver();
    private final String place = "database " + own.place();

    private static InfluxMetricStore open(InfluxConfig config) {
        return InfluxMetricStore.open(config, Retention.DEFAULT);
    }

    private static void write(InfluxMetricStore store) {
        store.writeRollups(List.of(rollup("shop", Tier.SECOND, JUNE, 1)));
    }

    static StoreException refused(Reason reason, String begin, Runnable operation) {
        StoreException e = assertThrows(StoreException.class, operation::run);
        assertTrue(String.valueOf(e.getMessage()).startsWith(begin), e.getMessage());
        assertEquals(reason, e.reason(), e.getMessage());
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            assertFalse(cause.toString().contains(TOKEN), cause.toString());
            assertFalse(cause.toString().contains(InfluxServer.ADMIN), cause.toString());
        }
        return e;
    }

    @Test
    void aWrongTokenIsCredentials() {
        StoreException e =
                refused(
                        Reason.CREDENTIALS,
                        place + " does not know the token: check it, and where it stands (",
                        () -> open(server.config(own.database(), TOKEN)));
        assertFalse(e.isTransient());
        refused(
                Reason.CREDENTIALS,
                place + " does not know the token",
                () -> open(InfluxServer.config(own.url(), own.database(), Optional::empty)));
    }

    @Test
    void aTokenThatCannotBeReadIsSaid() {
        refused(
                Reason.CREDENTIALS,
                "the token for " + place + " cannot be read: /run/secrets/weir",
                () ->
                        open(
                                InfluxServer.config(
                                        own.url(),
                                        own.database(),
                                        () -> {
                                            throw new NoSuchFileException("/run/secrets/weir");
                                        })));
        refused(
                Reason.CREDENTIALS,
                "the token for " + place + " cannot be read: it has characters that",
                () -> open(server.config(own.database(), TOKEN + "\n")));
    }

    @Test
    void aTokenThatIsChangedServesTheNextRequest() {
        AtomicReference<String> token = new AtomicReference<>(InfluxServer.ADMIN);
        var changing =
                InfluxServer.config(own.url(), own.database(), () -> Optional.of(token.get()));
        try (InfluxMetricStore store = open(changing)) {
            write(store);
            token.set(TOKEN);
            refused(Reason.CREDENTIALS, place + " does not know the token", () -> write(store));
            refused(Reason.CREDENTIALS, place + " does not know the token", store::customers);
            token.set(InfluxServer.ADMIN);
            write(store);
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsSaid() {
        InfluxConfig elsewhere = server.config("nowhere", InfluxServer.ADMIN);
        String sentence =
                "there is no database nowhere at "
                        + own.url()
                        + ": have it made (CREATE DATABASE \"nowhere\") or correct"
                        + " store.influxdb.database";
        refused(
                Reason.NO_DATABASE,
                sentence,
                () -> new InfluxSetup(elsewhere).init(Retention.DEFAULT));
        refused(Reason.NO_DATABASE, sentence, () -> open(elsewhere));
        try (InfluxMetricStore store = open(own)) {
            var _ = server.query("DROP DATABASE \"" + own.database() + '"');
            refused(Reason.NO_DATABASE, "there is no " + place, () -> write(store));
            refused(
                    Reason.NO_DATABASE,
                    "there is no " + place,
                    () -> store.read("shop", Tier.SECOND, JUNE, JUNE + 1));
        }
    }

    /// Without the policy the server tells of a failure in an answer of status 200.
    @Test
    void aPolicyThatIsNotThereIsSaidByWritesAndReads() {
        try (InfluxMetricStore store = open(own)) {
            write(store);
            var _ = server.query("DROP RETENTION POLICY \"1s\" ON \"" + own.database() + '"');
            String sentence =
                    "a part of the store in "
                            + place
                            + " is not there (retention policy not found: 1s): run weir store init";
            refused(Reason.NOT_READY, sentence, () -> write(store));
            refused(
                    Reason.NOT_READY,
                    sentence,
                    () -> store.read("shop", Tier.SECOND, JUNE, JUNE + 1));
            var outcome = new InfluxSetup(own).init(InfluxServer.forEver());
            assertEquals(List.of("1s"), outcome.policies());
            write(store);
        }
    }

    @Test
    void theRightThatIsMissingIsNamed() throws IOException {
        server.addUser("weir_" + own.database(), "pw", TOKEN + own.database());
        InfluxConfig config = server.config(own.database(), TOKEN + own.database());
        String user = "\"weir_" + own.database() + '"';
        refused(
                Reason.RIGHTS,
                "the token lacks a right in " + place + ", or there is no such database (",
                () -> open(config));
        var _ = server.query("GRANT READ ON \"" + own.database() + "\" TO " + user);
        try (InfluxMetricStore store = open(config)) {
            refused(Reason.RIGHTS, "the token lacks a right in " + place, () -> write(store));
            var _ = server.query("GRANT ALL ON \"" + own.database() + "\" TO " + user);
            write(store);
            store.applyRetention(JUNE);
        }
        String sentence =
                "the token may not make retention policies in "
                        + place
                        + ": have an administrator run ALTER RETENTION POLICY \"1s\" ON \""
                        + own.database()
                        + "\" DURATION 21600s SHARD DURATION 3600s; ";
        StoreException e =
                refused(
                        Reason.RIGHTS,
                        sentence,
                        () -> new InfluxSetup(config).init(Retention.DEFAULT));
        String run = " run ";
        String said = String.valueOf(e.getMessage());
        for (String statement :
                said.substring(said.indexOf(run) + run.length(), said.lastIndexOf(" and run"))
                        .split("; ", -1)) {
            var _ = server.query(statement);
        }
        assertEquals(List.of(), new InfluxSetup(config).init(Retention.DEFAULT).policies());
    }

    @Test
    void aServerThatIsNotThereIsUnreachableForNow() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        String url = "http://127.0.0.1:" + port;
        StoreException e =
                refused(
                        Reason.UNREACHABLE,
                        "database metrics at " + url + " cannot be reached",
                        () -> open(InfluxServer.config(url, "metrics", Optional::empty)));
        assertTrue(e.isTransient());
    }

    @Test
    void aFieldOfAnotherTypeIsSaidAndWhatIsRightIsStored() {
        server.write(own.database(), "1s", "rollups,customer=blog requests=1.5 " + JUNE + "000000");
        try (InfluxMetricStore store = open(own)) {
            refused(
                    Reason.OTHER,
                    "field requests of measurement rollups in "
                            + place
                            + " has another type than Weir's: something else writes there",
                    () -> write(store));
            var _ = server.query(own.database(), "1s", "DROP MEASUREMENT rollups");
            write(store);
            assertEquals(1, store.read("shop", Tier.SECOND, JUNE, JUNE + 1).size());
        }
    }

    @Test
    void aFullDiskIsSaidAndWhatIsStoredIsSafe(@TempDir Path directory)
            throws IOException, InterruptedException {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=8m,mode=0777", "tmpfs", disk.toString()),
                "no small disk may be mounted here");
        try (InfluxServer small = InfluxServer.start(disk)) {
            InfluxConfig config = small.storeForEver();
            Random random = new Random(1);
            try (InfluxMetricStore store = open(config)) {
                write(store);
                StoreException e =
                        refused(
                                Reason.DISK_FULL,
                                "the disk of database "
                                        + config.place()
                                        + " is full: free some space",
                                () -> {
                                    for (int i = 0; i < 1000; i++) {
                                        store.writeRollups(many("c" + i, random));
                                    }
                                });
                assertFalse(e.isTransient());
                assertEquals(1, store.read("shop", Tier.SECOND, JUNE, JUNE + 1).size());
            }
        } finally {
            assertTrue(run("umount", "-l", disk.toString()));
        }
    }

    /// Rollups that no server makes small.
    private static List<EncodedRollup> many(String customer, Random random) {
        return IntStream.range(0, 20)
                .mapToObj(i ->
                        Samples.encoded(
                                new RollupKey(customer, Tier.SECOND, JUNE + i * 1000L, 0),
                                big(random)))
                .toList();
    }

    private static Rollup big(Random random) {
        Rollup rollup = new Rollup();
        for (int i = 0; i < 500; i++) {
            String name = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
            rollup.heaviest(Dimension.CLIENT).add(name, i + 1);
        }
        return rollup;
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Test
    void aClosedStoreSaysSo() {
        InfluxMetricStore store = open(own);
        store.close();
        store.close();
        refused(Reason.OTHER, "the store in " + place + " is closed", () -> write(store));
        refused(Reason.OTHER, "the store in " + place + " is closed", store::customers);
    }
}
