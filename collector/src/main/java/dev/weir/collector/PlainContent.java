package dev.weir.collector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// A file that a proxy writes, or wrote: held open, so a rename does not disturb it, nor does a
/// removal.
record PlainContent(FileChannel channel) implements FileContent {
    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public int readAt(byte[] bytes, int length, long position) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                break;
            }
        }
        return buffer.position();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
