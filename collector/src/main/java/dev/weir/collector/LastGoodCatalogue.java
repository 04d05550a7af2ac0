package dev.weir.collector;

import dev.weir.schema.batch.CatalogueVersion;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/// Keeps the last good catalogue in a file of Weir's own, so that a restart is no way around the
/// checks of a reload: who pushes a broken catalogue and restarts the agents gets the last good one
/// too. The file is the catalogue as it was, and a comment with its generation.
final class LastGoodCatalogue {
    private static final Logger LOG = System.getLogger(LastGoodCatalogue.class.getName());
    private static final String MARK = "\n# kept by weir, generation ";

    final Path path;

    LastGoodCatalogue(Path path) {
        this.path = path;
    }

    /// The kept catalogue, if there is one that can be read; a damaged one is as good as none.
    Optional<CatalogueEntries> read() {
        try {
            byte[] kept = Files.readAllBytes(path);
            int mark = lastMark(kept);
            String generation =
                    new String(kept, mark, kept.length - mark, StandardCharsets.US_ASCII)
                            .substring(MARK.length())
                            .strip();
            byte[] content = Arrays.copyOf(kept, mark);
            var version = CatalogueVersion.of(Integer.parseInt(generation), content);
            return Optional.of(CatalogueReader.read(path.toString(), content, version));
        } catch (java.nio.file.NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | ConfigurationException | NumberFormatException e) {
            LOG.log(Level.WARNING, "last good catalogue file={0} is unusable: {1}", path, e);
            return Optional.empty();
        }
    }

    private static int lastMark(byte[] kept) throws IOException {
        byte[] mark = MARK.getBytes(StandardCharsets.US_ASCII);
        for (int at = kept.length - mark.length; at >= 0; at--) {
            if (Arrays.equals(kept, at, at + mark.length, mark, 0, mark.length)) {
                return at;
            }
        }
        throw new IOException("it names no generation");
    }

    /// Keeps a catalogue: in place of the one before, or not at all. Weir can work without, so a
    /// failure is only logged.
    void keep(byte[] content, int generation) {
        byte[] trailer = (MARK + generation + "\n").getBytes(StandardCharsets.US_ASCII);
        Path temporary = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            try (var out =
                    FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                writeFully(out, content);
                writeFully(out, trailer);
                out.force(true);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "last good catalogue file={0} is not written: {1}", path, e);
        }
    }

    private static void writeFully(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }
}
