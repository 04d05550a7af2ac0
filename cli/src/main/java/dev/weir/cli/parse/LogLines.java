package dev.weir.cli.parse;

import dev.weir.collector.format.ByteOrderMark;
import dev.weir.collector.format.ByteScan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/// Takes a stream of bytes, gives its lines one after the other, the last one also without a line
/// feed. A line longer than [#MAX_LINE_BYTES] is given cut, so that whatever comes takes no more
/// memory.
public final class LogLines implements AutoCloseable {
    static final int MAX_LINE_BYTES = 1 << 20;

    private final InputStream in;
    private byte[] bytes = new byte[1 << 16];
    private int filled;
    private int next;
    private boolean ended;
    private boolean begun;

    /// Whether the line goes on behind what was given of it.
    private boolean isCut;

    /// Where the line starts in [#bytes].
    private int from;

    private int to;

    private LogLines(InputStream in) {
        this.in = in;
    }

    /// The lines of a stream.
    public static LogLines of(InputStream in) {
        return new LogLines(in);
    }

    /// The lines of a file; of a file that ends in `.gz`, what is packed in it.
    public static LogLines of(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        if (file.toString().endsWith(".gz")) {
            try {
                return new LogLines(new GZIPInputStream(in, 1 << 16));
            } catch (IOException e) {
                in.close();
                throw new IOException(file + " is no gzip file: " + e.getMessage(), e);
            }
        }
        return new LogLines(in);
    }

    /// Goes to the next line; false if there is none. A byte order mark before the first one is
    /// passed over.
    public boolean advance() throws IOException {
        boolean isThere = find();
        if (isThere && !begun) {
            from = ByteOrderMark.end(bytes, from, to);
        }
        begun = true;
        return isThere;
    }

    private boolean find() throws IOException {
        if (isCut && !skipRest()) {
            return false;
        }
        int searched = next;
        while (true) {
            int lineFeed = ByteScan.indexOf(bytes, searched, filled, (byte) '\n');
            if (lineFeed >= 0 || (ended && next < filled)) {
                from = next;
                to = lineFeed >= 0 ? lineFeed : filled;
                next = lineFeed >= 0 ? lineFeed + 1 : filled;
                to -= to > from && bytes[to - 1] == '\r' ? 1 : 0;
                return true;
            }
            if (ended) {
                return false;
            }
            int waiting = filled - next;
            if (waiting >= MAX_LINE_BYTES) {
                from = next;
                to = from + MAX_LINE_BYTES;
                next = to;
                isCut = true;
                return true;
            }
            fill();
            searched = next + waiting;
        }
    }

    /// Goes behind the line of which only the beginning was given; false if nothing comes there.
    private boolean skipRest() throws IOException {
        int lineFeed = ByteScan.indexOf(bytes, next, filled, (byte) '\n');
        while (lineFeed < 0 && !ended) {
            next = filled;
            fill();
            lineFeed = ByteScan.indexOf(bytes, next, filled, (byte) '\n');
        }
        isCut = false;
        next = lineFeed < 0 ? filled : lineFeed + 1;
        return lineFeed >= 0;
    }

    private void fill() throws IOException {
        System.arraycopy(bytes, next, bytes, 0, filled - next);
        filled -= next;
        next = 0;
        if (filled == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        int count = in.read(bytes, filled, bytes.length - filled);
        ended = count < 0;
        filled += Math.max(count, 0);
    }

    /// The bytes of which the line is the range from [#from] to [#to]; until the next line.
    public byte[] bytes() {
        return bytes;
    }

    /// Where the line starts in [#bytes].
    public int from() {
        return from;
    }

    /// Where the line ends in [#bytes].
    public int to() {
        return to;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
