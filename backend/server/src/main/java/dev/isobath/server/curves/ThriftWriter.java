package dev.isobath.server.curves;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Writes structures in Thrift's compact protocol, in which Parquet describes its files. It has the types that these need. */
final class ThriftWriter {

    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;
    private static final int LONG_LIST = 15;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Deque<Integer> lastFields = new ArrayDeque<>();

    /** Writes a structure and returns its bytes. */
    static byte[] write(Consumer<ThriftWriter> fields) {
        ThriftWriter writer = new ThriftWriter();
        writer.structure(fields);
        return writer.bytes.toByteArray();
    }

    void i32(int field, int value) {
        header(field, I32);
        zigzag(value);
    }

    void i64(int field, long value) {
        header(field, I64);
        zigzag(value);
    }

    void string(int field, String text) {
        header(field, BINARY);
        text(text);
    }

    void struct(int field, Consumer<ThriftWriter> fields) {
        header(field, STRUCT);
        structure(fields);
    }

    void i32List(int field, List<Integer> values) {
        list(field, I32, values.size());
        values.forEach(this::zigzag);
    }

    void stringList(int field, List<String> values) {
        list(field, BINARY, values.size());
        values.forEach(this::text);
    }

    <T> void structList(int field, List<T> values, Consumer<? super T> fields) {
        list(field, STRUCT, values.size());
        values.forEach(value -> structure(_ -> fields.accept(value)));
    }

    private void structure(Consumer<ThriftWriter> fields) {
        lastFields.push(0);
        fields.accept(this);
        lastFields.pop();
        bytes.write(0);
    }

    /** Fields of Parquet's structures have numbers below 16 more than the one before, so the short form is enough. */
    private void header(int field, int type) {
        int distance = field - lastFields.pop();
        lastFields.push(field);
        bytes.write(distance << 4 | type);
    }

    private void list(int field, int type, int size) {
        header(field, LIST);
        if (size < LONG_LIST) {
            bytes.write(size << 4 | type);
        } else {
            bytes.write(LONG_LIST << 4 | type);
            varint(size);
        }
    }

    private void text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        varint(encoded.length);
        bytes.writeBytes(encoded);
    }

    private void zigzag(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
