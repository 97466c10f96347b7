package dev.isobath.server.checkpoints;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.AbstractResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The weights of a stored checkpoint as a safetensors file of their own. The moments of the optimiser, which are two thirds of
 * the checkpoint, are left out. The metadata stays the same except for the checksum, which covers the weights only. See
 * docs/checkpoint-format.md.
 */
final class WeightsResource extends AbstractResource {

    private static final String METADATA = SafetensorsHeader.METADATA;
    private static final String PREFIX = "model.";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;
    private final String spec;
    private final byte[] headerBytes;
    private final List<FileRangesInputStream.Range> ranges;

    private WeightsResource(Path file, String spec, byte[] headerBytes, List<FileRangesInputStream.Range> ranges) {
        this.file = file;
        this.spec = spec;
        this.headerBytes = headerBytes;
        this.ranges = ranges;
    }

    /** Reads the header of a checkpoint. The result is empty when the file is not a checkpoint that a worker wrote. */
    static Optional<WeightsResource> find(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            Optional<SafetensorsHeader> header = SafetensorsHeader.find(channel);
            return header.isEmpty()
                    ? Optional.empty()
                    : of(file, channel, header.get().json(), header.get().end());
        }
    }

    private static Optional<WeightsResource> of(Path file, FileChannel channel, ObjectNode header, long start)
            throws IOException {
        ObjectNode weightsHeader = JSON.createObjectNode();
        ObjectNode metadata = header.path(METADATA).deepCopy().asObject();
        weightsHeader.set(METADATA, metadata);
        List<FileRangesInputStream.Range> ranges = new ArrayList<>();
        long offset = 0;
        for (Map.Entry<String, JsonNode> tensor : header.properties()) {
            if (tensor.getKey().startsWith(PREFIX)) {
                JsonNode offsets = tensor.getValue().path("data_offsets");
                long first = offsets.path(0).asLong(-1);
                long bytes = offsets.path(1).asLong(-1) - first;
                if (first < 0 || bytes < 0 || start + first + bytes > channel.size()) {
                    return Optional.empty();
                }
                ranges.add(new FileRangesInputStream.Range(start + first, bytes));
                ObjectNode entry = tensor.getValue().deepCopy().asObject();
                entry.putArray("data_offsets").add(offset).add(offset + bytes);
                weightsHeader.set(tensor.getKey(), entry);
                offset += bytes;
            }
        }
        metadata.put("crc32c", new FileRangesInputStream(channel, ranges).checksum());
        return Optional.of(
                new WeightsResource(file, metadata.path("spec").asString(""), headerBytes(weightsHeader), ranges));
    }

    private static byte[] headerBytes(ObjectNode header) {
        byte[] json = JSON.writeValueAsBytes(header);
        int padded = Math.ceilDiv(json.length, Long.BYTES) * Long.BYTES;
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(padded).put(json);
        while (bytes.hasRemaining()) {
            bytes.put((byte) ' ');
        }
        return bytes.array();
    }

    /** Returns the experiment's spec in canonical JSON, as it is in the checkpoint. */
    String spec() {
        return spec;
    }

    @Override
    public long contentLength() {
        return headerBytes.length
                + ranges.stream().mapToLong(FileRangesInputStream.Range::bytes).sum();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new SequenceInputStream(
                new ByteArrayInputStream(headerBytes), new FileRangesInputStream(FileChannel.open(file), ranges));
    }

    @Override
    public String getDescription() {
        return "weights in " + file;
    }
}
