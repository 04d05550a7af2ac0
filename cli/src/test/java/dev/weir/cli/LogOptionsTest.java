package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.cli.config.CollectSettings;
import dev.weir.cli.config.WeirConfig;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LogOptionsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private List<CollectSettings.Log> logs(String... arguments) throws ConfigurationException {
        LogOptions options = CommandLine.populateCommand(new LogOptions(), arguments);
        return options.applyTo(WeirConfig.read(Optional.empty()).collect()).logs();
    }

    private String nginx(String http) throws IOException {
        return Files.writeString(directory.resolve("nginx.conf"), "http { " + http + " }")
                .toString();
    }

    @Test
    void nginxNamesLogsBesideThoseThatAreGiven() throws Exception {
        String file =
                nginx(
                        "log_format f '$status $request'; access_log /a.log f;"
                                + " server { server_name shop.example; }");
        assertEquals(
                List.of(
                        new CollectSettings.Log(Path.of("/b.log"), "common", "default", null),
                        new CollectSettings.Log(
                                Path.of("/a.log"),
                                "'$status $request'",
                                "default",
                                "shop.example")),
                logs("--nginx", file, "--log", "/b.log", "--format", "common"));
    }

    @Test
    void aRelativeLogCountsFromThePrefix() throws Exception {
        String file = nginx("access_log a.log; server { }");
        assertEquals(
                Path.of("/srv/a.log"),
                logs("--nginx", file, "--nginx-prefix", "/srv").getFirst().path());
        assertThrows(ConfigurationException.class, () -> logs("--nginx", file));
    }

    @Test
    void aConfigurationWithoutALogToFollowSaysWhy() throws Exception {
        String file = nginx("access_log syslog:server=127.0.0.1; server { }");
        String refused =
                String.valueOf(
                        assertThrows(ConfigurationException.class, () -> logs("--nginx", file))
                                .getMessage());
        assertTrue(refused.contains("has no access_log that can be followed"), refused);
        assertTrue(refused.contains("it goes to a syslog server"), refused);
    }
}
