package dev.weir.benchmarks.alternatives;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.StringField;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.capnproto.MessageBuilder;

/// A Cap'n Proto message for each line, its strings as texts, one message after the other: how a log
/// is commonly put into Cap'n Proto.
public final class MessagePerLine {
    private static final PlainStruct.Factory REQUEST = new PlainStruct.Factory(7, 16);
    private static final StringField[] FIELDS = StringField.values();

    /// Rewrites a batch as messages.
    public static byte[] rewrite(BatchReader batch) {
        var bytes = new ByteArrayOutputStream();
        for (int request = 0; request < batch.requestCount(); request++) {
            var message = new MessageBuilder(128);
            PlainStruct.Builder root = message.initRoot(REQUEST);
            root.number(0, batch.time(request));
            root.number(1, Math.max(batch.bytesSent(request), 0));
            root.number(2, Math.max(batch.bytesReceived(request), 0));
            root.number(3, batch.lineOffset(request));
            root.half(8, (int) Math.max(batch.duration(request), 0));
            root.half(9, (int) Math.max(batch.upstreamDuration(request), 0));
            root.half(10, batch.status(request));
            for (StringField field : FIELDS) {
                int index = batch.stringIndex(request, field);
                if (index != 0) {
                    root.text(
                            field.ordinal(),
                            Arrays.copyOfRange(
                                    batch.bytes(),
                                    batch.stringStart(index),
                                    batch.stringEnd(index)));
                }
            }
            bytes.writeBytes(CapnpBytes.of(message));
        }
        return bytes.toByteArray();
    }

    private MessagePerLine() {}
}
