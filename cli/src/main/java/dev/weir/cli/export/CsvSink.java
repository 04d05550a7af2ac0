package dev.weir.cli.export;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/// Takes windows, gives CSV as RFC 4180 has it: a header, commas, CRLF, UTF-8, quotes where they must be.
final class CsvSink implements WindowSink {
    private final List<Column> columns = Column.all();
    private final CSVPrinter printer;

    CsvSink(OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        printer = new CSVPrinter(writer, CSVFormat.RFC4180);
        printer.printRecord(columns.stream().map(Column::name));
    }

    @Override
    public void write(ExportedWindow window) throws IOException {
        for (Column column : columns) {
            printer.print(text(column, column.reading().apply(window)));
        }
        printer.println();
    }

    private static @Nullable Object text(Column column, @Nullable Object value) {
        return column.kind() == Column.Kind.TIME && value instanceof Long millis
                ? Instant.ofEpochMilli(millis).toString()
                : value;
    }

    @Override
    public void close() throws IOException {
        printer.close(true);
    }
}
