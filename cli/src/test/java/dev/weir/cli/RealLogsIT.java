package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.cli.IndependentCount.Cell;
import dev.weir.cli.IndependentCount.Sum;
import dev.weir.cli.config.CollectSettings;
import dev.weir.cli.config.WeirConfig;
import dev.weir.cli.run.AllInOne;
import dev.weir.cli.run.Lifecycle;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real logs through the whole pipeline, against counts by `awk` and `jq`: by customer and minute,
/// requests and bytes.
class RealLogsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MINUTE = 60_000;

    private static final String EXT =
            "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent "
                    + "\"$http_referer\" \"$http_user_agent\" \"$http_x_forwarded_for\" "
                    + "$host $request_time $upstream_response_time $upstream_cache_status "
                    + "$ssl_protocol $request_length $bytes_sent";
    private static final String KV =
            "time=$time_iso8601 msec=$msec remote_addr=$remote_addr remote_port=$remote_port "
                    + "host=\"$host\" server_name=$server_name method=$request_method "
                    + "uri=\"$request_uri\" proto=$server_protocol status=$status "
                    + "body_bytes_sent=$body_bytes_sent bytes_sent=$bytes_sent "
                    + "request_length=$request_length rt=$request_time "
                    + "uct=\"$upstream_connect_time\" uht=\"$upstream_header_time\" "
                    + "urt=\"$upstream_response_time\" ua=\"$upstream_addr\" us=\"$upstream_status\" "
                    + "cs=$upstream_cache_status ssl=$ssl_protocol cipher=$ssl_cipher "
                    + "ref=\"$http_referer\" agent=\"$http_user_agent\" conn=$connection "
                    + "reqs=$connection_requests pipe=$pipe";
    private static final String JSON_FORMAT =
            "escape=json {\"time\":\"$time_iso8601\",\"msec\":$msec,"
                    + "\"remote_addr\":\"$remote_addr\",\"remote_user\":\"$remote_user\","
                    + "\"host\":\"$host\",\"server_name\":\"$server_name\","
                    + "\"request\":\"$request\",\"method\":\"$request_method\","
                    + "\"uri\":\"$request_uri\",\"args\":\"$args\","
                    + "\"protocol\":\"$server_protocol\",\"status\":$status,"
                    + "\"body_bytes_sent\":$body_bytes_sent,\"bytes_sent\":$bytes_sent,"
                    + "\"request_length\":$request_length,\"request_time\":$request_time,"
                    + "\"upstream_addr\":\"$upstream_addr\","
                    + "\"upstream_status\":\"$upstream_status\","
                    + "\"upstream_response_time\":\"$upstream_response_time\","
                    + "\"upstream_cache_status\":\"$upstream_cache_status\","
                    + "\"referer\":\"$http_referer\",\"user_agent\":\"$http_user_agent\","
                    + "\"xff\":\"$http_x_forwarded_for\",\"ssl_protocol\":\"$ssl_protocol\","
                    + "\"http_range\":\"$http_range\",\"request_id\":\"$request_id\"}";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private static final String CATALOGUE =
            """
            customers:
              - name: shop
                hosts: [www.example.test]
              - name: media
                hosts: [cdn.example.test, "*.cdn.example.test"]
              - name: api
                hosts: [api.example.test, unknown.invalid]
            """;

    /// The catalogue above, in the test's own words.
    private static String customerOf(String host) {
        if (host.equals("-")) {
            return "default";
        }
        if (host.equals("www.example.test")) {
            return "shop";
        }
        if (host.equals("cdn.example.test") || host.endsWith(".cdn.example.test")) {
            return "media";
        }
        return host.equals("api.example.test") || host.equals("unknown.invalid")
                ? "api"
                : "_unassigned";
    }

    @Test
    void nginxCombinedIsCountedAsAwkCounts() throws Exception {
        Path log = nginx("combined");
        check(log, "combined", false, IndependentCount.awk(IndependentCount.COMBINED, log));
    }

    @Test
    void nginxExtendedIsCountedByCustomerAsAwkCounts() throws Exception {
        Path log = nginx("ext");
        check(log, EXT, true, IndependentCount.awk(IndependentCount.EXTENDED, log));
    }

    @Test
    void nginxKeyValueIsCountedByCustomerAsAwkCounts() throws Exception {
        Path log = nginx("kv");
        check(log, KV, true, IndependentCount.awk(IndependentCount.KEY_VALUE, log));
    }

    @Test
    void nginxJsonIsCountedByCustomerAsJqCounts() throws Exception {
        Path log =
                SharedLogs.unpack(
                        directory.resolve("json.log"),
                        "local/nginx/json.log.1.gz",
                        "local/nginx/json.log.gz");
        check(log, JSON_FORMAT, true, IndependentCount.jq(log));
    }

    @Test
    void apacheCombinedIsCountedAsAwkCounts() throws Exception {
        Path log = thirdParty("elastic-examples_apache_combined.log.gz");
        check(log, "combined", false, IndependentCount.awk(IndependentCount.COMBINED, log));
    }

    @Test
    void aShopsNginxLogIsCountedAsAwkCounts() throws Exception {
        Path log = thirdParty("lnav_zanbil_nginx_main.log.gz");
        String format =
                "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent "
                        + "\"$http_referer\" \"$http_user_agent\" \"$http_x_forwarded_for\"";
        check(log, format, false, IndependentCount.awk(IndependentCount.COMBINED, log));
    }

    @Test
    void logsOf1995AreCountedAsAwkCounts() throws Exception {
        Path log = thirdParty("nasa_19950701_10k_rebuilt_common.log.gz");
        check(log, "common", false, IndependentCount.awk(IndependentCount.COMBINED, log));
    }

    @Test
    void aDroppedLineIsNoticed() throws Exception {
        Path log = nginx("ext");
        List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        Map<Cell, Sum> all = byCustomer(IndependentCount.awk(IndependentCount.EXTENDED, log));
        lines.remove(lines.size() / 2);
        Path shortened = directory.resolve("shortened.log");
        Files.write(shortened, lines, StandardCharsets.ISO_8859_1);
        Map<Cell, Sum> counted = count(shortened, EXT, true, total(all) - 1);
        assertNotEquals(all, counted);
        assertEquals(total(all) - 1, total(counted));
    }

    private Path nginx(String name) throws Exception {
        return SharedLogs.unpack(
                directory.resolve(name + ".log"),
                "local/nginx/" + name + ".log.1.gz",
                "local/nginx/" + name + ".log.gz");
    }

    private Path thirdParty(String name) throws Exception {
        return SharedLogs.unpack(directory.resolve("access.log"), "thirdparty/" + name);
    }

    private void check(Path log, String format, boolean hosts, Map<Cell, Sum> expected)
            throws Exception {
        Map<Cell, Sum> byCustomer = byCustomer(expected);
        assertEquals(byCustomer, count(log, format, hosts, total(byCustomer)));
    }

    private static Map<Cell, Sum> byCustomer(Map<Cell, Sum> byHost) {
        return byHost.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                e -> new Cell(customerOf(e.getKey().host()), e.getKey().minute()),
                                Map.Entry::getValue,
                                (a, b) ->
                                        new Sum(a.requests() + b.requests(), a.bytes() + b.bytes()),
                                RealLogsIT::sorted));
    }

    private static Map<Cell, Sum> sorted() {
        return new TreeMap<>(Comparator.comparing(Cell::host).thenComparingLong(Cell::minute));
    }

    private static long total(Map<Cell, Sum> cells) {
        return cells.values().stream().mapToLong(Sum::requests).sum();
    }

    /// Runs the pipeline on a log until so many requests are counted, and reads every cell.
    private Map<Cell, Sum> count(Path log, String format, boolean hosts, long requests)
            throws Exception {
        Path catalogue = directory.resolve("customers.yaml");
        Files.writeString(catalogue, CATALOGUE);
        WeirConfig config =
                WeirConfig.read(Optional.empty()).withData(directory.resolve("data-" + requests));
        CollectSettings collect =
                config.collect()
                        .with(
                                List.of(
                                        new CollectSettings.Log(
                                                log, format, hosts ? null : "default", null)),
                                hosts ? Optional.of(catalogue) : Optional.empty());
        config = config.withCollect(collect).withServe(config.serve().at("127.0.0.1", 0));
        try (var lifecycle = new Lifecycle()) {
            AllInOne all = AllInOne.start(config, lifecycle);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            Map<Cell, Sum> counted = sorted();
            while (total(counted) < requests && System.nanoTime() < deadline) {
                // The API has a rate limit.
                Thread.sleep(1_000);
                counted = read(all.address());
            }
            // Once more: a line that counts twice would come after those that count once.
            Thread.sleep(1_000);
            return read(all.address());
        }
    }

    private static Map<Cell, Sum> read(String address) throws Exception {
        Map<Cell, Sum> cells = sorted();
        for (JsonNode entry : get(address + "/v1/customers").get("customers")) {
            String customer = entry.get("name").asText();
            for (List<Long> range : ranges(address, customer)) {
                JsonNode series =
                        get(
                                address
                                        + "/v1/customers/"
                                        + customer
                                        + "/series?metrics=requests,bytes_sent&step=1m&from="
                                        + Instant.ofEpochMilli(range.get(0))
                                        + "&to="
                                        + Instant.ofEpochMilli(range.get(1)));
                JsonNode metrics = series.get("metrics");
                for (int i = 0; i < series.get("timestamps").size(); i++) {
                    long count = metrics.get("requests").get(i).asLong();
                    if (count > 0) {
                        cells.put(
                                new Cell(customer, series.get("timestamps").get(i).asLong()),
                                new Sum(count, metrics.get("bytes_sent").get(i).asLong()));
                    }
                }
            }
        }
        return cells;
    }

    /// The days on which the customer had requests, found in the coarsest tier.
    private static List<List<Long>> ranges(String address, String customer) throws Exception {
        List<List<Long>> ranges = new ArrayList<>();
        long day = 24 * 60 * MINUTE;
        // The years that the logs are of: there is a limit on the range of one request.
        for (int year : List.of(1995, 2015, 2019, 2026)) {
            JsonNode series =
                    get(
                            address
                                    + "/v1/customers/"
                                    + customer
                                    + "/series?metrics=requests&step=1d&from="
                                    + year
                                    + "-01-01T00:00:00Z&to="
                                    + (year + 1)
                                    + "-01-01T00:00:00Z");
            for (int i = 0; i < series.get("timestamps").size(); i++) {
                if (series.get("metrics").get("requests").get(i).asLong() > 0) {
                    long start = series.get("timestamps").get(i).asLong();
                    ranges.add(List.of(start, start + day));
                }
            }
        }
        return ranges;
    }

    private static JsonNode get(String uri) throws Exception {
        HttpResponse<String> response =
                HTTP.send(
                        HttpRequest.newBuilder(URI.create(uri)).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), uri + ": " + response.body());
        return JSON.readTree(response.body());
    }
}
