package dev.weir.cli.export;

import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/// A file that is under its name once it is whole. Until then it lies beside, as `.NAME….part`, and is
/// deleted if it is not completed.
final class NewFile implements AutoCloseable {
    private final Path target;
    private final Path part;

    private NewFile(Path target, Path part) {
        this.target = target;
        this.part = part;
    }

    /// @throws ConfigurationException if there cannot be such a file
    static NewFile at(Path target) throws ConfigurationException, IOException {
        Path absolute = target.toAbsolutePath();
        Path directory = absolute.getParent();
        Path name = absolute.getFileName();
        if (directory == null || name == null || !Files.isDirectory(directory)) {
            throw new ConfigurationException(
                    "--output is " + target + ", and its directory is not there");
        }
        if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
            throw new ConfigurationException("--output is " + target + ", which is no file");
        }
        if (!Files.isWritable(directory)) {
            throw new ConfigurationException(
                    "--output is " + target + ", and this user may not write to its directory");
        }
        // Not a temporary file, which nobody else could read once it has its name.
        Path part = directory.resolve("." + name + "." + UUID.randomUUID() + ".part");
        Files.createFile(part);
        part.toFile().deleteOnExit(); // also when the command is interrupted
        return new NewFile(absolute, part);
    }

    /// Where to write.
    Path part() {
        return part;
    }

    /// Gives the file its name; one that had it is gone.
    void complete() throws IOException {
        Files.move(
                part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(part);
    }
}
