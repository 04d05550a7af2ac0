package dev.weir.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.memory.InMemoryMetricStore;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class IsolationIT {
    private static final InMemoryMetricStore STORE = Api.store();
    private static final List<String> OTHERS = List.of("bank", "Shop", "_unassigned", "_other");
    private static Api api;

    @BeforeAll
    static void start() throws Exception {
        long now = TestData.NOW.toEpochMilli();
        TestData.fill(STORE, "shop", now - 20_000, now, 1);
        for (String other : OTHERS) {
            TestData.fill(STORE, other, now - 20_000, now, 2);
            STORE.writeSignals(TestData.signals(other, now));
        }
        api = Api.withKeys(STORE);
    }

    @AfterAll
    static void close() {
        api.close();
    }

    private static List<String> customerRoutes() {
        List<String> rests = new ArrayList<>();
        for (Route route : api.server.routes()) {
            if (route.path().contains("{customer}")) {
                rests.add(
                        route.path()
                                .replace("/v1/customers/{customer}", "")
                                .replace("{dimension}", "path"));
            }
        }
        assertEquals(5, rests.size());
        return rests;
    }

    @Test
    void anothersCustomerAnswersExactlyLikeAnUnknownOne() throws Exception {
        for (String rest : customerRoutes()) {
            String unknown = body(api.rawGet("/v1/customers/nobody" + rest, "localhost", Api.SHOP));
            assertTrue(unknown.contains(ErrorCode.UNKNOWN_CUSTOMER.type()), unknown);
            for (String other : OTHERS) {
                String answer = api.rawGet("/v1/customers/" + other + rest, "localhost", Api.SHOP);
                assertTrue(answer.startsWith("HTTP/1.1 404 "), other + rest + ": " + answer);
                assertEquals(unknown, body(answer), other + rest);
            }
        }
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n"));
    }

    @Test
    void noSpellingOfAnothersNameShowsIt() throws Exception {
        List<String> spellings =
                List.of(
                        "bank",
                        "%62ank",
                        "%62%61%6e%6b",
                        "BANK",
                        "bank%20",
                        "%20bank",
                        "bank%00",
                        "bank;shop",
                        ";bank",
                        "shop;bank",
                        "shop%2f..%2fbank",
                        "shop/../bank",
                        "shop/%2e%2e/bank",
                        "shop/%2e%2e%2fbank",
                        "./bank",
                        "%2e/bank",
                        "shop%2Fbank",
                        "shop//bank",
                        "%5funassigned",
                        "_unassigned",
                        "%2562ank",
                        "sho%70/../%62ank",
                        "shop,bank",
                        "shop&customer=bank",
                        "shop?customer=bank",
                        "..",
                        "%2e%2e",
                        "*",
                        "");
        for (String spelling : spellings) {
            for (String rest : List.of("/summary", "/series?from=-5m", "/top/path", "/signals")) {
                String answer =
                        api.rawGet("/v1/customers/" + spelling + rest, "localhost", Api.SHOP);
                String what = spelling + rest + " -> " + answer;
                if (answer.startsWith("HTTP/1.1 200 ")) {
                    assertTrue(
                            answer.contains("\"customer\":\"shop\"")
                                    || answer.contains("{\"signals\":[]}"),
                            what);
                }
                for (String other : OTHERS) {
                    assertFalse(answer.contains("\"customer\":\"" + other + "\""), what);
                }
                assertFalse(answer.startsWith("HTTP/1.1 5"), what);
                assertFalse(answer.contains("\"flood\""), what);
            }
        }
    }

    @Test
    void aCustomersKeySeesItsOwn() throws Exception {
        assertEquals(
                "{\"customers\":[{\"name\":\"shop\"}]}", api.get("/v1/customers", Api.SHOP).body());
        for (String rest : List.of("/series", "/summary", "/top/path", "/signals")) {
            assertEquals(200, api.get("/v1/customers/shop" + rest, Api.SHOP).statusCode());
        }
    }

    @Test
    void operatorsRoutesRefuseACustomersKey() throws Exception {
        int operatorRoutes = 0;
        for (Route route : api.server.routes()) {
            if (route.access() == Route.Access.OPERATOR) {
                operatorRoutes++;
                HttpResponse<String> response = api.get(route.path(), Api.SHOP);
                assertEquals(403, response.statusCode(), route.path());
                assertTrue(response.body().contains(ErrorCode.FORBIDDEN.type()));
                assertEquals(200, api.get(route.path(), Api.OPERATOR).statusCode());
            }
        }
        assertEquals(5, operatorRoutes);
    }

    @Test
    void anOperatorSeesEverybody() throws Exception {
        assertTrue(api.get("/v1/customers", Api.OPERATOR).body().contains("_unassigned"));
        for (String other : OTHERS) {
            assertEquals(
                    200, api.get("/v1/customers/" + other + "/summary", Api.OPERATOR).statusCode());
        }
    }

    @Test
    void withoutAKnownKeyNothingIsShown() throws Exception {
        List<String> headers =
                List.of(
                        "",
                        "Authorization: Bearer\r\n",
                        "Authorization: Bearer wrong\r\n",
                        "Authorization: Basic b3BlcmF0b3ItdG9rZW4=\r\n",
                        "Authorization: " + Api.OPERATOR + "\r\n",
                        "Authorization: Bearer " + ApiKey.sha256Of(Api.OPERATOR) + "\r\n");
        for (Route route : api.server.routes()) {
            if (route.access() == Route.Access.OPEN) {
                continue;
            }
            String path = route.path().replace("{customer}", "shop").replace("{dimension}", "path");
            for (String header : headers) {
                String answer =
                        api.raw(
                                "GET "
                                        + path
                                        + " HTTP/1.1\r\nHost: x\r\n"
                                        + header
                                        + "Connection: close\r\n\r\n");
                assertTrue(answer.startsWith("HTTP/1.1 401 "), path + header + answer);
                assertTrue(answer.contains("WWW-Authenticate: Bearer"), answer);
            }
        }
    }

    @Test
    void aTokenInTheAddressIsNoKey() throws Exception {
        assertEquals(401, api.get("/v1/customers?token=" + Api.OPERATOR, null).statusCode());
    }
}
