package dev.weir.schema.batch;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.RequestBatchSchema;
import dev.weir.schema.RequestBatchSchema.NumberColumn;
import dev.weir.schema.RequestBatchSchema.RequestBatch;
import dev.weir.schema.RequestBatchSchema.StringColumn;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.capnproto.MessageBuilder;

/// The batch as `org.capnproto:runtime` and the generated classes read and write it, its columns
/// decoded slowly, straight from what `request_batch.capnp` says: the independent oracle of the
/// encoder and the reader.
final class RuntimeBatch {
    static RequestBatch.Reader root(EncodedBatch batch) {
        byte[] message = Arrays.copyOf(batch.message(), batch.messageLength());
        return CapnpBytes.read(message).getRoot(RequestBatch.factory);
    }

    /// The requests of a batch.
    static List<ModelRequest> read(RequestBatch.Reader batch) {
        int count = batch.getRequestCount();
        Map<StringField, List<Optional<byte[]>>> strings = new EnumMap<>(StringField.class);
        for (StringColumn.Reader column : batch.getStrings()) {
            StringField field = StringField.valueOf(column.getField().name());
            strings.put(field, strings(column, count));
        }
        Map<NumberField, List<Long>> numbers = new EnumMap<>(NumberField.class);
        for (NumberColumn.Reader column : batch.getNumbers()) {
            NumberField field = NumberField.valueOf(column.getField().name());
            numbers.put(field, numbers(column, count));
        }
        List<ModelRequest> requests = new ArrayList<>();
        long time = batch.getBaseTime();
        long line = batch.getFirstOffset();
        for (int request = 0; request < count; request++) {
            time += unzigzag(number(numbers, NumberField.TIME, request));
            line += unzigzag(number(numbers, NumberField.LINE, request));
            ModelRequest read = request(request, line, time, strings, numbers);
            line += read.explainedBytes();
            requests.add(read);
        }
        return requests;
    }

    private static ModelRequest request(
            int request,
            long line,
            long time,
            Map<StringField, List<Optional<byte[]>>> strings,
            Map<NumberField, List<Long>> numbers) {
        Map<StringField, String> texts = new EnumMap<>(StringField.class);
        strings.forEach((field, column) -> {
            column.get(request)
                    .ifPresent(
                            value -> texts.put(field, new String(value, StandardCharsets.UTF_8)));
        });
        long flags = number(numbers, NumberField.FLAGS, request);
        return new ModelRequest(
                line,
                time,
                (flags & 1) != 0,
                (int) Math.max(number(numbers, NumberField.STATUS, request), 0),
                (int) Math.max(number(numbers, NumberField.UPSTREAM_STATUS, request), 0),
                number(numbers, NumberField.BYTES_SENT, request),
                number(numbers, NumberField.BYTES_RECEIVED, request),
                number(numbers, NumberField.DURATION, request),
                number(numbers, NumberField.UPSTREAM_DURATION, request),
                (flags & 2) != 0,
                texts);
    }

    private static long number(
            Map<NumberField, List<Long>> numbers, NumberField field, int request) {
        List<Long> column = numbers.get(field);
        return column == null ? -1 : column.get(request);
    }

    private static List<Optional<byte[]>> strings(StringColumn.Reader column, int count) {
        byte[] bytes = column.getBytes().toArray();
        List<Optional<byte[]>> values = new ArrayList<>(List.of(Optional.empty()));
        int at = 0;
        for (long length : varints(column.getLengths().toArray())) {
            values.add(Optional.of(Arrays.copyOfRange(bytes, at, at + (int) length)));
            at += (int) length;
        }
        check(values.size() == column.getCount() + 1, "count of strings");
        return indexes(column.getIndexes().toArray(), column.getWidth(), count).stream()
                .map(values::get)
                .toList();
    }

    private static List<Long> numbers(NumberColumn.Reader column, int count) {
        List<Long> varints = varints(column.getValues().toArray());
        if (column.getCount() == 0) {
            check(varints.size() == count, "a number for each request");
            return varints.stream().map(number -> number - 1).toList();
        }
        check(varints.size() == column.getCount(), "count of numbers");
        List<Long> values = new ArrayList<>(List.of(-1L));
        values.addAll(varints);
        return indexes(column.getIndexes().toArray(), column.getWidth(), count).stream()
                .map(values::get)
                .toList();
    }

    private static List<Integer> indexes(byte[] packed, int width, int count) {
        List<Integer> indexes = new ArrayList<>();
        for (int request = 0; request < count; request++) {
            int index = width == 0 ? 1 : 0;
            for (int bit = 0; bit < width; bit++) {
                int at = request * width + bit;
                index |= ((packed[at / 8] >> (at % 8)) & 1) << bit;
            }
            indexes.add(index);
        }
        return indexes;
    }

    private static List<Long> varints(byte[] bytes) {
        List<Long> numbers = new ArrayList<>();
        BigInteger number = BigInteger.ZERO;
        int shift = 0;
        for (byte group : bytes) {
            number = number.or(BigInteger.valueOf(group & 0x7F).shiftLeft(shift));
            shift += 7;
            if (group >= 0) {
                numbers.add(number.longValue());
                number = BigInteger.ZERO;
                shift = 0;
            }
        }
        return numbers;
    }

    private static long unzigzag(long number) {
        return number % 2 == 0 ? number / 2 : -(number + 1) / 2;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /// Writes requests with the generated builder, by no means as small as it could be: indexes of 16
    /// bits, numbers as they come. A small first segment makes many segments.
    static byte[] write(List<ModelRequest> requests, long firstOffset, int firstSegmentWords) {
        var message =
                new MessageBuilder(
                        firstSegmentWords,
                        org.capnproto.BuilderArena.AllocationStrategy.FIXED_SIZE);
        var root = message.initRoot(RequestBatch.factory);
        root.setFirstOffset(firstOffset);
        root.setEndOffset(firstOffset + 1000);
        root.setCreatedAt(ModelRequest.NOW);
        root.setBaseTime(ModelRequest.NOW - 5);
        root.setSchemaVersion((short) 2);
        root.setRequestCount(requests.size());
        root.setSourceId("source");
        root.setHost("host");
        root.setFile("file");
        var strings = root.initStrings(StringField.values().length);
        for (StringField field : StringField.values()) {
            write(requests, field, strings.get(field.ordinal()));
        }
        var numbers = root.initNumbers(NumberField.values().length);
        for (NumberField field : NumberField.values()) {
            var column = numbers.get(field.ordinal());
            column.setField(RequestBatchSchema.NumberField.valueOf(field.name()));
            column.setValues(plain(requests, field, firstOffset));
        }
        return CapnpBytes.of(message);
    }

    private static void write(
            List<ModelRequest> requests, StringField field, StringColumn.Builder column) {
        Map<String, Integer> table = new LinkedHashMap<>();
        var indexes = new ByteArrayOutputStream();
        for (ModelRequest request : requests) {
            String text = request.strings().get(field);
            int index = text == null ? 0 : table.computeIfAbsent(text, t -> table.size() + 1);
            indexes.write(index);
            indexes.write(index >> 8);
        }
        var lengths = new ByteArrayOutputStream();
        var bytes = new ByteArrayOutputStream();
        for (String text : table.keySet()) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            putVarint(lengths, utf8.length);
            bytes.writeBytes(utf8);
        }
        column.setField(RequestBatchSchema.StringField.valueOf(field.name()));
        column.setWidth((byte) 16);
        column.setCount(table.size());
        column.setIndexes(indexes.toByteArray());
        column.setLengths(lengths.toByteArray());
        column.setBytes(bytes.toByteArray());
    }

    private static byte[] plain(List<ModelRequest> requests, NumberField field, long firstOffset) {
        var bytes = new ByteArrayOutputStream();
        long time = ModelRequest.NOW - 5;
        long line = firstOffset;
        for (ModelRequest request : requests) {
            long number =
                    switch (field) {
                        case TIME -> zigzag(request.time() - time);
                        case LINE -> zigzag(request.lineOffset() - line);
                        case FLAGS -> (request.ownTime() ? 1 : 0) | (request.malformed() ? 2 : 0);
                        case STATUS -> request.status() == 0 ? -1 : request.status();
                        case UPSTREAM_STATUS ->
                                request.upstreamStatus() == 0 ? -1 : request.upstreamStatus();
                        case BYTES_SENT -> request.bytesSent();
                        case BYTES_RECEIVED -> request.bytesReceived();
                        case DURATION -> request.duration();
                        case UPSTREAM_DURATION -> request.upstreamDuration();
                    };
            putVarint(bytes, number + 1);
            time = request.time();
            line = request.lineOffset() + request.explainedBytes();
        }
        return bytes.toByteArray();
    }

    private static long zigzag(long number) {
        return number >= 0 ? 2 * number : -2 * number - 1;
    }

    private static void putVarint(ByteArrayOutputStream target, long number) {
        BigInteger rest = new BigInteger(Long.toUnsignedString(number));
        BigInteger group = BigInteger.valueOf(0x80);
        while (rest.compareTo(group) >= 0) {
            target.write(rest.mod(group).intValue() | 0x80);
            rest = rest.divide(group);
        }
        target.write(rest.intValue());
    }

    private RuntimeBatch() {}
}
