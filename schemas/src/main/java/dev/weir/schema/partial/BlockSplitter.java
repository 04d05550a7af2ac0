package dev.weir.schema.partial;

import dev.weir.schema.batch.StringDictionary;
import dev.weir.schema.rollup.Tier;
import java.util.function.Consumer;

/// Takes what is too much for one block, gives it as several: cell after cell, and one that is too
/// much by itself in parts. Readers add up cells, so it is the same in the end.
///
/// For the seldom case: a batch of requests that are hours apart, or that have nothing in common.
final class BlockSplitter {
    private final byte[] bytes;
    private final int[] ends;
    private final int maxBytes;
    private final Consumer<byte[]> receiver;
    private final PartialBlockWriter block;
    private int customer;
    private long windowStart;

    /// The cell in the present block.
    private int target;

    BlockSplitter(Tier tier, StringDictionary strings, int maxBytes, Consumer<byte[]> receiver) {
        this.maxBytes = maxBytes;
        this.receiver = receiver;
        this.block = new PartialBlockWriter(tier);
        this.bytes = new byte[strings.byteCount()];
        strings.copyBytes(bytes, 0);
        this.ends = new int[strings.count() + 1];
        for (int string = 1; string <= strings.count(); string++) {
            ends[string] = ends[string - 1] + strings.length(string);
        }
    }

    void cell(int customerString, long start, long[] counters, int from) {
        customer = customerString;
        windowStart = start;
        makeRoom();
        target = block.cell(copied(customer), windowStart);
        block.count(target, counters, from);
    }

    void entry(EntryKind kind, int value, int requests) {
        makeRoom();
        block.entry(target, kind, kind.isNumber() ? value : copied(value), requests);
    }

    void threatSample(long time, int threat, int client, int uri) {
        makeRoom();
        block.threatSample(target, time, copied(threat), copied(client), copied(uri));
    }

    void end() {
        if (!block.isEmpty()) {
            receiver.accept(block.write());
        }
    }

    private void makeRoom() {
        if (block.size() >= maxBytes) {
            receiver.accept(block.write());
            target = block.cell(copied(customer), windowStart);
        }
    }

    private int copied(int string) {
        return string == 0 ? 0 : block.string(bytes, ends[string - 1], ends[string]);
    }
}
