package dev.weir.collector.address;

import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Replaces an address by its keyed hash, [SipHash], as 22 digits of base 64 (`-` and `_` among
/// them) behind `h:`. The same client has the same hash wherever the same key is in use, and however
/// its address is written; with another key it is another. What is no address is hashed as text.
///
/// There are only 2³² IPv4 addresses: who has the key can try them all. It is never logged.
public final class HashAddress implements AddressPolicy, AddressList.Step {
    /// Fewer bytes than this are no key but a password.
    static final int LEAST_KEY_BYTES = 16;

    private static final Logger LOG = System.getLogger(HashAddress.class.getName());
    private static final byte[] DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final int HASH_BYTES = 16;
    private static final int HASH_DIGITS = 22;

    /// How much of a text that is no address goes into the hash.
    private static final int MAX_TEXT = 128;

    /// Where it is worked: the hash, then the kind of input, then the input.
    private static final int HASH = TARGET_BYTES - HASH_BYTES - 1 - MAX_TEXT;

    private static final int KIND = HASH + HASH_BYTES;
    private static final int INPUT = KIND + 1;

    private final long k0;
    private final long k1;

    private HashAddress(byte[] keyText) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(keyText);
            ByteBuffer key = ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN);
            this.k0 = key.getLong();
            this.k1 = key.getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /// The policy with the key that a file holds: at least 16 bytes, as `openssl rand -hex 32`
    /// makes them; white space around them does not count.
    ///
    /// @throws ConfigurationException if the file cannot be read, or holds less
    public static HashAddress withKeyOf(Path file) throws ConfigurationException {
        try {
            byte[] text =
                    Files.readString(file, StandardCharsets.ISO_8859_1)
                            .strip()
                            .getBytes(StandardCharsets.ISO_8859_1);
            if (text.length < LEAST_KEY_BYTES) {
                throw new ConfigurationException(
                        file
                                + ": holds "
                                + text.length
                                + " bytes; a key has at least "
                                + LEAST_KEY_BYTES
                                + ", as from: openssl rand -hex 32");
            }
            warnIfOpen(file);
            return new HashAddress(text);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(
                    file + ": there is no such file; make a key: openssl rand -hex 32");
        } catch (IOException e) {
            throw new ConfigurationException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private static void warnIfOpen(Path file) throws IOException {
        if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
            LOG.log(
                    Level.WARNING,
                    "key file={0} may be read by everybody on this host; chmod o-r it",
                    file);
        }
    }

    @Override
    public boolean keeps() {
        return false;
    }

    @Override
    public int apply(byte[] source, int from, int to, byte[] target) {
        return AddressList.apply(source, from, to, target, this);
    }

    @Override
    public int write(byte[] source, int from, int to, byte[] target, int at) {
        int length = AddressReader.read(source, from, to, target, INPUT);
        target[KIND] = (byte) length;
        if (length == 0) {
            length = Math.min(to - from, MAX_TEXT);
            System.arraycopy(source, from, target, INPUT, length);
        }
        SipHash.hash(k0, k1, target, KIND, INPUT + length, target, HASH);
        target[at] = 'h';
        target[at + 1] = ':';
        return digits(target, at + 2);
    }

    private static int digits(byte[] target, int from) {
        int bits = 0;
        int value = 0;
        int at = HASH;
        for (int digit = 0; digit < HASH_DIGITS; digit++) {
            if (bits < 6) {
                // Behind the last byte come zeros, as base 64 has it.
                value = (value << 8) | (at < KIND ? target[at++] & 0xFF : 0);
                bits += 8;
            }
            bits -= 6;
            target[from + digit] = DIGITS[(value >> bits) & 0x3F];
        }
        return from + HASH_DIGITS;
    }

    @Override
    public String toString() {
        return "hash";
    }
}
