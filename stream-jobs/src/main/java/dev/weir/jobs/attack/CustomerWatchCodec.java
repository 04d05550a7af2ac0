package dev.weir.jobs.attack;

import dev.weir.jobs.state.LiveStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// How a customer's detectors are kept in their store: a version, then each detector's state in
/// order. A state of another version is dropped: the detectors learn anew.
final class CustomerWatchCodec implements LiveStore.Codec<String, CustomerWatch> {
    private static final int VERSION = 1;

    private final AttackConfig config;

    CustomerWatchCodec(AttackConfig config) {
        this.config = config;
    }

    @Override
    public byte[] encodeKey(String customer) {
        return customer.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decodeKey(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public byte[] encodeValue(String customer, CustomerWatch watch) {
        var bytes = new ByteArrayOutputStream(256);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(watch.lastTime());
            out.writeLong(watch.observedAt);
            for (Detector detector : watch.detectors()) {
                detector.write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public CustomerWatch decodeValue(String customer, byte[] bytes) {
        var watch = new CustomerWatch(customer, config);
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return watch;
            }
            watch.lastTime(in.readLong());
            watch.observedAt = in.readLong();
            for (Detector detector : watch.detectors()) {
                detector.read(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return watch;
    }
}
