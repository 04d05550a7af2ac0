package dev.weir.schema.signal;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.SignalSchema;
import java.util.ArrayList;
import java.util.List;
import org.capnproto.MessageBuilder;
import org.capnproto.StructList;
import org.capnproto.Text;

/// Takes a signal, gives the Cap'n Proto message of `signal.capnp`, and back.
public final class SignalCodec {
    private static final int SCHEMA_VERSION = 1;

    /// Encodes a signal.
    public static byte[] encode(Signal signal) {
        var message = new MessageBuilder(128);
        var root = message.initRoot(SignalSchema.Signal.factory);
        root.setSchemaVersion((short) SCHEMA_VERSION);
        root.setId(signal.id());
        root.setCustomer(signal.customer());
        root.setKind(signal.kind());
        root.setOpenedAt(signal.openedAt());
        root.setUpdatedAt(signal.updatedAt());
        root.setClosedAt(signal.closedAt());
        root.setRequests(signal.requests());
        root.setPeakPerSecond(signal.peakPerSecond());
        root.setBaselinePerSecond(signal.baselinePerSecond());
        var samples = root.initSamples(signal.samples().size());
        for (int i = 0; i < signal.samples().size(); i++) {
            samples.set(i, new Text.Reader(signal.samples().get(i)));
        }
        write(signal.heaviestClients(), root.initHeaviestClients(signal.heaviestClients().size()));
        write(signal.heaviestPaths(), root.initHeaviestPaths(signal.heaviestPaths().size()));
        return CapnpBytes.of(message);
    }

    private static void write(
            List<Signal.Share> shares,
            StructList.Builder<SignalSchema.Signal.Share.Builder> target) {
        for (int i = 0; i < shares.size(); i++) {
            var entry = target.get(i);
            entry.setValue(shares.get(i).value());
            entry.setRequests(shares.get(i).requests());
        }
    }

    /// Decodes a signal.
    ///
    /// @throws IllegalArgumentException if the bytes are none
    public static Signal decode(byte[] bytes) {
        try {
            var root = CapnpBytes.read(bytes).getRoot(SignalSchema.Signal.factory);
            List<String> samples = new ArrayList<>();
            for (Text.Reader sample : root.getSamples()) {
                samples.add(sample.toString());
            }
            return new Signal(
                    root.getId().toString(),
                    root.getCustomer().toString(),
                    root.getKind().toString(),
                    root.getOpenedAt(),
                    root.getUpdatedAt(),
                    root.getClosedAt(),
                    root.getRequests(),
                    root.getPeakPerSecond(),
                    root.getBaselinePerSecond(),
                    samples,
                    read(root.getHeaviestClients()),
                    read(root.getHeaviestPaths()));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("signal is malformed: " + e.getMessage(), e);
        }
    }

    private static List<Signal.Share> read(
            StructList.Reader<SignalSchema.Signal.Share.Reader> shares) {
        List<Signal.Share> result = new ArrayList<>();
        for (var share : shares) {
            result.add(new Signal.Share(share.getValue().toString(), share.getRequests()));
        }
        return result;
    }

    private SignalCodec() {}
}
