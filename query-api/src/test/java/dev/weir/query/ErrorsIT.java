package dev.weir.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.storage.MetricStore;
import dev.weir.storage.StoreException;
import dev.weir.storage.memory.InMemoryMetricStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ErrorsIT {
    private static final InMemoryMetricStore STORE = Api.store();
    private static Api api;

    @BeforeAll
    static void start() throws Exception {
        long now = TestData.NOW.toEpochMilli();
        TestData.fill(STORE, "shop", now - 20_000, now, 1);
        api =
                new Api(
                        QueryConfig.DEFAULT.withRequestsPerSecond(100_000),
                        STORE,
                        InstantSource.fixed(TestData.NOW));
    }

    @AfterAll
    static void close() {
        api.close();
    }

    private static JsonNode assertProblem(ErrorCode code, HttpResponse<String> response)
            throws Exception {
        assertEquals(code.status(), response.statusCode(), response.body());
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("content-type").orElse(""));
        JsonNode problem = Api.parse(response.body());
        assertEquals(code.type(), problem.get("type").asText());
        assertEquals(code.title(), problem.get("title").asText());
        assertEquals(code.status(), problem.get("status").asInt());
        assertFalse(response.body().contains("dev.weir"), response.body());
        assertFalse(response.body().contains("Exception"), response.body());
        return problem;
    }

    @ParameterizedTest
    @CsvSource({
        "series?form=-5m,                         UNKNOWN_PARAMETER, form",
        "summary?step=1m,                         UNKNOWN_PARAMETER, step",
        "series?from=-5m&from=-6m,                BAD_PARAMETER,     from",
        "series?from=yesterday,                   BAD_PARAMETER,     from",
        "series?from=-5x,                         BAD_PARAMETER,     from",
        "series?from=,                            BAD_PARAMETER,     from",
        "series?to=2026-13-01T00:00:00Z,          BAD_PARAMETER,     to",
        "series?from=now&to=-5m,                  BAD_PARAMETER,     from",
        "series?from=99999999999999,              BAD_PARAMETER,     from",
        "series?step=7x,                          BAD_PARAMETER,     step",
        "series?step=0s,                          BAD_PARAMETER,     step",
        "series?step=-1s,                         BAD_PARAMETER,     step",
        "'series?metrics=requests,nonsense',      BAD_PARAMETER,     metrics",
        "series?metrics=,                         BAD_PARAMETER,     metrics",
        "signals?limit=0,                         BAD_PARAMETER,     limit",
        "signals?limit=1001,                      BAD_PARAMETER,     limit",
        "top/status?limit=1e3,                    BAD_PARAMETER,     limit",
        "series?from=-4h&step=1s,                 TOO_MANY_POINTS,   step",
        "series?from=0&step=1d,                   RANGE_TOO_LONG,    from",
        "series?from=-100d&step=3601s,            RANGE_TOO_LONG,    from",
        "top/nonsense,                            UNKNOWN_DIMENSION, dimension"
    })
    void aBadRequestSaysWhatIsAllowed(String rest, ErrorCode code, String parameter)
            throws Exception {
        JsonNode problem = assertProblem(code, api.get("/v1/customers/shop/" + rest));

        assertEquals(parameter, problem.get("parameter").asText());
        assertFalse(problem.get("detail").asText().isEmpty());
        assertTrue(problem.get("allowed").size() > 0);
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertProblem(ErrorCode.NOT_FOUND, api.get("/nonsense"));
        assertProblem(ErrorCode.NOT_FOUND, api.get("/v1/customers/shop/nonsense"));
        assertProblem(ErrorCode.NOT_FOUND, api.get("/page/../../../etc/passwd"));
        assertProblem(ErrorCode.UNKNOWN_CUSTOMER, api.get("/v1/customers/nobody/series"));
        assertProblem(ErrorCode.UNKNOWN_CUSTOMER, api.get("/v1/customers/nobody/live"));
        assertProblem(ErrorCode.UNKNOWN_CUSTOMER, api.get("/v1/customers/nobody/top/nonsense"));
    }

    @Test
    void onlyGetIsAnswered() throws Exception {
        for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
            HttpResponse<String> response =
                    api.send(
                            api.request("/v1/customers", null)
                                    .method(method, HttpRequest.BodyPublishers.noBody())
                                    .build());
            assertProblem(ErrorCode.METHOD_NOT_ALLOWED, response);
            assertEquals("GET", response.headers().firstValue("allow").orElse(""));
        }
    }

    @Test
    void aBodyIsRefused() throws Exception {
        assertProblem(
                ErrorCode.BODY_NOT_ALLOWED,
                api.send(
                        api.request("/v1/customers", null)
                                .method("GET", HttpRequest.BodyPublishers.ofString("{}"))
                                .build()));
    }

    @Test
    void aLongAddressIsRefused() throws Exception {
        String names = "requests,".repeat(1_000);
        assertProblem(
                ErrorCode.URI_TOO_LONG,
                api.get("/v1/customers/shop/series?metrics=" + names + "requests"));
        String answer = api.rawGet("/" + "a".repeat(100_000), "localhost", null);
        assertTrue(answer.matches("(?s)HTTP/1.1 4(00|14) .*problem\\+json.*"), answer);
    }

    @Test
    void whatIsNotHttpIsAProblem() throws Exception {
        for (String request :
                new String[] {
                    "nonsense\r\n\r\n",
                    "GET /v1/customers HTTP/1.1\r\n\r\n",
                    "GET /v1/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                    "GET /%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                }) {
            String answer = api.raw(request);
            assertTrue(answer.startsWith("HTTP/1.1 4"), request + " -> " + answer);
            assertTrue(answer.contains("urn:weir:error:"), request + " -> " + answer);
            assertFalse(answer.contains("xception"), answer);
        }
    }

    @Test
    void aForeignHostIsTurnedAwayWhileThereAreNoKeys() throws Exception {
        for (String host :
                new String[] {"evil.example", "127.0.0.1.evil.example:8080", "0.0.0.0"}) {
            String answer = api.rawGet("/v1/customers", host, null);
            assertTrue(answer.startsWith("HTTP/1.1 421 "), answer);
            assertTrue(answer.contains(ErrorCode.HOST_NOT_SERVED.type()), answer);
        }
        for (String host : new String[] {"localhost", "LOCALHOST:1", "127.0.0.1:80", "[::1]:9"}) {
            String answer = api.rawGet("/v1/customers", host, null);
            assertTrue(answer.startsWith("HTTP/1.1 200 "), host + " -> " + answer);
        }
    }

    @Test
    void aKeyThatAsksTooOftenWaits() throws Exception {
        QueryConfig config = QueryConfig.DEFAULT.withKeys(Api.KEYS).withRequestsPerSecond(2);
        try (Api limited = new Api(config, STORE, InstantSource.fixed(TestData.NOW))) {
            HttpResponse<String> last = limited.get("/v1/customers", Api.SHOP);
            for (int i = 0; i < 20 && last.statusCode() == 200; i++) {
                last = limited.get("/v1/customers", Api.SHOP);
            }
            assertProblem(ErrorCode.TOO_MANY_REQUESTS, last);
            assertEquals("1", last.headers().firstValue("retry-after").orElse(""));
            assertEquals(200, limited.get("/v1/customers", Api.OPERATOR).statusCode());
        }
    }

    @Test
    void aStoreThatFailsIsUnavailable() throws Exception {
        try (Api failing = Api.open(failing(new StoreException("the disk is full")))) {
            assertProblem(ErrorCode.STORE_UNAVAILABLE, failing.get("/v1/customers"));
            assertProblem(ErrorCode.STORE_UNAVAILABLE, failing.get("/readyz"));
            assertEquals(200, failing.get("/healthz").statusCode());
        }
    }

    @Test
    void aBugInTheServerShowsNothingOfIt() throws Exception {
        try (Api failing = Api.open(failing(new IllegalStateException("secret detail")))) {
            HttpResponse<String> response = failing.get("/v1/customers");
            assertProblem(ErrorCode.INTERNAL, response);
            assertFalse(response.body().contains("secret"));
        }
    }

    /// A store whose every method throws.
    private static MetricStore failing(RuntimeException failure) {
        return (MetricStore)
                Proxy.newProxyInstance(
                        ErrorsIT.class.getClassLoader(),
                        new Class<?>[] {MetricStore.class},
                        (proxy, method, arguments) -> {
                            throw failure;
                        });
    }

    @Test
    void anAnswerThatTakesTooLongIsGivenUp() throws Exception {
        QueryConfig standard = QueryConfig.DEFAULT;
        QueryConfig hurried =
                new QueryConfig(
                        standard.host(),
                        0,
                        standard.maxPoints(),
                        standard.maxRange(),
                        1000,
                        Duration.ofNanos(1),
                        1,
                        standard.liveWriteTimeout(),
                        standard.keys(),
                        standard.retention());
        try (Api slow = new Api(hurried, STORE, InstantSource.fixed(TestData.NOW))) {
            assertProblem(
                    ErrorCode.DEADLINE_EXCEEDED, slow.get("/v1/customers/shop/summary?from=-1h"));
        }
    }

    @Test
    void limitsHoldBeforeAnythingIsRead() throws Exception {
        MetricStore unread =
                (MetricStore)
                        Proxy.newProxyInstance(
                                ErrorsIT.class.getClassLoader(),
                                new Class<?>[] {MetricStore.class},
                                (proxy, method, arguments) -> {
                                    if (method.getName().equals("read")) {
                                        throw new AssertionError("it was read");
                                    }
                                    try {
                                        return method.invoke(STORE, arguments);
                                    } catch (InvocationTargetException e) {
                                        throw e.getCause();
                                    }
                                });
        try (Api guarded = Api.open(unread)) {
            String series = "/v1/customers/shop/series";
            assertProblem(ErrorCode.TOO_MANY_POINTS, guarded.get(series + "?from=-30d&step=1s"));
            assertProblem(ErrorCode.RANGE_TOO_LONG, guarded.get(series + "?from=-100d&step=3601s"));
            assertProblem(ErrorCode.RANGE_TOO_LONG, guarded.get(series + "?from=0&step=1d"));
        }
    }

    @Test
    void everyErrorStandsInTheReference() throws Exception {
        String reference = Files.readString(Path.of("../docs/reference/errors.md"));
        for (ErrorCode code : ErrorCode.values()) {
            assertTrue(
                    reference.contains("| `" + code.slug() + "` | " + code.status() + " |"),
                    code.slug());
        }
    }

    @Test
    void everyAnswerHasTheSecurityHeaders() throws Exception {
        for (String path : new String[] {"/", "/v1/customers", "/nonsense"}) {
            var headers = api.get(path).headers();
            assertEquals("nosniff", headers.firstValue("x-content-type-options").orElse(""));
            String policy = headers.firstValue("content-security-policy").orElse("");
            assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
            assertFalse(policy.contains("unsafe"));
        }
        assertEquals(
                "no-store",
                api.get("/v1/customers").headers().firstValue("cache-control").orElse(""));
    }
}
