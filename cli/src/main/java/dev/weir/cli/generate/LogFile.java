package dev.weir.cli.generate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A log file that is written in whole lines, and set aside when it is large: `access.log` becomes
/// `access.log.1`, that `access.log.2`, and so on up to a number that is kept.
final class LogFile implements AutoCloseable {
    private final Path path;
    private final long maxBytes;
    private final int kept;
    private FileChannel channel;
    private long size;

    private LogFile(Path path, long maxBytes, int kept, FileChannel channel) throws IOException {
        this.path = path;
        this.maxBytes = maxBytes;
        this.kept = kept;
        this.channel = channel;
        size = channel.size();
    }

    /// Opens the file, to append to what is there.
    ///
    /// @param maxBytes the size at which it is set aside
    /// @param kept how many old files stay
    static LogFile open(Path path, long maxBytes, int kept) throws IOException {
        LogFile file = new LogFile(path, maxBytes, kept, append(path));
        file.endTornLine();
        return file;
    }

    private static FileChannel append(Path path) throws IOException {
        return FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
    }

    /// A writer that was killed may have left half a line; the next one must not run into it.
    private void endTornLine() throws IOException {
        if (size == 0) {
            return;
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        try (FileChannel reading = FileChannel.open(path, StandardOpenOption.READ)) {
            reading.read(last, size - 1);
        }
        if (last.get(0) != '\n') {
            write(new byte[] {'\n'}, 1);
        }
    }

    /// Appends whole lines.
    void write(byte[] lines, int length) throws IOException {
        if (size > 0 && size + length > maxBytes) {
            rotate();
        }
        ByteBuffer rest = ByteBuffer.wrap(lines, 0, length);
        while (rest.hasRemaining()) {
            size += channel.write(rest);
        }
    }

    private void rotate() throws IOException {
        channel.close();
        if (kept == 0) {
            Files.delete(path);
        } else {
            for (int number = kept - 1; number > 0; number--) {
                if (Files.exists(old(number))) {
                    Files.move(old(number), old(number + 1), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.move(path, old(1), StandardCopyOption.REPLACE_EXISTING);
        }
        channel = append(path);
        size = channel.size();
    }

    private Path old(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
