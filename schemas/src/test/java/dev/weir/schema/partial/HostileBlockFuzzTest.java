package dev.weir.schema.partial;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a record of the partials topic holds: it is refused with its reason, or its cells merge
/// into rollups that can be written, and in neither case takes more memory than its size explains.
class HostileBlockFuzzTest {
    /// Jazzer rewrites classes as they are loaded, on the thread that counts.
    private static final long BYTES_OF_JAZZER = 256 << 20;

    /// A histogram of a cell grows to this, a sketch of heavy hitters to less.
    private static final long BYTES_OF_A_CELL = 256 << 10;

    private static final int MAX_CELLS = 50;
    private static final int MAX_BYTES_PER_BYTE = 500;
    private static final long START = 1_790_000_000_000L;

    static Stream<byte[]> blocks() {
        return Stream.of(block(1), block(5), Arrays.copyOf(block(3), 200));
    }

    private static byte[] block(int cells) {
        var block = new PartialBlockWriter(Tier.SECOND);
        for (int i = 0; i < cells; i++) {
            int cell = block.cell(string(block, "customer" + i), START + i * 1000L);
            block.count(cell, new long[Counter.COUNT], 0);
            for (EntryKind kind : EntryKind.values()) {
                int value = kind.isNumber() ? i * 1000 : string(block, "value" + i);
                block.entry(cell, kind, value, i + 1);
            }
            block.threatSample(cell, START, string(block, "xss"), 0, string(block, "/"));
        }
        return block.write();
    }

    private static int string(PartialBlockWriter block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return block.string(bytes, 0, bytes.length);
    }

    @MethodSource("blocks")
    @FuzzTest(maxDuration = "5s")
    void aBlockIsRefusedOrMerges(byte[] input) {
        long limit =
                BYTES_OF_JAZZER
                        + MAX_CELLS * BYTES_OF_A_CELL
                        + MAX_BYTES_PER_BYTE * (long) input.length;
        // Classes that are loaded, and instrumented, at the first time are not what is measured.
        merge(input);
        long before = allocatedBytes();
        merge(input);
        assertTrue(allocatedBytes() - before < limit, "memory is bounded");
    }

    private static void merge(byte[] input) {
        try {
            PartialBlock block = PartialBlock.read(input);
            for (int cell = 0; cell < Math.min(block.cellCount(), MAX_CELLS); cell++) {
                Rollup rollup = new Rollup();
                block.addTo(rollup, cell);
                var key =
                        new RollupKey(
                                block.customer(cell), block.tier(), block.windowStart(cell), 1);
                RollupCodec.encode(new KeyedRollup(key, rollup));
            }
        } catch (IllegalArgumentException e) {
            assertTrue(String.valueOf(e.getMessage()).startsWith("no block of partials: "));
        }
    }

    private static long allocatedBytes() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
