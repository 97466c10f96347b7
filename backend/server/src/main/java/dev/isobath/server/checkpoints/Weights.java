package dev.isobath.server.checkpoints;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.springframework.core.io.AbstractResource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The weights in a stored checkpoint, as a safetensors file of their own: without the optimiser's moments, two thirds of it. The
 * metadata stays, but for the checksum, which is that of the numbers left. See docs/checkpoint-format.md.
 */
final class Weights extends AbstractResource {

    private static final String METADATA = "__metadata__";
    private static final String PREFIX = "model.";
    private static final int LONGEST_HEADER = 100_000_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;
    private final String spec;
    private final byte[] head;
    private final List<Slices.Slice> slices;

    private Weights(Path file, String spec, byte[] head, List<Slices.Slice> slices) {
        this.file = file;
        this.spec = spec;
        this.head = head;
        this.slices = slices;
    }

    /** Nothing when the file is not one that a worker writes. */
    static Optional<Weights> find(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            if (channel.read(length, 0) < Long.BYTES) {
                return Optional.empty();
            }
            long bytes = length.flip().getLong();
            if (bytes < 2 || bytes > Math.min(LONGEST_HEADER, channel.size() - Long.BYTES)) {
                return Optional.empty();
            }
            ByteBuffer json = ByteBuffer.allocate((int) bytes);
            while (json.hasRemaining() && channel.read(json, Long.BYTES + json.position()) >= 0) {}
            JsonNode header =
                    JSON.readTree(StandardCharsets.UTF_8.decode(json.flip()).toString());
            return header.path(METADATA).path("spec").isString()
                    ? of(file, channel, header.asObject(), Long.BYTES + bytes)
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Optional<Weights> of(Path file, FileChannel channel, ObjectNode header, long start)
            throws IOException {
        ObjectNode kept = JSON.createObjectNode();
        ObjectNode metadata = header.path(METADATA).deepCopy().asObject();
        kept.set(METADATA, metadata);
        List<Slices.Slice> slices = new ArrayList<>();
        long offset = 0;
        for (Map.Entry<String, JsonNode> tensor : header.properties()) {
            if (tensor.getKey().startsWith(PREFIX)) {
                JsonNode place = tensor.getValue().path("data_offsets");
                long first = place.path(0).asLong(-1);
                long bytes = place.path(1).asLong(-1) - first;
                if (first < 0 || bytes < 0 || start + first + bytes > channel.size()) {
                    return Optional.empty();
                }
                slices.add(new Slices.Slice(start + first, bytes));
                ObjectNode moved = tensor.getValue().deepCopy().asObject();
                moved.putArray("data_offsets").add(offset).add(offset + bytes);
                kept.set(tensor.getKey(), moved);
                offset += bytes;
            }
        }
        metadata.put("crc32c", checksum(new Slices(channel, slices)));
        return Optional.of(new Weights(file, metadata.path("spec").asString(""), head(kept), slices));
    }

    private static String checksum(Slices numbers) throws IOException {
        CRC32C checksum = new CRC32C();
        byte[] buffer = new byte[1 << 16];
        for (int read = numbers.read(buffer); read >= 0; read = numbers.read(buffer)) {
            checksum.update(buffer, 0, read);
        }
        return "%08x".formatted(checksum.getValue());
    }

    private static byte[] head(ObjectNode header) {
        byte[] json = JSON.writeValueAsBytes(header);
        int padded = Math.ceilDiv(json.length, Long.BYTES) * Long.BYTES;
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(padded).put(json);
        while (bytes.hasRemaining()) {
            bytes.put((byte) ' ');
        }
        return bytes.array();
    }

    /** The canonical JSON of the experiment's spec, as the checkpoint has it. */
    String spec() {
        return spec;
    }

    @Override
    public long contentLength() {
        return head.length + slices.stream().mapToLong(Slices.Slice::bytes).sum();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new SequenceInputStream(new ByteArrayInputStream(head), new Slices(FileChannel.open(file), slices));
    }

    @Override
    public String getDescription() {
        return "weights in " + file;
    }
}
