package dev.weir.benchmarks.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/// The pipeline's API, as its users see it.
final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long POLL_MILLIS = 50;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;

    Api(String address) {
        this.address = address;
    }

    /// Waits until so many lines are counted, as the store tells of the sources.
    void awaitCounted(long requests) throws IOException, InterruptedException {
        while (counted() < requests) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /// Lines counted of all sources.
    private long counted() throws IOException, InterruptedException {
        long sum = 0;
        for (JsonNode source : get("/v1/sources").get("sources")) {
            sum += source.get("requests").asLong() + source.get("rejectedLines").asLong();
        }
        return sum;
    }

    /// Requests of a customer in the last ten minutes, as its chart shows them.
    long requests(String customer) throws IOException, InterruptedException {
        long sum = 0;
        JsonNode series =
                get("/v1/customers/" + customer + "/series?metrics=requests&from=-10m&step=1s");
        if (!series.has("metrics")) {
            return 0;
        }
        for (JsonNode value : series.get("metrics").get("requests")) {
            sum += value.asLong();
        }
        return sum;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(
                        HttpRequest.newBuilder(URI.create(address + path)).build(),
                        HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(response.body());
    }
}
