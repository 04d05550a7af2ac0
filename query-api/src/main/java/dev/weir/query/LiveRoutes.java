package dev.weir.query;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.MetricStore;
import dev.weir.storage.WindowRollup;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Streams the windows of a customer as they change. What is sent is read from the store, so that
/// parts are merged and a window that changes twice between two looks is sent once, whole.
final class LiveRoutes implements AutoCloseable {
    private static final long HEARTBEAT_MILLIS = 10_000;
    private static final long PAUSE_MILLIS = 500;
    private static final long WATCH_MILLIS = 500;

    private final QueryConfig config;
    private final MetricStore store;
    private final CustomerDirectory customers;
    private final LiveUpdates updates;
    private final QueryMetrics metrics;
    private final AtomicInteger clients = new AtomicInteger();
    private final Set<LiveStream> streams = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("query-live-watch").factory());

    LiveRoutes(
            QueryConfig config,
            MetricStore store,
            CustomerDirectory customers,
            LiveUpdates updates,
            QueryMetrics metrics) {
        this.config = config;
        this.store = store;
        this.customers = customers;
        this.updates = updates;
        this.metrics = metrics;
        ScheduledFuture<?> _ =
                watch.scheduleWithFixedDelay(
                        this::dropStuck, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    List<Route> routes() {
        return List.of(
                new Route(
                        "/v1/customers/{customer}/live",
                        Route.Access.ANY_KEY,
                        List.of("metrics"),
                        (Route.Stream) this::live));
    }

    private void live(Call call, ServerResponse response) {
        String customer = customers.require(call);
        List<Metric> shown =
                call.parameters().text("metrics").map(Metric::parse).orElse(Metric.list());
        if (clients.incrementAndGet() > config.maxLiveClients()) {
            clients.decrementAndGet();
            throw new Problem(
                    ErrorCode.TOO_MANY_STREAMS,
                    "there are "
                            + config.maxLiveClients()
                            + " live streams already; ask for series instead");
        }
        metrics.liveOpened();
        LiveFeed feed = updates.subscribe(customer);
        try {
            response.header(HeaderNames.CONTENT_TYPE, "text/event-stream;charset=utf-8");
            response.header("X-Accel-Buffering", "no");
            follow(customer, shown, feed, response);
        } finally {
            updates.unsubscribe(customer, feed);
            metrics.liveClosed();
            clients.decrementAndGet();
        }
    }

    private void follow(
            String customer, List<Metric> shown, LiveFeed feed, ServerResponse response) {
        LiveStream stream = null;
        try (OutputStream out = response.outputStream()) {
            stream = new LiveStream(out);
            streams.add(stream);
            stream.comment("windows of " + shown.size() + " metrics follow");
            while (!feed.isClosed()) {
                List<Long> windows = feed.take(HEARTBEAT_MILLIS);
                if (windows.isEmpty()) {
                    stream.comment("nothing new");
                } else {
                    send(customer, shown, windows, stream);
                    feed.pause(PAUSE_MILLIS);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // The client has gone, or was dropped: that is how live streams end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (stream != null) {
                streams.remove(stream);
            }
        }
    }

    private void send(String customer, List<Metric> shown, List<Long> windows, LiveStream stream)
            throws IOException {
        Tier tier = config.retention().finest();
        long freshUntil = store.freshUntil();
        for (long windowStart : windows) {
            for (WindowRollup window :
                    store.read(
                            customer,
                            tier,
                            windowStart,
                            windowStart + tier.millis(),
                            Metric.fields(shown))) {
                stream.event(
                        "window",
                        Answer.bytes(json -> {
                            json.writeStartObject();
                            json.writeStringField("customer", customer);
                            json.writeNumberField("windowStart", window.windowStart());
                            json.writeNumberField("windowMillis", tier.millis());
                            JsonFields.time(json, "freshUntil", freshUntil);
                            JsonFields.metrics(json, shown, window.rollup());
                            json.writeEndObject();
                        }));
            }
        }
    }

    private void dropStuck() {
        Duration timeout = config.liveWriteTimeout();
        for (LiveStream stream : streams) {
            if (stream.interruptIfStuck(timeout.toNanos())) {
                metrics.liveDropped();
            }
        }
    }

    /// Ends all streams.
    @Override
    public void close() {
        updates.close();
        watch.shutdownNow();
    }
}
