package dev.isobath.server.checkpoints;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The header of a checkpoint that a worker wrote.
 *
 * @param json the whole header
 * @param end the position of the first byte after the header
 */
record SafetensorsHeader(ObjectNode json, long end) {

    static final String METADATA = "__metadata__";

    private static final int MAX_HEADER_BYTES = 100_000_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Reads the header. The result is empty when the file is not a checkpoint that a worker wrote. */
    static Optional<SafetensorsHeader> find(FileChannel channel) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (channel.read(length, 0) < Long.BYTES) {
            return Optional.empty();
        }
        long bytes = length.flip().getLong();
        if (bytes < 2 || bytes > Math.min(MAX_HEADER_BYTES, channel.size() - Long.BYTES)) {
            return Optional.empty();
        }
        ByteBuffer json = ByteBuffer.allocate((int) bytes);
        while (json.hasRemaining() && channel.read(json, Long.BYTES + json.position()) >= 0) {}
        try {
            JsonNode header =
                    JSON.readTree(StandardCharsets.UTF_8.decode(json.flip()).toString());
            return header.path(METADATA).path("spec").isString()
                    ? Optional.of(new SafetensorsHeader(header.asObject(), Long.BYTES + bytes))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** Returns a text of the metadata, or an empty text. */
    String metadata(String key) {
        return json.path(METADATA).path(key).asString("");
    }
}
