package dev.weir.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.schema.source.SourceLines;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks the API of a running server what is said of sources.
final class ApiBalances implements SourceAudit.Balances {
    private static final String PATH = "/v1/sources";

    private final ApiClient api;

    ApiBalances(ApiClient api) {
        this.api = api;
    }

    @Override
    public List<SourceBalance> read() throws IOException, InterruptedException {
        JsonNode answer =
                api.get(PATH).orElseThrow(() -> new IOException("the API has no " + PATH));
        List<SourceBalance> sources = new ArrayList<>();
        for (JsonNode source : answer.get("sources")) {
            sources.add(
                    new SourceBalance(
                            source.get("id").asText(),
                            source.get("file").asText(),
                            source.get("countedTo").asLong(),
                            source.get("requests").asLong(),
                            lines(source, source.get("lines"))));
        }
        return sources;
    }

    private static Optional<SourceLines> lines(JsonNode source, JsonNode lines) {
        if (lines.isNull()) {
            return Optional.empty();
        }
        Map<String, Long> rejected = new HashMap<>();
        lines.get("rejected")
                .properties()
                .forEach(reason -> rejected.put(reason.getKey(), reason.getValue().asLong()));
        return Optional.of(
                new SourceLines(
                        source.get("id").asText(),
                        source.get("host").asText(),
                        source.get("file").asText(),
                        Instant.parse(lines.get("at").asText()).toEpochMilli(),
                        lines.get("acknowledgedTo").asLong(),
                        lines.get("read").asLong(),
                        lines.get("shipped").asLong(),
                        lines.get("waiting").asLong(),
                        rejected));
    }
}
