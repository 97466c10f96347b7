package dev.isobath.training.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The safetensors format for float32. A file has eight bytes of header length, a JSON header of names, shapes and offsets, and
 * then the numbers, all little-endian. The metadata also carries a checksum of the numbers, {@code crc32c}.
 */
final class SafeTensors {

    private static final String METADATA = "__metadata__";
    private static final String CHECKSUM = "crc32c";
    private static final long LONGEST_HEADER = 100_000_000;
    private static final int CHUNK = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.shared();

    private SafeTensors() {}

    /** Writes a file and forces it to disk. */
    static void write(Path file, Map<String, NDArray> arrays, Map<String, String> metadata) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        ObjectNode texts = header.putObject(METADATA);
        metadata.forEach(texts::put);
        texts.put(CHECKSUM, "00000000");
        long offset = 0;
        for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
            NDArray array = entry.getValue();
            if (array.getDataType() != DataType.FLOAT32) {
                throw new IllegalArgumentException(entry.getKey() + " is not float32");
            }
            ObjectNode tensor = header.putObject(entry.getKey());
            tensor.put("dtype", "F32");
            ArrayNode shape = tensor.putArray("shape");
            for (long dimension : array.getShape().getShape()) {
                shape.add(dimension);
            }
            long end = offset + array.size() * Float.BYTES;
            tensor.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeFully(channel, headerBytes(header));
            CRC32C checksum = new CRC32C();
            for (NDArray array : arrays.values()) {
                writeNumbers(channel, array, checksum);
            }
            // The checksum is known only now. It is as long as its placeholder.
            texts.put(CHECKSUM, hex(checksum));
            channel.position(0);
            writeFully(channel, headerBytes(header));
            channel.force(true);
        }
    }

    private static ByteBuffer headerBytes(ObjectNode header) {
        byte[] json = JSON.writeValueAsBytes(header);
        int padded = Math.ceilDiv(json.length, Long.BYTES) * Long.BYTES;
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(padded).put(json);
        while (bytes.hasRemaining()) {
            bytes.put((byte) ' ');
        }
        return bytes.flip();
    }

    private static void writeNumbers(FileChannel channel, NDArray array, CRC32C checksum) throws IOException {
        // On the CPU this is the array's own memory. Copies would stay in the heap of Java, three quarters of a model
        // at each checkpoint.
        ByteBuffer numbers = array.toByteBuffer(true);
        if (numbers.order() != ByteOrder.LITTLE_ENDIAN && ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IOException("only little-endian machines are supported");
        }
        checksum.update(numbers.duplicate());
        writeFully(channel, numbers);
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static String hex(CRC32C checksum) {
        return "%08x".formatted(checksum.getValue());
    }

    /**
     * An opened file, whose header was read and whose size and checksum were verified.
     *
     * @param offsets the position of each tensor's first byte in the file
     */
    record Contents(
            Path file, Map<String, String> metadata, Map<String, Long> offsets, Map<String, List<Long>> shapes) {

        /** Copies a tensor's numbers into an array of the same shape. */
        void copy(String name, NDArray into) throws IOException {
            Long offset = offsets.get(name);
            if (offset == null) {
                throw CorruptCheckpoint.because(file, "it has no tensor " + name);
            }
            List<Long> shape = Arrays.stream(into.getShape().getShape()).boxed().toList();
            if (!shape.equals(shapes.get(name))) {
                throw CorruptCheckpoint.because(
                        file, "tensor " + name + " is " + shapes.get(name) + " instead of " + shape);
            }
            ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(into.size() * Float.BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                readFully(channel, bytes, offset, file);
            }
            FloatBuffer floats = bytes.flip().asFloatBuffer();
            float[] values = new float[floats.remaining()];
            floats.get(values);
            into.set(values);
        }
    }

    /**
     * Opens a file and verifies it.
     *
     * @throws CorruptCheckpoint when the file is not whole
     */
    static Contents read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            readFully(channel, length, 0, file);
            long headerLength = length.flip().getLong();
            if (headerLength < 2 || headerLength > LONGEST_HEADER || headerLength > channel.size()) {
                throw CorruptCheckpoint.because(file, "it does not begin like a safetensors file");
            }
            ByteBuffer json = ByteBuffer.allocate((int) headerLength);
            readFully(channel, json, Long.BYTES, file);
            Contents contents = contents(file, header(file, json.flip()), Long.BYTES + headerLength, channel.size());
            verify(channel, contents, Long.BYTES + headerLength);
            return contents;
        }
    }

    private static JsonNode header(Path file, ByteBuffer json) throws CorruptCheckpoint {
        try {
            JsonNode header = JSON.readTree(StandardCharsets.UTF_8.decode(json).toString());
            if (header.isObject() && header.path(METADATA).isObject()) {
                return header;
            }
        } catch (JacksonException e) {
            // The exception below is thrown. The exact damage would not help the reader of the message.
        }
        throw CorruptCheckpoint.because(file, "its header is damaged");
    }

    private static Contents contents(Path file, JsonNode header, long start, long size) throws CorruptCheckpoint {
        Map<String, String> metadata = new TreeMap<>();
        header.path(METADATA)
                .properties()
                .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asString("")));
        Map<String, Long> offsets = new LinkedHashMap<>();
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        long end = 0;
        for (Map.Entry<String, JsonNode> entry : header.properties()) {
            if (entry.getKey().equals(METADATA)) {
                continue;
            }
            JsonNode tensor = entry.getValue();
            List<Long> shape = tensor.path("shape").values().stream()
                    .map(dimension -> dimension.asLong(-1))
                    .toList();
            long bytes = shape.stream().reduce((long) Float.BYTES, (a, b) -> a * b);
            JsonNode range = tensor.path("data_offsets");
            if (!tensor.path("dtype").asString("").equals("F32")
                    || range.path(0).asLong(-1) != end
                    || range.path(1).asLong(-1) != end + bytes) {
                throw CorruptCheckpoint.because(file, "its header contradicts itself at " + entry.getKey());
            }
            offsets.put(entry.getKey(), start + end);
            shapes.put(entry.getKey(), shape);
            end += bytes;
        }
        if (start + end != size) {
            throw CorruptCheckpoint.because(file, "it has " + size + " bytes instead of " + (start + end));
        }
        return new Contents(file, metadata, offsets, shapes);
    }

    private static void verify(FileChannel channel, Contents contents, long start) throws IOException {
        CRC32C checksum = new CRC32C();
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
        channel.position(start);
        while (channel.read(chunk) >= 0) {
            checksum.update(chunk.flip());
            chunk.clear();
        }
        if (!hex(checksum).equals(contents.metadata().get(CHECKSUM))) {
            throw CorruptCheckpoint.because(contents.file(), "its numbers do not match their checksum");
        }
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long position, Path file) throws IOException {
        while (into.hasRemaining()) {
            int read = channel.read(into, position + into.position());
            if (read < 0) {
                throw CorruptCheckpoint.because(file, "it is cut off after " + channel.size() + " bytes");
            }
        }
    }
}
