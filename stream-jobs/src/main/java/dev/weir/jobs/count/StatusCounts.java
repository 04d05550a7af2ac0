package dev.weir.jobs.count;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.NumberField;
import dev.weir.schema.partial.EntryKind;
import dev.weir.schema.partial.PartialBlockWriter;
import dev.weir.schema.rollup.Counter;
import java.nio.charset.StandardCharsets;

/// Counts the requests of a batch by cell and by status: each status of its own, and the classes.
final class StatusCounts {
    /// Where statuses end that HTTP knows, and those that servers make up.
    private static final int HTTP_END = 600;

    private static final int USUAL_END = 1_000;

    private final BatchCells cells;

    /// By status: its text, made when it first comes.
    private final byte[][] texts = new byte[USUAL_END][];

    /// By status: the requests of one cell after the other.
    private final int[] counts = new int[USUAL_END];

    /// The statuses of the cell, in the order in which they came.
    private final int[] present = new int[USUAL_END];

    private int presentCount;

    StatusCounts(BatchCells cells) {
        this.cells = cells;
    }

    void count(BatchReader batch) {
        if (!batch.has(NumberField.STATUS)) {
            return;
        }
        int[] order = cells.inOrder();
        int next = 0;
        for (int cell = 0; cell < cells.count(); cell++) {
            for (int end = cells.end(cell); next < end; next++) {
                int status = batch.status(order[next]);
                if (status >= USUAL_END) {
                    toCell(cell, status, 1);
                } else if (status != 0 && counts[status]++ == 0) {
                    present[presentCount++] = status;
                }
            }
            for (int i = 0; i < presentCount; i++) {
                toCell(cell, present[i], counts[present[i]]);
                counts[present[i]] = 0;
            }
            presentCount = 0;
        }
    }

    private void toCell(int cell, int status, int count) {
        byte[] text = text(status);
        long hash = PartialBlockWriter.hash(text, 0, text.length);
        int name = cells.block(cell).value(hash, text, 0, text.length);
        cells.entry(cell, EntryKind.STATUS, name, count);
        // Out of HTTP's range: it stands in the status breakdown alone.
        if (status >= 100 && status < HTTP_END) {
            int counter = Counter.STATUS_1XX.ordinal() + status / 100 - 1;
            cells.counters()[cell * Counter.COUNT + counter] += count;
        }
    }

    private byte[] text(int status) {
        if (status >= USUAL_END) {
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
