package dev.weir.storage.influxdb;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.InfluxQLQueryApi;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.domain.InfluxQLQuery;
import com.influxdb.client.domain.InfluxQLQuery.AcceptHeader;
import com.influxdb.client.domain.InfluxQLQuery.InfluxQLPrecision;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.exceptions.InfluxException;
import com.influxdb.query.InfluxQLQueryResult;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoreException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/// The connection to the server: lines go in by its write API, rows come out by InfluxQL. What goes
/// wrong comes out as a [StoreException].
final class InfluxDatabase implements AutoCloseable {
    /// The retention policy of what is not a rollup.
    static final String STATE = "state";

    /// A request for more is several. Servers and proxies refuse those of some 25 MB.
    static final int MAX_REQUEST_CHARS = 4 << 20;

    /// Statements of one request at most.
    private static final int MAX_STATEMENTS = 100;

    /// The client warns of every answer without rows, and of what it throws too. Held here, for a
    /// logger that nobody holds forgets its level.
    private static final Logger CLIENT = Logger.getLogger("com.influxdb");

    static {
        if (CLIENT.getLevel() == null) {
            CLIENT.setLevel(Level.OFF);
        }
    }

    private final InfluxConfig config;
    private final InfluxDBClient client;
    private final WriteApiBlocking writes;
    private final InfluxQLQueryApi queries;
    private final InfluxErrors errors;
    private final RefusedPoints refused = new RefusedPoints();
    private volatile boolean isClosed;

    /// Creates it; nothing is connected yet.
    InfluxDatabase(InfluxConfig config) {
        this.config = config;
        errors = new InfluxErrors(config);
        OkHttpClient.Builder http =
                new OkHttpClient.Builder()
                        .connectTimeout(config.connectTimeout())
                        .readTimeout(config.timeout())
                        .writeTimeout(config.timeout())
                        .followRedirects(false) // another server would be given the token
                        .addInterceptor(new StatementErrors())
                        .addInterceptor(new TokenHeader(config.token()));
        client =
                InfluxDBClientFactory.create(
                        InfluxDBClientOptions.builder()
                                .okHttpClient(http)
                                .url(config.url())
                                .org(config.org())
                                .build());
        writes = client.getWriteApiBlocking();
        queries = client.getInfluxQLQueryApi();
    }

    /// Writes lines; when it returns, the server has them, but for those that are older than it keeps
    /// any. What may pass soon is tried again for a while.
    ///
    /// @throws StoreException if they are not written, or not all
    void write(String policy, String lines) {
        requireOpen();
        var delays = new RetryDelays(RandomGenerator.getDefault());
        while (true) {
            long began = System.nanoTime();
            try {
                writes.writeRecord(
                        config.database() + "/" + policy, config.org(), WritePrecision.NS, lines);
                return;
            } catch (InfluxException e) {
                OptionalLong beyond = InfluxErrors.beyondRetention(e);
                if (beyond.isPresent()) {
                    refused.add(policy, beyond.getAsLong());
                    return;
                }
                StoreException failure = errors.of(e);
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                Optional<Duration> wait =
                        failure.isTransient()
                                ? delays.after(took, retryAfter(e))
                                : Optional.empty();
                if (wait.isEmpty() || !pause(wait.get())) {
                    throw failure;
                }
            }
        }
    }

    /// Writes what there is once it is enough for a request.
    void writeIfEnough(String policy, LineProtocol lines) {
        if (lines.length() >= MAX_REQUEST_CHARS) {
            write(policy, lines.take());
        }
    }

    /// Writes what is left.
    void writeRest(String policy, LineProtocol lines) {
        if (lines.length() > 0) {
            write(policy, lines.take());
        }
    }

    private static Duration retryAfter(InfluxException e) {
        String seconds = e.headers().get("Retry-After");
        return seconds != null && seconds.matches("\\d{1,6}")
                ? Duration.ofSeconds(Long.parseLong(seconds))
                : Duration.ZERO;
    }

    /// @return false if the thread is to end
    private boolean pause(Duration duration) {
        long until = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
            if (Thread.currentThread().isInterrupted() || isClosed) {
                return false;
            }
        }
        return true;
    }

    /// Asks for rows.
    ///
    /// @throws StoreException if one of the statements failed
    List<InfluxQLQueryResult.Series.Record> query(String policy, String statements) {
        return records(queryGroups(policy, statements));
    }

    /// Asks for rows that are grouped by a tag.
    List<InfluxQLQueryResult.Series> queryGroups(String policy, String statements) {
        return query(
                new InfluxQLQuery(statements, config.database(), AcceptHeader.JSON)
                        .setRetentionPolicy(policy)
                        .setPrecision(InfluxQLPrecision.NANOSECONDS));
    }

    private static List<InfluxQLQueryResult.Series.Record> records(
            List<InfluxQLQueryResult.Series> groups) {
        return groups.stream().flatMap(series -> series.getValues().stream()).toList();
    }

    /// Asks for the rows of many statements, some of them at a time.
    List<InfluxQLQueryResult.Series.Record> queryAll(String policy, List<String> statements) {
        List<InfluxQLQueryResult.Series.Record> rows = new ArrayList<>();
        for (int i = 0; i < statements.size(); i += MAX_STATEMENTS) {
            int end = Math.min(i + MAX_STATEMENTS, statements.size());
            rows.addAll(query(policy, String.join("; ", statements.subList(i, end))));
        }
        return rows;
    }

    /// Asks for rows of a statement that names no series, of which the client reads only the form
    /// that tells of no failure: where there may be no row, that is one.
    List<InfluxQLQueryResult.Series.Record> show(String statement) {
        return records(query(new InfluxQLQuery(statement, config.database(), AcceptHeader.CSV)));
    }

    private List<InfluxQLQueryResult.Series> query(InfluxQLQuery query) {
        requireOpen();
        @Nullable InfluxQLQueryResult answer;
        try {
            answer = queries.query(query);
        } catch (InfluxException e) {
            throw errors.of(e);
        } catch (RuntimeException e) {
            throw errors.senseless(e);
        }
        if (answer == null) {
            throw errors.silent(null); // the client passes over a connection that ended too early
        }
        return answer.getResults().stream().flatMap(result -> result.getSeries().stream()).toList();
    }

    /// The server's version, as in "1.8.10" or "v2.7.4".
    String version() {
        try {
            return client.version();
        } catch (InfluxException e) {
            throw errors.of(e);
        }
    }

    /// The client itself goes on after its end.
    private void requireOpen() {
        if (isClosed) {
            throw new StoreException(
                    Reason.OTHER, "the store in database " + config.place() + " is closed");
        }
    }

    /// Points that the server refused because they are older than it keeps any.
    long refusedPoints() {
        return refused.total();
    }

    @Override
    public void close() {
        isClosed = true;
        client.close();
    }
}
