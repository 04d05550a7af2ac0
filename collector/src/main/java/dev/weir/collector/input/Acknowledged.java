package dev.weir.collector.input;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/// Tells how far a file is acknowledged; the port that a collector stands behind.
@FunctionalInterface
public interface Acknowledged {
    /// Up to where the file that lies at a path is acknowledged, in bytes from its beginning; empty:
    /// nothing of it was read yet.
    OptionalLong offset(Path file) throws IOException;
}
