package dev.weir.schema.batch;

import dev.weir.schema.RequestBatchSchema.RequestBatch;
import dev.weir.schema.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import org.capnproto.MessageBuilder;
import org.capnproto.ReaderOptions;
import org.capnproto.Serialize;

/// Takes a message of several segments, which another writer may make, gives one of a single segment:
/// copied once by the Cap'n Proto runtime, which checks it.
final class SingleSegment {
    static byte[] copyOf(byte[] message, int length) throws MalformedBatchException {
        try {
            // Copying reads each word once: what needs more points at words again and again.
            var once = new ReaderOptions(length / WireFormat.WORD + 64L, 8);
            var reader = Serialize.read(ByteBuffer.wrap(message, 0, length).slice(), once);
            var builder = new MessageBuilder(length / WireFormat.WORD + 64);
            builder.setRoot(RequestBatch.factory, reader.getRoot(RequestBatch.factory));
            var bytes = new ByteArrayOutputStream(length + 1024);
            Serialize.write(Channels.newChannel(bytes), builder);
            return bytes.toByteArray();
        } catch (IOException | RuntimeException e) {
            throw new MalformedBatchException(0, "message of several segments: " + e);
        }
    }

    private SingleSegment() {}
}
