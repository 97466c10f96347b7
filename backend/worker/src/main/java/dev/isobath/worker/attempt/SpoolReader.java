package dev.isobath.worker.attempt;

import dev.isobath.spec.protocol.CorpusStatistics;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.worker.files.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads whole lines that {@link SpoolWriter} wrote, while it writes or after it was killed. */
record SpoolReader(Path file) {

    /**
     * The lines between two positions of the file.
     *
     * @param to the position after the last whole line
     * @param corpus what the tokenizer made of the corpus; null where no line says it
     */
    record Part(
            long from,
            long to,
            List<StepReport> reports,
            List<SavedCheckpoint> checkpoints,
            @Nullable CorpusStatistics corpus) {
        boolean isEmpty() {
            return to == from;
        }
    }

    /** Returns the number of bytes written so far. The last line may be incomplete. */
    long size() throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** Reads whole lines from {@code from} on: at most {@code bytes}, though always one line, and at most {@code reports}. */
    Part read(long from, int bytes, int reports) throws IOException {
        byte[] content = bytes(from, bytes);
        Lines lines = new Lines();
        int start = 0;
        for (int at = 0; at < content.length && lines.steps.size() < reports; at++) {
            if (content[at] == '\n') {
                parse(content, start, at - start, lines);
                start = at + 1;
            }
        }
        return new Part(from, from + start, List.copyOf(lines.steps), List.copyOf(lines.checkpoints), lines.corpus);
    }

    /** Reads exactly the range that was read before. */
    Part readAgain(long from, long to) throws IOException {
        Part part = read(from, Math.toIntExact(to - from), Integer.MAX_VALUE);
        if (part.to() != to) {
            throw new IOException(file + " is shorter than what was sent from it");
        }
        return part;
    }

    private byte[] bytes(long from, int most) throws IOException {
        if (!Files.exists(file)) {
            return new byte[0];
        }
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(most, channel.size() - from)));
            channel.position(from);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // It reads until the buffer is full or the file ends.
            }
            byte[] read = new byte[buffer.position()];
            buffer.flip().get(read);
            return read;
        }
    }

    /** What the lines read so far say. */
    private static final class Lines {
        private final List<StepReport> steps = new ArrayList<>();
        private final List<SavedCheckpoint> checkpoints = new ArrayList<>();
        private @Nullable CorpusStatistics corpus;
    }

    private void parse(byte[] content, int start, int length, Lines lines) throws IOException {
        try {
            JsonNode line = Json.MAPPER.readTree(content, start, length);
            if (line.has("checkpoint")) {
                lines.checkpoints.add(Json.MAPPER.treeToValue(line.get("checkpoint"), SavedCheckpoint.class));
            } else if (line.has("corpus")) {
                lines.corpus = Json.MAPPER.treeToValue(line.get("corpus"), CorpusStatistics.class);
            } else {
                lines.steps.add(Json.MAPPER.treeToValue(line, StepReport.class));
            }
        } catch (JacksonException damaged) {
            throw new IOException(file + " is damaged: " + damaged.getOriginalMessage(), damaged);
        }
    }
}
