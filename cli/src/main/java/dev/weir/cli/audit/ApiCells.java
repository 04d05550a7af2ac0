package dev.weir.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Asks the API of a running server what was counted.
final class ApiCells implements CountedCells {
    private static final long MINUTE = 60_000;

    /// Points in one request: well below the server's limit.
    private static final long MAX_POINTS = 5_000;

    private final ApiClient api;

    ApiCells(ApiClient api) {
        this.api = api;
    }

    @Override
    public Map<Long, Long> requests(String customer, long from, long to)
            throws IOException, InterruptedException {
        Map<Long, Long> requests = new HashMap<>();
        for (long start = from; start < to; start += MAX_POINTS * MINUTE) {
            long end = Math.min(start + MAX_POINTS * MINUTE, to);
            Optional<JsonNode> answer =
                    api.get(
                            "/v1/customers/"
                                    + URLEncoder.encode(customer, StandardCharsets.UTF_8)
                                    + "/series?metrics=requests&step=1m&from="
                                    + Instant.ofEpochMilli(start)
                                    + "&to="
                                    + Instant.ofEpochMilli(end));
            answer.ifPresent(series -> add(series, requests));
        }
        return requests;
    }

    private static void add(JsonNode series, Map<Long, Long> requests) {
        JsonNode timestamps = series.get("timestamps");
        JsonNode values = series.get("metrics").get("requests");
        for (int i = 0; i < timestamps.size(); i++) {
            if (values.get(i).asLong() != 0) {
                requests.put(timestamps.get(i).asLong(), values.get(i).asLong());
            }
        }
    }
}
