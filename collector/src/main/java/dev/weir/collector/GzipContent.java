package dev.weir.collector;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// A log that was compressed after its rotation, as it was before: it seems to grow while it is
/// read, a block at a time, so that it takes no more memory than that.
///
/// Bytes can be read again until they are released. Belongs to one thread.
final class GzipContent implements FileContent {
    /// How much is passed over in one go to come to where reading went on before: some
    /// milliseconds, then other logs have their turn.
    private static final int SKIP_BYTES = 4 << 20;

    private static final byte[] NOTHING = {};

    private final Path path;
    private final FileChannel file;
    private final InflationBudget budget;
    private @Nullable InputStream stream;
    private byte[] buffer = NOTHING;
    private long bufferStart;
    private int buffered;
    private long needed;
    private boolean ended;

    GzipContent(Path path, FileChannel file, InflationBudget budget) {
        this.path = path;
        this.file = file;
        this.budget = budget;
    }

    static InputStream inflate(FileChannel file) throws IOException {
        return new GZIPInputStream(new BufferedInputStream(new FromStart(file), 1 << 15), 1 << 15);
    }

    /// The uncompressed size that the file's last bytes tell, modulo 2³²; -1 if it is too short to
    /// tell.
    static long toldSize(FileChannel file) throws IOException {
        long size = file.size();
        ByteBuffer last = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        if (size < 18 || file.read(last, size - 4) < 4) {
            return -1;
        }
        return Integer.toUnsignedLong(last.getInt(0));
    }

    @Override
    public long size() throws IOException {
        if (!ended && (stream != null || budget.take())) {
            advance();
        }
        return bufferStart + buffered;
    }

    private void advance() throws IOException {
        try {
            InputStream opened = stream;
            if (opened == null) {
                buffer = new byte[budget.blockBytes()];
                opened = inflate(file);
                stream = opened;
            }
            skip(opened);
            while (!ended && buffered < buffer.length && needed <= bufferStart + buffered) {
                fill(opened, buffer.length);
            }
        } catch (IOException e) {
            long position = bufferStart + buffered;
            if (!ended) {
                end();
            }
            throw new CorruptFileException(path, position, e);
        }
    }

    private void skip(InputStream opened) throws IOException {
        int passed = 0;
        while (!ended && needed > bufferStart && passed < SKIP_BYTES) {
            int drop = (int) Math.min(needed - bufferStart, buffered);
            System.arraycopy(buffer, drop, buffer, 0, buffered - drop);
            bufferStart += drop;
            buffered -= drop;
            passed += drop;
            if (needed > bufferStart) {
                fill(opened, (int) Math.min(buffer.length, needed - bufferStart));
            }
        }
    }

    private void fill(InputStream opened, int to) throws IOException {
        int count = opened.read(buffer, buffered, to - buffered);
        if (count < 0) {
            end();
        } else {
            buffered += count;
        }
    }

    private void end() throws IOException {
        ended = true;
        InputStream opened = stream;
        stream = null;
        budget.give();
        if (opened != null) {
            opened.close();
        }
    }

    @Override
    public int readAt(byte[] bytes, int length, long position) {
        if (position < bufferStart || position > bufferStart + buffered) {
            return 0;
        }
        int from = (int) (position - bufferStart);
        int count = Math.min(length, buffered - from);
        System.arraycopy(buffer, from, bytes, 0, count);
        return count;
    }

    @Override
    public void release(long position) {
        needed = Math.max(needed, position);
    }

    @Override
    public boolean isFrozen() {
        return true;
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public void close() throws IOException {
        buffer = NOTHING;
        buffered = 0;
        if (stream != null) {
            end();
        }
        file.close();
    }

    /// The file from its beginning, without moving its channel's position and without closing it.
    private static final class FromStart extends InputStream {
        private final FileChannel file;
        private long at;

        FromStart(FileChannel file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = file.read(ByteBuffer.wrap(bytes, offset, length), at);
            at += Math.max(0, count);
            return count;
        }
    }
}
