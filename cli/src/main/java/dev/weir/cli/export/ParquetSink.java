package dev.weir.cli.export;

import blue.strategic.parquet.Dehydrator;
import blue.strategic.parquet.ParquetWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/// Takes windows, gives a Parquet file, packed with Snappy. Rows are held until a group of them is
/// 128 MB.
final class ParquetSink implements WindowSink {
    private final ParquetWriter<ExportedWindow> writer;

    ParquetSink(Path file) throws IOException {
        List<Column> columns = Column.all();
        Dehydrator<ExportedWindow> fields =
                (window, target) -> {
                    for (Column column : columns) {
                        Object value = column.reading().apply(window);
                        if (value != null) {
                            target.write(column.name(), value);
                        }
                    }
                };
        writer = ParquetWriter.writeFile(schema(columns), file.toFile(), fields);
    }

    private static MessageType schema(List<Column> columns) {
        Types.MessageTypeBuilder schema = Types.buildMessage();
        for (Column column : columns) {
            var _ =
                    switch (column.kind()) {
                        case TIME ->
                                schema.required(PrimitiveTypeName.INT64)
                                        .as(
                                                LogicalTypeAnnotation.timestampType(
                                                        true,
                                                        LogicalTypeAnnotation.TimeUnit.MILLIS))
                                        .named(column.name());
                        case TEXT ->
                                schema.required(PrimitiveTypeName.BINARY)
                                        .as(LogicalTypeAnnotation.stringType())
                                        .named(column.name());
                        case COUNT -> schema.required(PrimitiveTypeName.INT64).named(column.name());
                        case MILLIS ->
                                schema.optional(PrimitiveTypeName.DOUBLE).named(column.name());
                    };
        }
        return schema.named("windows");
    }

    @Override
    public void write(ExportedWindow window) throws IOException {
        writer.write(window);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
