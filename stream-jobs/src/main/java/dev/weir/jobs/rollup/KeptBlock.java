package dev.weir.jobs.rollup;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A block that was merged, with what cannot be told from it: which of its cells were counted for
/// `_other`, because there were too many customers when it came.
///
/// Encoded: the number of those cells, the cells (4 bytes each), the block.
///
/// @param block as it was read
/// @param others numbers of cells, rising
@SuppressWarnings("ArrayRecordComponent") // never compared
record KeptBlock(byte[] block, List<Integer> others) {
    byte[] encoded() {
        // Not by way of a buffer alone, which is filled with zeros first: a block is some
        // megabytes.
        int header = Integer.BYTES * (1 + others.size());
        byte[] encoded = new byte[header + block.length];
        System.arraycopy(block, 0, encoded, header, block.length);
        ByteBuffer numbers = ByteBuffer.wrap(encoded).putInt(others.size());
        others.forEach(numbers::putInt);
        return encoded;
    }

    static KeptBlock of(byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        int count = bytes.getInt();
        List<Integer> others = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            others.add(bytes.getInt());
        }
        return new KeptBlock(Arrays.copyOfRange(encoded, bytes.position(), encoded.length), others);
    }
}
