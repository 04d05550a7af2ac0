package dev.weir.storage.influxdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The page of this store says what is true.
class InfluxDocumentIT {
    private static final Path PAGE = Path.of("..", "docs", "reference", "influxdb-store.md");

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }

    /// The configuration of nginx that the page gives.
    static String proxyBlock() throws IOException {
        return page().split("```nginx\n", -1)[1].split("```", -1)[0];
    }
}
