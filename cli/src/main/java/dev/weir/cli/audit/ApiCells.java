package dev.weir.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Asks the API of a running server what was counted.
final class ApiCells implements CountedCells {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MINUTE = 60_000;

    /// Points in one request: well below the server's limit.
    private static final long MAX_POINTS = 5_000;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String base;
    private final Optional<String> token;

    ApiCells(String base, Optional<String> token) {
        this.base = base.replaceAll("/+$", "");
        this.token = token;
    }

    @Override
    public Map<Long, Long> requests(String customer, long from, long to)
            throws IOException, InterruptedException {
        Map<Long, Long> requests = new HashMap<>();
        for (long start = from; start < to; start += MAX_POINTS * MINUTE) {
            long end = Math.min(start + MAX_POINTS * MINUTE, to);
            JsonNode series =
                    get(
                            "/v1/customers/"
                                    + URLEncoder.encode(customer, StandardCharsets.UTF_8)
                                    + "/series?metrics=requests&step=1m&from="
                                    + Instant.ofEpochMilli(start)
                                    + "&to="
                                    + Instant.ofEpochMilli(end));
            JsonNode timestamps = series.get("timestamps");
            JsonNode values = series.get("metrics").get("requests");
            for (int i = 0; i < timestamps.size(); i++) {
                if (values.get(i).asLong() != 0) {
                    requests.put(timestamps.get(i).asLong(), values.get(i).asLong());
                }
            }
        }
        return requests;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30));
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        HttpResponse<String> response =
                http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 404) {
            return JSON.readTree("{\"timestamps\":[],\"metrics\":{\"requests\":[]}}");
        }
        if (response.statusCode() != 200) {
            throw new IOException(
                    base + path + " answered " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
