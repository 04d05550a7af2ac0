package dev.weir.query;

import dev.weir.storage.MetricStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/// What needs no key: the dashboard's files, the description of the API, and health.
final class Pages {
    private static final String CHART_POM =
            "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";

    private final MetricStore store;

    Pages(MetricStore store) {
        this.store = store;
    }

    List<Route> routes() {
        return List.of(
                file("/", "page/index.html", "text/html;charset=utf-8"),
                file("/page/page.js", "page/page.js", "text/javascript;charset=utf-8"),
                file("/page/api.js", "page/api.js", "text/javascript;charset=utf-8"),
                file("/page/charts.js", "page/charts.js", "text/javascript;charset=utf-8"),
                file("/page/signals.js", "page/signals.js", "text/javascript;charset=utf-8"),
                file("/page/page.css", "page/page.css", "text/css;charset=utf-8"),
                file("/page/icon.svg", "page/icon.svg", "image/svg+xml"),
                file("/page/chart.js", chartJs(), "text/javascript;charset=utf-8"),
                file("/openapi.yaml", "openapi.yaml", "application/yaml"),
                Route.open("/healthz", call -> state("alive")),
                Route.open("/readyz", this::ready));
    }

    private static Route file(String path, String resource, String contentType) {
        Answer answer = new Answer(200, contentType, read(resource));
        return Route.open(path, call -> answer);
    }

    /// The path of Chart.js in its webjar, whose version the webjar itself tells.
    private static String chartJs() {
        Properties properties = new Properties();
        try (InputStream in = open(CHART_POM)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(CHART_POM, e);
        }
        return "/META-INF/resources/webjars/chart.js/"
                + properties.getProperty("version")
                + "/dist/chart.umd.min.js";
    }

    private static byte[] read(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = Pages.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("not on the class path: " + resource);
        }
        return in;
    }

    private Answer ready(Call call) {
        // A store that does not answer makes this a 503.
        boolean hasData = store.freshUntil() > 0;
        return state(hasData ? "ready" : "ready, without data yet");
    }

    private static Answer state(String word) {
        return new Answer(
                200, "text/plain;charset=utf-8", (word + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
