package dev.weir.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/// Where log messages go: to standard error, one line each, Weir's own from INFO, those of
/// libraries from ERROR. `-Djava.util.logging.config.file` replaces it.
final class Logging {
    private static final String SETTINGS =
            """
            handlers=java.util.logging.ConsoleHandler
            .level=SEVERE
            dev.weir.level=INFO
            # The embedded broker's faults are told by Weir, in a sentence; of its own it says as
            # SEVERE what its clients mend by sending again.
            kafka.level=OFF
            org.apache.kafka.coordinator.level=OFF
            java.util.logging.ConsoleHandler.level=ALL
            java.util.logging.ConsoleHandler.formatter=java.util.logging.SimpleFormatter
            java.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL %4$s %3$s %5$s%6$s%n
            """;

    static void configure() {
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        try {
            LogManager.getLogManager()
                    .readConfiguration(
                            new ByteArrayInputStream(SETTINGS.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Logging() {}
}
