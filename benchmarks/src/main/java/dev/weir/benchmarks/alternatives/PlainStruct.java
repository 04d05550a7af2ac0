package dev.weir.benchmarks.alternatives;

import java.nio.ByteBuffer;
import org.capnproto.SegmentBuilder;
import org.capnproto.SegmentReader;
import org.capnproto.StructBuilder;
import org.capnproto.StructFactory;
import org.capnproto.StructList;
import org.capnproto.StructReader;
import org.capnproto.StructSize;
import org.capnproto.Text;

/// A Cap'n Proto struct of 64-bit numbers and texts, in the shape of the classes that the compiler
/// generates: for layouts that were not taken and so have no schema.
public final class PlainStruct {
    private PlainStruct() {}

    /// Makes structs of one size.
    public static final class Factory extends StructFactory<Builder, Reader> {
        private final StructSize size;

        /// A struct of so many words of numbers and so many pointers.
        public Factory(int dataWords, int pointers) {
            size = new StructSize((short) dataWords, (short) pointers);
        }

        /// Makes lists of these structs.
        StructList.Factory<Builder, Reader> ofList() {
            return new StructList.Factory<>(this);
        }

        @Override
        public Reader constructReader(
                SegmentReader segment,
                int data,
                int pointers,
                int dataSize,
                short pointerCount,
                int nestingLimit) {
            return new Reader(segment, data, pointers, dataSize, pointerCount, nestingLimit);
        }

        @Override
        public Builder constructBuilder(
                SegmentBuilder segment, int data, int pointers, int dataSize, short pointerCount) {
            return new Builder(segment, data, pointers, dataSize, pointerCount);
        }

        @Override
        public StructSize structSize() {
            return size;
        }

        @Override
        public Reader asReader(Builder builder) {
            return builder.asReader();
        }
    }

    /// Writes.
    public static final class Builder extends StructBuilder {
        Builder(SegmentBuilder segment, int data, int pointers, int dataSize, short pointerCount) {
            super(segment, data, pointers, dataSize, pointerCount);
        }

        Reader asReader() {
            return new Reader(segment, data, pointers, dataSize, pointerCount, Integer.MAX_VALUE);
        }

        /// Sets the 64-bit number at a word.
        public void number(int word, long value) {
            _setLongField(word, value);
        }

        /// Sets the 32-bit number at a half word.
        public void half(int halfWord, int value) {
            _setIntField(halfWord, value);
        }

        /// Sets the text of a pointer.
        public void text(int pointer, byte[] utf8) {
            _setPointerField(
                    Text.factory, pointer, new Text.Reader(ByteBuffer.wrap(utf8), 0, utf8.length));
        }

        /// Makes the list of structs of a pointer.
        public StructList.Builder<Builder> structs(
                int pointer, PlainStruct.Factory elements, int count) {
            return _initPointerField(elements.ofList(), pointer, count);
        }

        /// Sets the bytes of a pointer.
        public void data(int pointer, byte[] bytes) {
            _setPointerField(
                    org.capnproto.Data.factory, pointer, new org.capnproto.Data.Reader(bytes));
        }
    }

    /// Reads nothing: what these structs take is all that is asked of them.
    public static final class Reader extends StructReader {
        Reader(
                SegmentReader segment,
                int data,
                int pointers,
                int dataSize,
                short pointerCount,
                int nestingLimit) {
            super(segment, data, pointers, dataSize, pointerCount, nestingLimit);
        }
    }
}
