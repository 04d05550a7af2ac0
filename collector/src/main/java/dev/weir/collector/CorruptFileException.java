package dev.weir.collector;

import java.io.IOException;
import java.nio.file.Path;

/// A compressed log cannot be read on. What came before the damage was read.
final class CorruptFileException extends IOException {
    private static final long serialVersionUID = 1;

    CorruptFileException(Path path, long position, IOException cause) {
        super(
                path
                        + " is damaged: after "
                        + position
                        + " uncompressed bytes it cannot be read on ("
                        + cause
                        + ")",
                cause);
    }
}
