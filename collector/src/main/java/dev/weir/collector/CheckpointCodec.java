package dev.weir.collector;

import dev.weir.collector.Checkpoint.Position;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The bytes of a checkpoint slot: takes changes, gives frames, and back.
///
/// ```text
/// slot:  "WEIRCKP3" frame frame …
/// frame: length of the payload (4) | CRC-32C of the payload (4) | payload
/// payload: sequence (8) | kind (1): 0 all checkpoints, 1 changes | count (4) | entries
/// entry: source id | 0: forgotten; 1: path, head, truncations, position, lines, last seen
/// ```
///
/// All numbers are big-endian. A slot begins with a frame of all checkpoints; each frame's sequence
/// is one more than that of the frame before it, in the slot or in the slot before it.
final class CheckpointCodec {
    static final long MAGIC = 0x57454952434B5033L;
    static final int MAGIC_BYTES = 8;
    static final int FRAME_HEADER_BYTES = 8;

    /// Far above what a book holds; a length beyond it is no length.
    private static final int MAX_PAYLOAD_BYTES = 1 << 30;

    private static final int MIN_PAYLOAD_BYTES = 13;

    /// A frame as it was read.
    ///
    /// @param sequence its number
    /// @param complete whether it holds all checkpoints
    /// @param end position in the slot after it
    record Frame(long sequence, boolean complete, int end) {}

    /// Encodes a frame.
    ///
    /// @param complete whether these are all checkpoints; false: changes, empty for a forgotten one
    static byte[] encode(long sequence, boolean complete, Map<String, Optional<Checkpoint>> entries)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(sequence);
        out.writeByte(complete ? 0 : 1);
        out.writeInt(entries.size());
        for (var entry : entries.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeBoolean(entry.getValue().isPresent());
            if (entry.getValue().isPresent()) {
                encode(entry.getValue().get(), out);
            }
        }
        byte[] payload = bytes.toByteArray();
        return ByteBuffer.allocate(FRAME_HEADER_BYTES + payload.length)
                .putInt(payload.length)
                .putInt(checksum(payload, 0, payload.length))
                .put(payload)
                .array();
    }

    private static void encode(Checkpoint checkpoint, DataOutputStream out) throws IOException {
        FileIdentity identity = checkpoint.identity();
        out.writeUTF(checkpoint.path().toString());
        out.writeLong(identity.device());
        out.writeLong(identity.inode());
        out.writeUTF(identity.hash());
        out.writeShort(identity.hashedLength());
        out.writeLong(checkpoint.head().start());
        encode(checkpoint.head().fingerprint(), out);
        out.writeInt(checkpoint.truncations());
        out.writeLong(checkpoint.position().offset());
        encode(checkpoint.position().before(), out);
        encode(checkpoint.lines(), out);
        out.writeLong(checkpoint.seenAt());
    }

    private static void encode(LineCounts lines, DataOutputStream out) throws IOException {
        out.writeLong(lines.shipped());
        out.writeShort(lines.rejected().size());
        for (var reason : lines.rejected().entrySet()) {
            out.writeUTF(reason.getKey());
            out.writeLong(reason.getValue());
        }
    }

    private static void encode(Fingerprint fingerprint, DataOutputStream out) throws IOException {
        out.writeShort(fingerprint.length());
        out.writeLong(fingerprint.hash());
    }

    /// Reads the frame that begins at `from` and puts its entries into `into`, once the checksum has
    /// shown that it is whole.
    ///
    /// @throws IOException if it is not whole; the message says why
    static Frame decode(byte[] slot, int from, Map<String, Checkpoint> into) throws IOException {
        int left = slot.length - from - FRAME_HEADER_BYTES;
        if (left < MIN_PAYLOAD_BYTES) {
            throw new IOException("it ends in the middle of a frame");
        }
        ByteBuffer header = ByteBuffer.wrap(slot, from, FRAME_HEADER_BYTES);
        int length = header.getInt();
        if (length < MIN_PAYLOAD_BYTES || length > MAX_PAYLOAD_BYTES) {
            throw new IOException("a frame cannot have " + length + " bytes");
        }
        if (length > left) {
            throw new IOException("it ends in the middle of a frame");
        }
        int payload = from + FRAME_HEADER_BYTES;
        if (header.getInt() != checksum(slot, payload, length)) {
            throw new IOException("a frame's checksum is wrong");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(slot, payload, length));
        long sequence = in.readLong();
        boolean complete = in.readByte() == 0;
        if (complete) {
            into.clear();
        }
        int count = in.readInt();
        for (int index = 0; index < count; index++) {
            String id = in.readUTF();
            if (in.readBoolean()) {
                into.put(id, decode(id, in));
            } else {
                into.remove(id);
            }
        }
        return new Frame(sequence, complete, payload + length);
    }

    private static Checkpoint decode(String id, DataInputStream in) throws IOException {
        Path path = Path.of(in.readUTF());
        FileIdentity identity =
                new FileIdentity(
                        in.readLong(), in.readLong(), in.readUTF(), in.readUnsignedShort());
        FileHead head = new FileHead(identity, in.readLong(), fingerprint(in));
        int truncations = in.readInt();
        Position position = new Position(in.readLong(), fingerprint(in));
        LineCounts lines = lines(in);
        return new Checkpoint(id, path, head, truncations, position, lines, in.readLong());
    }

    private static LineCounts lines(DataInputStream in) throws IOException {
        long shipped = in.readLong();
        Map<String, Long> rejected = new HashMap<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            rejected.put(in.readUTF(), in.readLong());
        }
        return LineCounts.settled(shipped, rejected);
    }

    private static Fingerprint fingerprint(DataInputStream in) throws IOException {
        return new Fingerprint(in.readUnsignedShort(), in.readLong());
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private CheckpointCodec() {}
}
