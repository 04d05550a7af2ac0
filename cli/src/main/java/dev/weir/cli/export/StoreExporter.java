package dev.weir.cli.export;

import dev.weir.schema.rollup.Tier;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.storage.MetricStore;
import dev.weir.storage.WindowRollup;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Takes windows of a store, customer by customer and oldest first, gives a file. Few windows are in
/// memory at once.
public final class StoreExporter {
    /// Windows read at a time: a busy customer's takes some ten kilobytes.
    private static final int WINDOWS_AT_A_TIME = 600;

    private static final int BUFFER_BYTES = 1 << 16;

    /// Which windows.
    ///
    /// @param customers whose
    /// @param tier their size
    /// @param from the first that start at or after it, milliseconds since 1970-01-01T00:00Z
    /// @param to and before it
    public record Range(List<String> customers, Tier tier, long from, long to) {
        /// Copies the customers.
        public Range {
            customers = List.copyOf(customers);
        }
    }

    /// How a file is written.
    public enum Format {
        /// Text that every spreadsheet reads.
        CSV,
        /// Columns that analytical tools read.
        PARQUET
    }

    private final MetricStore store;

    /// Creates an exporter of an open store.
    public StoreExporter(MetricStore store) {
        this.store = store;
    }

    /// Writes a file; it gets its name once it is whole.
    ///
    /// @return windows written
    /// @throws ConfigurationException if there cannot be such a file
    public long export(Range range, Format format, Path file)
            throws IOException, ConfigurationException {
        try (NewFile made = NewFile.at(file)) {
            long windows;
            try (WindowSink sink = sink(format, made.part())) {
                windows = write(range, sink);
            }
            made.complete();
            return windows;
        }
    }

    private static WindowSink sink(Format format, Path file) throws IOException {
        return switch (format) {
            case CSV ->
                    new CsvSink(
                            new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES));
            case PARQUET -> new ParquetSink(file);
        };
    }

    /// Writes CSV to a stream, and closes it.
    ///
    /// @return windows written
    public long exportCsv(Range range, OutputStream out) throws IOException {
        try (WindowSink sink = new CsvSink(new BufferedOutputStream(out, BUFFER_BYTES))) {
            return write(range, sink);
        }
    }

    private long write(Range range, WindowSink sink) throws IOException {
        long windows = 0;
        long stride = range.tier().millis() * WINDOWS_AT_A_TIME;
        for (String customer : range.customers()) {
            for (long from = range.from(); from < range.to(); from += stride) {
                long to = Math.min(from + stride, range.to());
                for (WindowRollup window : store.read(customer, range.tier(), from, to)) {
                    sink.write(new ExportedWindow(customer, window.windowStart(), window.rollup()));
                    windows++;
                }
            }
        }
        return windows;
    }
}
