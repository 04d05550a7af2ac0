package dev.weir.cli.config;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.yaml.ConfigurationException;
import org.junit.jupiter.api.function.Executable;

/// What is said of a configuration that cannot be.
final class Refusal {
    static String of(Executable parsing) {
        return String.valueOf(assertThrows(ConfigurationException.class, parsing).getMessage());
    }

    /// Asserts that a setting of the first line is refused.
    static void assertRefused(Executable parsing, String complaint) {
        String message = of(parsing);
        assertTrue(message.startsWith("weir.yaml:1: "), message);
        assertTrue(message.contains(complaint), message);
    }

    private Refusal() {}
}
