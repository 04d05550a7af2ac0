package dev.weir.jobs.count;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.jobs.reference.ReferenceRollups.Window;
import dev.weir.schema.partial.PartialBlockReader;
import dev.weir.schema.rollup.Rollup;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Takes blocks, gives the windows that their cells belong to.
final class CountedWindows {
    private final Map<Window, Rollup> rollups = new HashMap<>();
    private final PartialBlockReader reader = new PartialBlockReader();

    /// Adds what was counted since the blocks were last taken.
    void take(PartialBlocks blocks) {
        blocks.flush((block, partition) -> {
            reader.open(block);
            for (int cell = 0; cell < reader.cellCount(); cell++) {
                byte[] customer = reader.customer(cell).getBytes(StandardCharsets.UTF_8);
                assertEquals(partition, blocks.partition(customer), "a customer has one partition");
                var window =
                        new Window(reader.customer(cell), reader.tier(), reader.windowStart(cell));
                reader.addTo(rollups.computeIfAbsent(window, w -> new Rollup()), cell);
            }
        });
    }

    Map<Window, Rollup> rollups() {
        return rollups;
    }
}
