package dev.weir.jobs.count;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.NumberField;
import dev.weir.schema.partial.EntryKind;
import dev.weir.schema.rollup.Counter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Counts the requests of a batch by cell and by status: each status of its own, and the classes.
final class StatusCounts {
    /// Of requests that have none, and where statuses end that HTTP knows.
    private static final int NONE = 0;

    private static final int HTTP_END = 600;

    private final BatchCells cells;
    private final GroupedCounts groups = new GroupedCounts();

    /// By status: its text, made when it first comes.
    private final byte[][] texts = new byte[HTTP_END][];

    /// By cell, for one status after the other: the last one and how often it came since. Most
    /// requests of a cell have the status of the one before.
    private int[] lastStatus = new int[64];

    private int[] lastCount = new int[64];

    StatusCounts(BatchCells cells) {
        this.cells = cells;
    }

    void count(BatchReader batch) {
        if (!batch.has(NumberField.STATUS)) {
            return;
        }
        int count = cells.count();
        if (lastStatus.length <= count) {
            lastStatus = new int[count * 2];
            lastCount = new int[count * 2];
        }
        Arrays.fill(lastStatus, 0, count + 1, NONE);
        groups.clear();
        int[] cellOf = cells.ofRequests();
        int requests = batch.requestCount();
        for (int request = 0; request < requests; request++) {
            int status = batch.status(request);
            int cell = cellOf[request];
            if (lastStatus[cell] != status) {
                toGroup(cell);
                lastStatus[cell] = status;
                lastCount[cell] = 0;
            }
            lastCount[cell]++;
        }
        for (int cell = 0; cell < count; cell++) {
            toGroup(cell);
        }
        groups.forEach(this::toCell);
    }

    private void toGroup(int cell) {
        if (lastStatus[cell] != NONE) {
            groups.add((long) cell << Integer.SIZE | lastStatus[cell], lastCount[cell]);
        }
    }

    private void toCell(long key, long count) {
        int cell = (int) (key >>> Integer.SIZE);
        if (cell == cells.count()) {
            return;
        }
        int status = (int) key;
        byte[] text = text(status);
        int name = cells.block(cell).string(text, 0, text.length);
        cells.entry(cell, EntryKind.STATUS, name, (int) count);
        // Out of HTTP's range: it stands in the status breakdown alone.
        if (status >= 100 && status < HTTP_END) {
            int counter = Counter.STATUS_1XX.ordinal() + status / 100 - 1;
            cells.counters()[cell * Counter.COUNT + counter] += count;
        }
    }

    private byte[] text(int status) {
        if (status >= HTTP_END) {
            return Integer.toString(status).getBytes(StandardCharsets.US_ASCII);
        }
        byte[] text = texts[status];
        if (text == null) {
            text = Integer.toString(status).getBytes(StandardCharsets.US_ASCII);
            texts[status] = text;
        }
        return text;
    }
}
