package dev.weir.storage.influxdb;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.rollup;
import static dev.weir.storage.influxdb.InfluxErrorsIT.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoreException.Reason;
import dev.weir.storage.influxdb.ScriptedServer.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is tried again and what is not, of answers that a healthy server does not give. Their words are
/// those of the sources and documents of InfluxDB.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InfluxFaultsIT {
    private static final Answer STORE =
            Answer.of(
                    200,
                    """
                    {"results":[{"statement_id":0,"series":[{"name":"store",
                    "columns":["time","version","id"],"values":[[0,1,"the-id"]]}]}]}
                    """);

    private ScriptedServer server;
    private InfluxMetricStore store;

    @BeforeEach
    void openStore() throws IOException {
        server = new ScriptedServer();
        server.once(STORE);
        store = InfluxMetricStore.open(config(), Retention.DEFAULT);
    }

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    private InfluxConfig config() {
        return InfluxServer.config(server.url(), "metrics", () -> Optional.of("t0ken"));
    }

    private void write() {
        store.writeRollups(List.of(rollup("shop", Tier.SECOND, JUNE, 1)));
    }

    private int requests() {
        return server.requests().size() - 1;
    }

    @Test
    void whatMayPassSoonIsTriedAgain() {
        server.once(new Answer(429, "", Map.of("Retry-After", "1")));
        server.once(Answer.of(503, "{\"code\":\"unavailable\",\"message\":\"hinted handoff\"}"));
        server.once(Answer.of(500, "{\"error\":\"timeout\"}"));
        server.once(Answer.of(502, "<html>Bad Gateway</html>"));
        write();
        assertEquals(6, requests()); // the rollup five times, then freshness
        String line = server.requests().get(1);
        assertTrue(line.startsWith("rollups,customer=shop requests=1i,"), line);
        assertEquals(1, server.requests().stream().skip(1).limit(5).distinct().count());
        String freshness = "freshness,tier=1s until=" + (JUNE + 1000) + "i ";
        assertTrue(server.requests().getLast().startsWith(freshness), server.requests()::toString);
    }

    @Test
    void whatPassesLaterIsLeftToTheCallerAfterAWhile() {
        server.always(Answer.of(503, ""));
        StoreException e =
                refused(
                        Reason.BUSY,
                        "database metrics at " + server.url() + " is at one of its limits",
                        this::write);
        assertTrue(e.isTransient());
        assertTrue(requests() > 3, "requests " + requests());
    }

    @Test
    void aServerThatAsksForMorePatienceThanThereIsIsNotAskedAgain() {
        server.always(new Answer(429, "", Map.of("Retry-After", "3600")));
        refused(Reason.BUSY, "database metrics at " + server.url(), this::write);
        assertEquals(1, requests());
    }

    @Test
    void whatDoesNotPassIsNotTriedAgain() {
        server.always(Answer.of(413, "<html>"));
        StoreException e =
                refused(
                        Reason.OTHER,
                        "database metrics at " + server.url() + " refuses a request of 4 MiB",
                        this::write);
        assertFalse(e.isTransient());
        server.always(Answer.of(404, "404 page not found"));
        refused(
                Reason.OTHER,
                "what answers at " + server.url() + " has no write API of InfluxDB 2",
                this::write);
        server.always(
                Answer.of(400, "{\"error\":\"unable to parse 'rollups,customer=shop': missing\"}"));
        StoreException unreadable =
                refused(
                        Reason.OTHER,
                        "the store in database metrics at " + server.url() + " refused a request",
                        this::write);
        assertFalse(String.valueOf(unreadable.getMessage()).contains("shop"));
        assertEquals(3, requests());
    }

    /// The words of version 2, with its status.
    @Test
    void pointsBeyondTheRetentionAreCountedAndTheRestIsWritten() {
        server.once(
                Answer.of(
                        422,
                        """
                        {"code":"unprocessable entity","message":"failure writing points to\
                         database: partial write: points beyond retention policy dropped=3"}
                        """));
        write();
        assertEquals(3, store.refusedRollups());
        assertEquals(2, requests());
    }

    @Test
    void anAnswerThatIsNoneIsSaid() {
        server.always(Answer.of(200, "<html>Welcome to nginx!</html>"));
        refused(
                Reason.OTHER,
                "what answers at " + server.url() + " is no InfluxDB: correct store.influxdb.url (",
                store::customers);
    }

    /// The client warns of answers without rows and of pings without answer: people would look for
    /// what is wrong.
    @Test
    void theClientSaysNothingByItself() {
        List<String> said = new CopyOnWriteArrayList<>();
        var handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord record) {
                        said.add(record.getLoggerName() + " " + record.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        try {
            server.always(Answer.of(200, ""));
            refused(
                    Reason.NO_DATABASE,
                    "there is no database metrics",
                    () -> new InfluxSetup(config()).init(Retention.DEFAULT));
            server.always(Answer.of(200, "{\"results\":[{\"statement_id\":0}]}"));
            assertEquals(List.of(), store.customers());
            server.close();
            refused(Reason.UNREACHABLE, "database metrics", store::customers);
        } finally {
            root.removeHandler(handler);
        }
        assertEquals(List.of(), said);
    }

    @Test
    void aPartOfTheRowsIsNotTakenForAll() {
        server.always(
                Answer.of(
                        200,
                        """
                        {"results":[{"statement_id":0,"series":[{"name":"rollups",
                        "columns":["key","value"],"values":[["customer","shop"]],"partial":true}]}]}
                        """));
        refused(
                Reason.OTHER,
                "the store in database metrics at "
                        + server.url()
                        + " refused a request (it gave only a part of the rows: raise its max-row-limit)",
                store::customers);
    }

    @Test
    void aServerIsFoundBehindAPathAndGivenItsTokenInAHeader() {
        server.once(STORE);
        InfluxConfig behind =
                InfluxServer.config(server.url() + "/edge", "metrics", () -> Optional.of("t0ken"));
        try (var other = InfluxMetricStore.open(behind, Retention.DEFAULT)) {
            other.writeRollups(List.of(rollup("shop", Tier.SECOND, JUNE, 1)));
        }
        assertEquals(
                List.of(
                        "/query?db=metrics&rp=state&epoch=n Token t0ken",
                        "/edge/query?db=metrics&rp=state&epoch=n Token t0ken",
                        "/edge/api/v2/write?org=-&bucket=metrics%2F1s&precision=ns Token t0ken",
                        "/edge/api/v2/write?org=-&bucket=metrics%2Fstate&precision=ns Token t0ken"),
                server.heads());
    }

    @Test
    void aServerOfVersionTwoIsGivenItsBucketsByAPerson() {
        server.once(Answer.of(200, "name,tags,name,duration\n,,autogen,0s\n"));
        server.always(new Answer(204, "", Map.of("X-Influxdb-Version", "v2.7.4")));
        refused(
                Reason.NOT_READY,
                "the server at "
                        + server.url()
                        + " is InfluxDB v2.7.4, which has buckets: run influx bucket create --name"
                        + " metrics/1s --retention 21600s --shard-group-duration 3600s; influx bucket"
                        + " create --name metrics/1m --retention 2592000s",
                () -> new InfluxSetup(config()).init(Retention.DEFAULT));
    }
}
