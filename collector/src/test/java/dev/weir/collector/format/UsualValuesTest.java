package dev.weir.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values that several proxies write in ways of their own, and mean the same by.
class UsualValuesTest {
    private static String said(String format, String line) throws Exception {
        ParsedLine parsed = ParsedLine.of(LogFormat.of(format).newParser(), line);
        assertEquals(ParseResult.ACCEPTED, parsed.result(), line);
        return RequestFields.of(parsed.reader(), 0).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"1.5s\"|1500000",
                "\"240µs\"|240",
                "\"240us\"|240",
                "\"1500ns\"|1",
                "\"0.004s\"|4000",
                "\"1m30.5s\"|90500000",
                "\"1h0m1s\"|3601000000",
                "1.2345678e-05|12",
                "1.5E+1|15000000",
                "2e-3|2000",
                "0|0",
            })
    void aDurationIsWhatItSays(String duration, String micros) throws Exception {
        assertEquals(
                "{DURATION=" + micros + ", METHOD=GET}",
                said("json", "{\"method\":\"GET\",\"duration\":" + duration + "}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"s\"",
                "\"5xs\"",
                "\"1.2.3s\"",
                "\"-1s\"",
                "\"1s2\"",
                "1e99",
                "1e",
                "e5",
                "1e-",
                "-1e-5",
                "\"99999999999999999999s\"",
                "\"999999999999h9s\"",
            })
    void whatIsNoDurationIsNone(String duration) throws Exception {
        assertEquals(
                "{METHOD=GET}", said("json", "{\"method\":\"GET\",\"duration\":" + duration + "}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- - -|MALFORMED=, REQUEST_LINE=- - -",
                "- - HTTP/1.1|MALFORMED=, PROTOCOL=HTTP/1.1, REQUEST_LINE=- - HTTP/1.1",
                "- http://h.example:80- -"
                        + "|HOST=h.example, MALFORMED=, PATH=/, REQUEST_LINE=- http://h.example:80- -",
                "CONNECT [2001:db8::1]:443 HTTP/1.1"
                        + "|METHOD=CONNECT, PATH=[2001:db8::1]:443, PROTOCOL=HTTP/1.1",
                "GET http://joe:secret@h.example:80/@x HTTP/1.1"
                        + "|HOST=h.example, METHOD=GET, PATH=/@x, PROTOCOL=HTTP/1.1",
            })
    void aPartOfARequestLineThatThereWasNotIsNone(String request, String fields) throws Exception {
        assertEquals("{" + fields + ", STATUS=400}", said("\"%r\" %>s", "\"" + request + "\" 400"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.7 - [10.0.0.1] - bob|[x-80] []|USER=bob",
                "192.0.2.7 - [10.0.0.1] - bob|[x-80]|USER=bob",
                "192.0.2.7 - bob|[x-80]|USER=bob",
            })
    void olderLinesOfIngressNginxAreRead(String front, String upstream, String user)
            throws Exception {
        assertEquals(
                "{CLIENT_ADDRESS=192.0.2.7, DURATION=5000, METHOD=GET, PATH=/, PROTOCOL=HTTP/1.1,"
                        + " RECEIVED=31, SENT=7, STATUS=200, TIME=1700000000000,"
                        + " UPSTREAM_ADDRESS=10.0.0.9:80, UPSTREAM_DURATION=4000,"
                        + " UPSTREAM_STATUS=200, "
                        + user
                        + "}",
                said(
                        "ingress-nginx",
                        front
                                + " [14/Nov/2023:22:13:20 +0000] \"GET / HTTP/1.1\" 200 7 \"-\" \"-\""
                                + " 31 0.005 "
                                + upstream
                                + " 10.0.0.9:80 7 0.004 200 abc"));
    }

    @Test
    void keysOfTheElasticCommonSchemaAreRead() throws Exception {
        assertEquals(
                "{CLIENT_ADDRESS=192.0.2.7, DURATION=1500, HOST=h.example, METHOD=GET, PATH=/a,"
                        + " QUERY=b, RECEIVED=5, REFERER=r, SENT=6, STATUS=200, TIME=1700000000123,"
                        + " USER_AGENT=c}",
                said(
                        "json",
                        "{\"@timestamp\":\"2023-11-14T22:13:20.123456789Z\",\"http\":{\"request\":"
                                + "{\"method\":\"GET\",\"referrer\":\"r\",\"body\":{\"bytes\":5}},"
                                + "\"response\":{\"status_code\":200,\"body\":{\"bytes\":6}}},\"url\":"
                                + "{\"original\":\"/a?b\",\"domain\":\"H.example\"},\"source\":{\"ip\":"
                                + "\"192.0.2.7\"},\"user_agent\":{\"original\":\"c\"},\"event\":"
                                + "{\"duration\":1500000}}"));
    }

    @Test
    void keysOfGooglesHttpRequestAreRead() throws Exception {
        assertEquals(
                "{CLIENT_ADDRESS=192.0.2.7, DURATION=4000, HOST=h.example, METHOD=GET, PATH=/b,"
                        + " SENT=10, STATUS=200, TIME=1700000000123, USER_AGENT=c}",
                said(
                        "json",
                        "{\"httpRequest\":{\"requestMethod\":\"GET\",\"requestUrl\":"
                                + "\"http://h.example/b\",\"status\":200,\"latency\":\"0.004s\","
                                + "\"responseSize\":\"10\",\"userAgent\":\"c\",\"remoteIp\":"
                                + "\"192.0.2.7\"},\"timestamp\":\"2023-11-14T22:13:20.123Z\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"date\":\"2023-11-14\",\"time\":\"22:13:20\"|000",
                "\"time\":\"22:13:20.5\",\"date\":\"2023-11-14\"|500",
                "\"time\":\"20231114221320\"|000",
            })
    void aDateAndATimeMayStandApart(String time, String millis) throws Exception {
        assertEquals(
                "{METHOD=GET, TIME=1700000000" + millis + "}",
                said("json", "{\"method\":\"GET\"," + time + "}"));
    }

    @Test
    void zoraxysOwnFileHasNoTimeBeforeItsLines() throws Exception {
        assertEquals(
                "{CLIENT_ADDRESS=::1, HOST=h.example, METHOD=GET, PATH=/a, STATUS=200,"
                        + " TIME=1700000000123, USER_AGENT=x [y]}",
                said(
                        "zoraxy",
                        "[2023-11-14 22:13:20.123456] [router:host-http] [origin:h.example] [client:"
                                + " ::1] [useragent: x [y]] GET /a 200"));
    }
}
