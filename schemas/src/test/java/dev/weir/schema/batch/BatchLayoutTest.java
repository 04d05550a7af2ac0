package dev.weir.schema.batch;

import static dev.weir.schema.batch.BatchLayout.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.RequestBatchSchema.Request;
import dev.weir.schema.RequestBatchSchema.RequestBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
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
        assertEquals(REQUEST_DATA_WORDS, Request.STRUCT_SIZE.data);
        assertEquals(0, Request.STRUCT_SIZE.pointers);
        assertEquals(REQUEST_BYTES, REQUEST_DATA_WORDS * WORD);
    }

    static Stream<Field<RequestBatch.Builder>> batchFields() {
        return Stream.of(
                batch("firstOffset", FIRST_OFFSET, 8, b -> b.setFirstOffset(-1)),
                batch("endOffset", END_OFFSET, 8, b -> b.setEndOffset(-1)),
                batch("createdAt", CREATED_AT, 8, b -> b.setCreatedAt(-1)),
                batch("baseTime", BASE_TIME, 8, b -> b.setBaseTime(-1)),
                batch("malformedCount", MALFORMED_COUNT, 4, b -> b.setMalformedCount(-1)),
                batch("rejectedCount", REJECTED_COUNT, 4, b -> b.setRejectedCount(-1)),
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
        assertPointer(STRING_BYTES_POINTER, b -> b.setStringBytes(new byte[] {1}));
        assertPointer(STRING_ENDS_POINTER, b -> b.initStringEnds(1));
        assertPointer(REQUESTS_POINTER, b -> b.initRequests(1));
        assertPointer(REJECTED_OFFSETS_POINTER, b -> b.initRejectedOffsets(1));
    }

    private static void assertPointer(int pointer, Consumer<RequestBatch.Builder> setter) {
        var message = new MessageBuilder();
        setter.accept(message.initRoot(RequestBatch.factory));
        ByteBuffer bytes = littleEndian(CapnpBytes.of(message));
        for (int i = 0; i < BATCH_POINTERS; i++) {
            long value = bytes.getLong(ROOT + (BATCH_DATA_WORDS + i) * WORD);
            assertEquals(i == pointer, value != 0, "pointer " + i + " of " + pointer);
        }
    }

    static Stream<Field<Request.Builder>> requestFields() {
        return Stream.concat(
                Stream.of(
                        request("bytesSent", BYTES_SENT, 8, r -> r.setBytesSent(-1)),
                        request("bytesReceived", BYTES_RECEIVED, 8, r -> r.setBytesReceived(-1)),
                        request("lineOffset", LINE_OFFSET, 4, r -> r.setLineOffset(-1)),
                        request("timeOffset", TIME_OFFSET, 4, r -> r.setTimeOffset(-1)),
                        request("duration", DURATION, 4, r -> r.setDuration(-1)),
                        request(
                                "upstreamDuration",
                                UPSTREAM_DURATION,
                                4,
                                r -> r.setUpstreamDuration(-1)),
                        request("status", STATUS, 2, r -> r.setStatus((short) -1)),
                        request(
                                "upstreamStatus",
                                UPSTREAM_STATUS,
                                2,
                                r -> r.setUpstreamStatus((short) -1)),
                        request("present", PRESENT, 2, r -> r.setPresent((short) -1))),
                Stream.of(StringField.values())
                        .map(field ->
                                request(
                                        field.name(),
                                        field.wireOffset,
                                        4,
                                        r -> WireFields.setString(r, field, -1))));
    }

    private static Field<Request.Builder> request(
            String name, int at, int bytes, Consumer<Request.Builder> setter) {
        return new Field<>(name, at, bytes, setter);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requestFields")
    void aFieldOfARequestLiesWhereTheConstantSays(Field<Request.Builder> field) {
        var message = new MessageBuilder();
        field.setter().accept(message.initRoot(Request.factory));

        assertOnlyOnesAt(field, CapnpBytes.of(message), REQUEST_BYTES);
    }

    @Test
    void theKindLiesWhereTheConstantSays() {
        var message = new MessageBuilder();
        message.initRoot(Request.factory).setKind(Request.Kind.MALFORMED);
        ByteBuffer bytes = littleEndian(CapnpBytes.of(message));

        assertEquals(KIND_MALFORMED, bytes.getShort(ROOT + KIND));
        assertEquals(KIND_MALFORMED, Request.Kind.MALFORMED.ordinal());
    }

    @Test
    void everyFieldOfARequestHasAConstant() {
        Set<Integer> bytes = new HashSet<>();
        requestFields()
                .forEach(field -> {
                    for (int i = 0; i < field.bytes(); i++) {
                        bytes.add(field.at() + i);
                    }
                });
        bytes.add(KIND);
        bytes.add(KIND + 1);

        assertEquals(REQUEST_BYTES, bytes.size(), "the row has no byte that is no field's");
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
