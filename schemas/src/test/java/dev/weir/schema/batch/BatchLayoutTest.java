package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;
import static dev.weir.schema.wire.WireFormat.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.RequestBatchSchema;
import dev.weir.schema.RequestBatchSchema.NumberColumn;
import dev.weir.schema.RequestBatchSchema.RequestBatch;
import dev.weir.schema.RequestBatchSchema.StringColumn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.capnproto.MessageBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The constants say where the generated classes of `request_batch.capnp` put each field.
class BatchLayoutTest {
    record Field<T>(String name, int at, int bytes, Consumer<T> setter) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void structsAreAsLargeAsTheConstantsSay() {
        assertEquals(BATCH_DATA_WORDS, RequestBatch.STRUCT_SIZE.data);
        assertEquals(BATCH_POINTERS, RequestBatch.STRUCT_SIZE.pointers);
        assertEquals(COLUMN_DATA_WORDS, StringColumn.STRUCT_SIZE.data);
        assertEquals(STRING_COLUMN_POINTERS, StringColumn.STRUCT_SIZE.pointers);
        assertEquals(COLUMN_DATA_WORDS, NumberColumn.STRUCT_SIZE.data);
        assertEquals(NUMBER_COLUMN_POINTERS, NumberColumn.STRUCT_SIZE.pointers);
    }

    @Test
    void fieldsAreNumberedAsTheSchemaSays() {
        assertEquals(names(RequestBatchSchema.StringField.values()), names(StringField.values()));
        assertEquals(names(RequestBatchSchema.NumberField.values()), names(NumberField.values()));
    }

    /// Without the name that the generated enums have for what they do not know.
    private static List<String> names(Enum<?>[] values) {
        return Stream.of(values).map(Enum::name).filter(name -> !name.startsWith("_")).toList();
    }

    static Stream<Field<RequestBatch.Builder>> batchFields() {
        return Stream.of(
                batch("firstOffset", FIRST_OFFSET, 8, b -> b.setFirstOffset(-1)),
                batch("endOffset", END_OFFSET, 8, b -> b.setEndOffset(-1)),
                batch("createdAt", CREATED_AT, 8, b -> b.setCreatedAt(-1)),
                batch("baseTime", BASE_TIME, 8, b -> b.setBaseTime(-1)),
                batch("malformedCount", MALFORMED_COUNT, 4, b -> b.setMalformedCount(-1)),
                batch("rejectedCount", REJECTED_COUNT, 4, b -> b.setRejectedCount(-1)),
                batch("requestCount", REQUEST_COUNT, 4, b -> b.setRequestCount(-1)),
                batch("schemaVersion", VERSION, 2, b -> b.setSchemaVersion((short) -1)),
                batch(
                        "catalogueGeneration",
                        CATALOGUE_GENERATION,
                        4,
                        b -> b.setCatalogueGeneration(-1)),
                batch("catalogueHash", CATALOGUE_HASH, 8, b -> b.setCatalogueHash(-1)));
    }

    private static Field<RequestBatch.Builder> batch(
            String name, int at, int bytes, Consumer<RequestBatch.Builder> setter) {
        return new Field<>(name, at, bytes, setter);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("batchFields")
    void aFieldOfTheBatchLiesWhereTheConstantSays(Field<RequestBatch.Builder> field) {
        var message = new MessageBuilder();
        field.setter().accept(message.initRoot(RequestBatch.factory));

        assertOnlyOnesAt(field, CapnpBytes.of(message), BATCH_DATA_WORDS * WORD);
    }

    @Test
    void pointersOfTheBatchLieWhereTheConstantsSay() {
        assertPointer(SOURCE_ID_POINTER, b -> b.setSourceId("x"));
        assertPointer(HOST_POINTER, b -> b.setHost("x"));
        assertPointer(FILE_POINTER, b -> b.setFile("x"));
        assertPointer(STRINGS_POINTER, b -> b.initStrings(1));
        assertPointer(NUMBERS_POINTER, b -> b.initNumbers(1));
        assertPointer(REJECTED_OFFSETS_POINTER, b -> b.initRejectedOffsets(1));
    }

    private static void assertPointer(int pointer, Consumer<RequestBatch.Builder> setter) {
        var message = new MessageBuilder();
        setter.accept(message.initRoot(RequestBatch.factory));
        assertOnlyPointer(pointer, message, BATCH_DATA_WORDS, BATCH_POINTERS);
    }

    private static void assertOnlyPointer(
            int pointer, MessageBuilder message, int dataWords, int pointers) {
        ByteBuffer bytes = littleEndian(CapnpBytes.of(message));
        for (int i = 0; i < pointers; i++) {
            long value = bytes.getLong(ROOT + (dataWords + i) * WORD);
            assertEquals(i == pointer, value != 0, "pointer " + i + " of " + pointer);
        }
    }

    static Stream<Field<StringColumn.Builder>> stringColumnFields() {
        return Stream.of(
                new Field<>("width", WIDTH, 1, c -> c.setWidth((byte) -1)),
                new Field<>("count", COUNT, 4, c -> c.setCount(-1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stringColumnFields")
    void aFieldOfAStringColumnLiesWhereTheConstantSays(Field<StringColumn.Builder> field) {
        var message = new MessageBuilder();
        field.setter().accept(message.initRoot(StringColumn.factory));

        assertOnlyOnesAt(field, CapnpBytes.of(message), COLUMN_DATA_WORDS * WORD);
    }

    static Stream<Field<NumberColumn.Builder>> numberColumnFields() {
        return Stream.of(
                new Field<>("width", WIDTH, 1, c -> c.setWidth((byte) -1)),
                new Field<>("count", COUNT, 4, c -> c.setCount(-1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("numberColumnFields")
    void aFieldOfANumberColumnLiesWhereTheConstantSays(Field<NumberColumn.Builder> field) {
        var message = new MessageBuilder();
        field.setter().accept(message.initRoot(NumberColumn.factory));

        assertOnlyOnesAt(field, CapnpBytes.of(message), COLUMN_DATA_WORDS * WORD);
    }

    @Test
    void aColumnsFieldLiesWhereTheConstantSays() {
        var strings = new MessageBuilder();
        strings.initRoot(StringColumn.factory)
                .setField(RequestBatchSchema.StringField.REQUEST_LINE);
        assertEquals(15, littleEndian(CapnpBytes.of(strings)).getShort(ROOT + FIELD));
        var numbers = new MessageBuilder();
        numbers.initRoot(NumberColumn.factory)
                .setField(RequestBatchSchema.NumberField.UPSTREAM_DURATION);
        assertEquals(8, littleEndian(CapnpBytes.of(numbers)).getShort(ROOT + FIELD));
    }

    @Test
    void pointersOfColumnsLieWhereTheConstantsSay() {
        byte[] data = {1};
        assertStringPointer(INDEXES_POINTER, c -> c.setIndexes(data));
        assertStringPointer(LENGTHS_POINTER, c -> c.setLengths(data));
        assertStringPointer(BYTES_POINTER, c -> c.setBytes(data));
        assertNumberPointer(INDEXES_POINTER, c -> c.setIndexes(data));
        assertNumberPointer(VALUES_POINTER, c -> c.setValues(data));
    }

    private static void assertStringPointer(int pointer, Consumer<StringColumn.Builder> setter) {
        var message = new MessageBuilder();
        setter.accept(message.initRoot(StringColumn.factory));
        assertOnlyPointer(pointer, message, COLUMN_DATA_WORDS, STRING_COLUMN_POINTERS);
    }

    private static void assertNumberPointer(int pointer, Consumer<NumberColumn.Builder> setter) {
        var message = new MessageBuilder();
        setter.accept(message.initRoot(NumberColumn.factory));
        assertOnlyPointer(pointer, message, COLUMN_DATA_WORDS, NUMBER_COLUMN_POINTERS);
    }

    private static void assertOnlyOnesAt(Field<?> field, byte[] message, int length) {
        for (int i = 0; i < length; i++) {
            boolean inField = i >= field.at() && i < field.at() + field.bytes();
            assertEquals(inField ? -1 : 0, message[ROOT + i], field + ", byte " + i);
        }
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
