package dev.weir.jobs.count;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.jobs.reference.ReferenceRollups.Window;
import dev.weir.schema.partial.PartialBlock;
import dev.weir.schema.rollup.Rollup;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Takes blocks, gives the windows that their cells belong to.
final class CountedWindows {
    private final Map<Window, Rollup> rollups = new HashMap<>();

    /// Adds what was counted since the blocks were last taken.
    void take(PartialBlocks blocks) {
        blocks.flush((bytes, partition) -> {
            PartialBlock block = PartialBlock.read(bytes);
            for (int cell = 0; cell < block.cellCount(); cell++) {
                byte[] customer = block.customer(cell).getBytes(StandardCharsets.UTF_8);
                assertEquals(partition, blocks.partition(customer), "a customer has one partition");
                var window =
                        new Window(block.customer(cell), block.tier(), block.windowStart(cell));
                block.addTo(rollups.computeIfAbsent(window, w -> new Rollup()), cell);
            }
        });
    }

    Map<Window, Rollup> rollups() {
        return rollups;
    }
}
