package dev.isobath.worker.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the protocol and the attempt folders use it. Unknown fields are ignored. NaN and infinities are strings. */
public final class Json {

    public static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Json() {}

    /**
     * Reads a file.
     *
     * @throws IOException when the file cannot be read, or its content does not have the type
     */
    public static <T> T read(Path file, Class<T> type) throws IOException {
        try {
            return MAPPER.readValue(Files.readAllBytes(file), type);
        } catch (JacksonException damaged) {
            throw new IOException(file + " is damaged: " + damaged.getOriginalMessage(), damaged);
        }
    }

    /** Replaces a file in one step, so that no reader ever sees half of it. */
    public static void write(Path file, Object value) throws IOException {
        DurableFile.replace(file, MAPPER.writeValueAsBytes(value));
    }
}
