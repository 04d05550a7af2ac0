package dev.weir.benchmarks.bytes;

import com.github.luben.zstd.Zstd;
import dev.weir.schema.frame.FrameWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import org.capnproto.ReaderOptions;
import org.capnproto.Serialize;
import org.capnproto.SerializePacked;

/// Takes bytes, gives fewer: the compressors that are compared.
final class Packing {
    private static final LZ4Factory LZ4 = LZ4Factory.fastestInstance();

    static byte[] lz4(byte[] bytes) {
        return LZ4.fastCompressor().compress(bytes);
    }

    static byte[] lz4High(byte[] bytes) {
        return LZ4.highCompressor().compress(bytes);
    }

    static byte[] zstd(byte[] bytes) {
        return Zstd.compress(bytes, 3);
    }

    /// Level 6.
    static byte[] gzip(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /// Weir's own.
    static byte[] frame(FrameWriter writer, LogSet.Batch batch) {
        var encoded = batch.encoded();
        return writer.frame(encoded.message(), encoded.messageLength(), encoded.requestCount());
    }

    static byte[] message(LogSet.Batch batch) {
        return Arrays.copyOf(batch.encoded().message(), batch.encoded().messageLength());
    }

    /// Cap'n Proto's own packing, which leaves out zero bytes.
    static byte[] capnpPacked(byte[] message) {
        var packed = new ByteArrayOutputStream();
        try {
            var reader = Serialize.read(ByteBuffer.wrap(message), new ReaderOptions(1L << 30, 64));
            var builder = new org.capnproto.MessageBuilder(message.length / 8 + 64);
            builder.setRoot(
                    dev.weir.schema.RequestBatchSchema.RequestBatch.factory,
                    reader.getRoot(dev.weir.schema.RequestBatchSchema.RequestBatch.factory));
            SerializePacked.writeToUnbuffered(Channels.newChannel(packed), builder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private Packing() {}
}
