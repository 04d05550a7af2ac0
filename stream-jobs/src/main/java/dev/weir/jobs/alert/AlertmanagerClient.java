package dev.weir.jobs.alert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.schema.signal.Signal;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;

/// Tells an Alertmanager of signals, through its API v2. A signal's id makes its labels unique, so
/// telling twice is telling once.
///
/// Source: <https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml>.
public final class AlertmanagerClient {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI alertsUri;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /// Creates a client of the Alertmanager at `baseUri`, as in `http://127.0.0.1:9093`.
    public AlertmanagerClient(URI baseUri) {
        String base = baseUri.toString();
        alertsUri = URI.create(base.replaceAll("/+$", "") + "/api/v2/alerts");
    }

    /// Posts the signals' state: open ones fire, closed ones are resolved.
    ///
    /// @throws IOException if Alertmanager does not take them
    public void post(Collection<Signal> signals) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(alertsUri)
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json(signals)))
                        .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(
                    "Alertmanager answered " + response.statusCode() + ": " + response.body());
        }
    }

    static String json(Collection<Signal> signals) throws IOException {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (Signal signal : signals) {
                write(signal, json);
            }
            json.writeEndArray();
        }
        return text.toString();
    }

    private static void write(Signal signal, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("labels");
        json.writeStringField("alertname", "WeirAttackSignal");
        json.writeStringField("customer", signal.customer());
        json.writeStringField("kind", signal.kind());
        json.writeStringField("signal", signal.id());
        json.writeEndObject();
        json.writeObjectFieldStart("annotations");
        json.writeStringField("summary", summary(signal));
        if (!signal.samples().isEmpty()) {
            json.writeStringField("samples", String.join("\n", signal.samples()));
        }
        json.writeStringField("heaviest_clients", shares(signal.heaviestClients()));
        json.writeStringField("heaviest_paths", shares(signal.heaviestPaths()));
        json.writeEndObject();
        json.writeStringField("startsAt", Instant.ofEpochMilli(signal.openedAt()).toString());
        if (!signal.isOpen()) {
            json.writeStringField("endsAt", Instant.ofEpochMilli(signal.closedAt()).toString());
        }
        json.writeEndObject();
    }

    private static String summary(Signal signal) {
        return String.format(
                Locale.ROOT,
                "%s against %s: %d requests, peak %.1f/s, usual %.1f/s",
                signal.kind(),
                signal.customer(),
                signal.requests(),
                signal.peakPerSecond(),
                signal.baselinePerSecond());
    }

    private static String shares(Collection<Signal.Share> shares) {
        var text = new StringBuilder();
        for (Signal.Share share : shares) {
            text.append(text.isEmpty() ? "" : "\n")
                    .append(share.requests())
                    .append(' ')
                    .append(share.value());
        }
        return text.toString();
    }
}
