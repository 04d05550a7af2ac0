package dev.weir.collector.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.yaml.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NginxLogsTest {
    private static final String COMPILED_IN = "/var/log/nginx/access.log combined";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private NginxConf conf = new NginxConf(Path.of(""));

    @BeforeEach
    void setUp() {
        conf = new NginxConf(directory);
    }

    @Test
    void aLevelInheritsUnlessItHasALogOfItsOwn() throws Exception {
        assertEquals(
                List.of("/http combined", "/server combined", "/a combined", "/b combined"),
                conf.logs(
                        """
                        access_log /http;
                        server { }
                        server { server_name _; }
                        server {
                          access_log /server;
                          location / { }
                          location /a {
                            access_log /a; access_log /b;
                            location /a/b { if ($x) { access_log off; } }
                          }
                          location /off { access_log off; location /off/on { } }
                        }
                        """));
    }

    @Test
    void offIsInheritedAndBeatsTheOthersOfItsLevel() throws Exception {
        assertEquals(
                List.of("/on combined"),
                conf.logs(
                        """
                        access_log off;
                        server { location / { access_log /on; } }
                        server { access_log /x; access_log off; }
                        """));
    }

    @Test
    void whereNobodySaysAnythingTheCompiledInLogIsWritten() throws Exception {
        assertEquals(List.of(COMPILED_IN), conf.logs("server { } server { }"));
        assertEquals(List.of(), conf.logs(""));
        Path main = conf.write("opt/nginx/conf/nginx.conf", "http { server { location / { } } }");
        assertEquals(
                directory.resolve("opt/nginx/logs/access.log"),
                NginxLogs.read(main, Optional.empty()).logs().getFirst().path());
    }

    @Test
    void aRelativePathCountsFromThePrefix() throws Exception {
        String http = "http { server { access_log logs/../a.log; } }";
        Path main = conf.write("nginx.conf", http);
        assertEquals(
                Path.of("/srv/nginx/a.log"),
                NginxLogs.read(main, Optional.of(Path.of("/srv/nginx"))).logs().getFirst().path());
        Path source = conf.write("x/conf/nginx.conf", http);
        assertEquals(
                directory.resolve("x/a.log"),
                NginxLogs.read(source, Optional.empty()).logs().getFirst().path());
        String refused =
                String.valueOf(
                        assertThrows(ConfigurationException.class, () -> conf.read(http))
                                .getMessage());
        assertTrue(refused.contains("nginx.conf:1: access_log logs/../a.log is relative"), refused);
    }

    @Test
    void formatsComeFromTheirDefinitions() throws Exception {
        assertEquals(
                List.of(
                        "/a '$remote_addr \"$request\" it\\'s $status'",
                        "/b escape=json '{\"s\":\"$status\"}'",
                        "/c combined"),
                conf.logs(
                        """
                        server {
                          access_log /a one buffer=32k flush=1s if=$loggable;
                          access_log /b two;
                          access_log /c;
                        }
                        log_format one '$remote_addr "$request" '
                                       "it's $status";
                        log_format two escape=json '{"s":"$status"}';
                        """));
    }

    @Test
    void theOnlyServerOfALogGivesTheHostIfTheFormatDoesNot() throws Exception {
        assertEquals(
                List.of(
                        "/a combined www.a.example",
                        "/b '$host $status'",
                        "/shared combined",
                        "/d combined d.example",
                        "/e combined"),
                conf.logs(
                        """
                        log_format h '$host $status';
                        server {
                          server_name _ *.a.example ~^x "" www.a.example a.example;
                          access_log /a; access_log /b h; access_log /shared;
                        }
                        server { server_name b.example; access_log /shared; }
                        server { server_name .d.example; access_log /d; }
                        server { server_name *.e.example $hostname; access_log /e; }
                        """));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "syslog:server=127.0.0.1:514 combined|it goes to a syslog server",
                "/logs/$host.log combined|its name holds a variable",
                "/dev/stdout|it goes to a stream",
                "/a.log combined gzip=4 flush=5m|it is compressed as it is written",
                "/a.log combined buffer=8k gzip|it is compressed as it is written",
            })
    void whatCannotBeFollowedIsNamedWithItsLine(String log, String reason) throws Exception {
        NginxLogs logs = conf.read("http { server {\naccess_log " + log + ";\n} }");
        assertEquals(List.of(), logs.logs());
        String sentence = logs.notFollowed().getFirst().replace(directory + "/", "");
        assertTrue(sentence.startsWith("nginx.conf:2: access_log "), sentence);
        assertTrue(sentence.contains("is not followed: " + reason), sentence);
    }

    @Test
    void logsToNowhereAndLogsOfOtherProtocolsAreNoneOfOurs() throws Exception {
        NginxLogs logs =
                conf.read(
                        """
                        stream { access_log /tcp.log x; }
                        http { server { access_log /dev/null; } }
                        """);
        assertEquals(List.of(), logs.logs());
        assertEquals(List.of(), logs.notFollowed());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "access_log /a none;|:3: access_log names the format none, which no log_format",
                "access_log;|:3: access_log takes a path, or off",
                "access_log /a f; } log_format f x; server {|:3: log_format f: log format",
                "access_log /a f; } log_format f '$a$b'; server {|:3: log_format f: log format has",
                "access_log /a; access_log /a f; } log_format f '$status'; server {"
                        + "|:3: /a has another format than in",
                "} log_format f; server {|:3: log_format takes a name and a format",
            })
    void whatMakesNoSenseIsRefusedWithItsLine(String server, String complaint) {
        String refused =
                String.valueOf(
                        assertThrows(
                                        ConfigurationException.class,
                                        () -> conf.logs("server { " + server + " }"))
                                .getMessage());
        assertTrue(refused.replace(directory + "/nginx.conf", "").contains(complaint), refused);
    }
}
