package dev.weir.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.yaml.ConfigurationException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Format strings of Apache, HAProxy, Envoy and nginx that differ from the usual ones.
class FormatStringsTest {
    /// 14 November 2023, 22:13:20 UTC.
    private static final String SECOND = "1700000000";

    private static String said(String format, String line) throws Exception {
        return said(format, line, ZoneOffset.UTC);
    }

    private static String said(String format, String line, ZoneId zone) throws Exception {
        ParsedLine parsed = ParsedLine.of(LogFormat.of(format, zone).newParser(), line);
        assertEquals(ParseResult.ACCEPTED, parsed.result(), line);
        return RequestFields.of(parsed.reader(), 0).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%{%c}t|Tue Nov 14 22:13:20 2023|000",
                "%{%a, %d %b %Y %T GMT}t|Tue, 14 Nov 2023 22:13:20 GMT|000",
                "%{%a, %d %b %Y %T %Z}t|Tue, 14 Nov 2023 22:13:20 UTC|000",
                "%{%m/%d/%Y %H:%M:%S}t|11/14/2023 22:13:20|000",
                "%{%D %X}t|11/14/23 22:13:20|000",
                "%{%d.%m.%Y %r}t|14.11.2023 10:13:20 PM|000",
                "%{%e %B %Y %k:%M:%S}t|14 November 2023 22:13:20|000",
                "%{%Y%m%d%H%M%S}t|20231114221320|000",
                "%{%Y-%m-%d %H:%M:%S}t,%{msec_frac}t|2023-11-14 22:13:20,123|123",
                "%{%F}t %{%T}t.%{usec_frac}t|2023-11-14 22:13:20.123456|123",
                "%{%d/%b/%Y}t:%{%T}t %{%z}t|14/Nov/2023:23:13:20 +0100|000",
                "%{begin:%d/%b/%Y %H:%M:%S %z}t|14/Nov/2023 22:13:20 +0000|000",
                "%{sec}t.%{msec_frac}t|1700000000.123|123",
                "%{end:msec}t|1700000000123|123",
                "%{usec}t|1700000000123456|123",
            })
    void aTimeOfApacheReadsAsItsFormatSays(String format, String time, String millis)
            throws Exception {
        String fields =
                "CLIENT_ADDRESS=192.0.2.7, METHOD=GET, PATH=/x, PROTOCOL=HTTP/1.1, STATUS=200, TIME=";
        String expected = "{" + fields + SECOND + millis + "}";
        String rest = " \"GET /x HTTP/1.1\" 200";
        assertEquals(expected, said(format + " %a \"%r\" %>s", time + " 192.0.2.7" + rest));
        assertEquals(
                expected,
                said("%a [" + format + "] \"%r\" %>s", "192.0.2.7 [" + time + "]" + rest));
        assertEquals(expected, said("%a \"%r\" %>s " + format, "192.0.2.7" + rest + " " + time));
    }

    @Test
    void aTimeWithoutAZoneIsOfTheLogsZone() throws Exception {
        assertEquals(
                "{METHOD=GET, STATUS=200, TIME=1700000000000}",
                said("%{%d.%m.%Y %T}t %m %>s", "14.11.2023 23:13:20 GET 200", ZoneId.of("+1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"31.02.2023 22:13:20", "14.13.2023 22:13:20", "14.11.2023 24:13:20"})
    void aTimeThatDoesNotExistIsNone(String time) throws Exception {
        LineParser parser = LogFormat.of("%{%d.%m.%Y %T}t %m %>s").newParser();
        assertEquals(ParseResult.BAD_TIME, ParsedLine.of(parser, time + " GET 200").result());
    }

    @Test
    void aPieceOfATimeStandsForNoTime() throws Exception {
        assertEquals(
                "{METHOD=GET, STATUS=200, TIME=1700000000000}",
                said("%{%H:%M}t %{sec}t %m %>s", "10:10 1700000000 GET 200"));
        assertEquals("{METHOD=GET, STATUS=200}", said("%{%H:%M}t %m %>s", "10:10 GET 200"));
    }

    @Test
    void aTimeOfNginxWithoutBracketsHasItsZone() throws Exception {
        assertEquals(
                "{CLIENT_ADDRESS=192.0.2.7, METHOD=GET, STATUS=200, TIME=1700000000000}",
                said(
                        "$time_local $remote_addr $request_method $status",
                        "14/Nov/2023:15:13:20 -0700 192.0.2.7 GET 200"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%{c}a %m %>s|192.0.2.7 GET 200|CLIENT_ADDRESS=192.0.2.7, METHOD=GET",
                "%{c}a %a %m %>s|10.0.0.1 192.0.2.7 GET 200|CLIENT_ADDRESS=192.0.2.7, METHOD=GET",
                "%400,501{User-agent}i %m %>s|- GET 200|METHOD=GET",
                "%!200,304{Referer}i %m %s|r GET 200|METHOD=GET, REFERER=r",
                "%^FB %m %{X}^ti %>s|77 GET - 200|METHOD=GET",
                "%m %I %O %S %>s|GET 1 2 3 200|METHOD=GET, RECEIVED=1, SENT=2",
                "%{Varnish:handling}x %m %s|hit GET 200|CACHE_STATUS=hit, METHOD=GET",
            })
    void aDirectiveOfApacheMeansWhatItsModifiersSay(String format, String line, String fields)
            throws Exception {
        assertEquals("{" + fields + ", STATUS=200}", said(format, line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%h %z %>s",
                "%h %{%v}t %>s",
                "%h %{%!}t",
                "%ci %zz %ST",
                "%START_TIME(%!)%"
            })
    void aDirectiveThatNobodyKnowsIsRefused(String format) {
        String message =
                Objects.requireNonNull(
                        assertThrows(ConfigurationException.class, () -> LogFormat.of(format))
                                .getMessage());
        assertTrue(message.contains("allowed: "), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %tsc %hr {%hs} %{+Q}r"
                        + "|192.0.2.7:1 [14/Nov/2023:22:13:20.000] f b/s 0/0/0/4/5 200 10 ---- {a}"
                        + " {} \"GET /a#22?b HTTP/1.1\""
                        + "|CLIENT_ADDRESS=192.0.2.7, DURATION=5000, METHOD=GET, PATH=/a\", "
                        + "PROTOCOL=HTTP/1.1, QUERY=b, SENT=10, STATUS=200, TIME=1700000000000, "
                        + "UPSTREAM_DURATION=4000",
                "%{+Q}o %ci %T %HM %HP %HQ %ST %[req.hdr(Host)] %{-Q}Ta %sslv"
                        + "|~ \"192.0.2.7\" \"14/Nov/2023:22:13:20 +0000\" \"GET\" \"/a\" \"?b\""
                        + " \"200\" \"H.example:80\" 5 \"TLSv1.3\"~"
                        + "|CLIENT_ADDRESS=192.0.2.7, DURATION=5000, HOST=h.example, METHOD=GET, "
                        + "PATH=/a, QUERY=b, STATUS=200, TIME=1700000000000, TLS_VERSION=TLSv1.3",
                "%[src] %Tl %HM %HU %ST %si:%sp"
                        + "|2001:db8::7 14/Nov/2023:23:13:20 +0100 GET /a?b 200 10.0.0.1:80"
                        + "|CLIENT_ADDRESS=2001:db8::7, METHOD=GET, PATH=/a, QUERY=b, STATUS=200, "
                        + "TIME=1700000000000, UPSTREAM_ADDRESS=10.0.0.1",
            })
    void aLogFormatOfHaproxyIsRead(String format, String line, String fields) throws Exception {
        assertEquals("{" + fields + "}", said(format, line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[%START_TIME(%Y/%m/%dT%H:%M:%S%z %s)%]|[2023/11/14T22:13:20+0000 1700000000]|000",
                "[%START_TIME(%s.%3f)%]|[1700000000.123]|123",
                "%START_TIME(%s%3f)% x|1700000000123 x|123",
                "%START_TIME(%b %e %H:%M:%S.%9f %Y)%|Nov 14 22:13:20.123456789 2023|123",
            })
    void aTimeOfEnvoyReadsAsItsFormatSays(String format, String time, String millis)
            throws Exception {
        assertEquals(
                "{METHOD=GET, PATH=/x, STATUS=200, TIME=" + SECOND + millis + "}",
                said(
                        format + " %REQ(:METHOD)% %REQ_WITHOUT_QUERY(:PATH)% %RESPONSE_CODE%",
                        time + " GET /x 200"));
    }

    @Test
    void aLineOfIstiosIsNoneOfEnvoysDefault() throws Exception {
        LineParser parser = LogFormat.of("envoy").newParser();
        String istio =
                FormatSample.all().stream()
                        .filter(sample -> sample.format().equals("istio"))
                        .findFirst()
                        .orElseThrow()
                        .line();
        assertEquals(ParseResult.NO_MATCH, ParsedLine.of(parser, istio).result());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "envoy;[2026-11-21T02:10:20.123Z] \"- - -\" 0 - 1 2 42 - \"-\" \"-\" \"-\" \"-\""
                        + " \"10.0.0.1:80\"",
                "istio;[2026-11-21T02:10:20.123Z] \"- - -\" 0 - - - \"-\" 1 2 42 - \"-\" \"-\" \"-\""
                        + " \"-\" \"10.0.0.1:80\" outbound|80||db.default 10.0.0.9:1 10.0.0.8:80"
                        + " 10.0.0.7:2 - -",
                "%REQ(:METHOD)% %REQ(:PATH)% %RESPONSE_CODE%;- - 0",
                "envoy-json;{\"method\":null,\"path\":null,\"protocol\":null,\"response_code\":0}",
                "envoy-json;{\"method\":\"-\",\"path\":\"-\",\"response_code\":0}",
            })
    void aConnectionOfEnvoysThatCarriedNoHttpIsNoRequest(String format, String line)
            throws Exception {
        LineParser parser = LogFormat.of(format).newParser();
        assertEquals(ParseResult.NOT_HTTP, ParsedLine.of(parser, line).result());
    }

    /// The client went away, or what came was no HTTP on a port where it should be.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"%REQUEST%\" %RESPONSE_CODE%|\"GET /x HTTP/1.1\" 0",
                "\"%REQUEST%\" %RESPONSE_CODE%|\"- - HTTP/1.1\" 400",
                "\"%REQUEST%\" %RESPONSE_CODE%|\"- - -\" 400",
                "\"%REQUEST%\" %RESPONSE_CODE%|\"GET - -\" 0",
                "%RESPONSE_CODE% %DURATION%|0 1",
                "envoy-json|{\"method\":\"GET\",\"path\":null,\"response_code\":0}",
                "envoy-json|{\"response_code\":0}",
            })
    void aRequestOfEnvoysThatFailedIsOne(String format, String line) throws Exception {
        String whole =
                format.replace(
                        "%REQUEST%",
                        "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%");
        LineParser parser = LogFormat.of(whole).newParser();
        assertEquals(ParseResult.ACCEPTED, ParsedLine.of(parser, line).result());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log_format main \"$remote_addr\\t$status\" \"\\t\\\"$request\\\"\";",
                "log_format main '$remote_addr\\t$status'\n  '\\t\"$request\"';",
                "$remote_addr\\t$status\\t\"$request\"",
                "${remote_addr}\t${status}\t\"$request\"",
            })
    void aDirectiveOfNginxMayBePastedAsItStands(String format) throws Exception {
        assertEquals(
                "{CLIENT_ADDRESS=::1, METHOD=GET, PATH=/, PROTOCOL=HTTP/1.1, STATUS=200}",
                said(format, "::1\t200\t\"GET / HTTP/1.1\""));
    }
}
