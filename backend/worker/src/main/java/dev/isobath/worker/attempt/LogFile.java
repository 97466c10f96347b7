package dev.isobath.worker.attempt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the whole lines of an attempt's log, while it is written or later. */
record LogFile(Path file) {

    /** The lines between two positions of the file. */
    record Part(long from, long to, List<String> lines) {}

    Part read(long from, int most) throws IOException {
        if (!Files.exists(file)) {
            return new Part(from, from, List.of());
        }
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(most, channel.size() - from)));
            channel.position(from);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // It reads until the buffer is full or the file ends.
            }
            int end = buffer.position();
            while (end > 0 && buffer.get(end - 1) != '\n') {
                end--;
            }
            String text = new String(buffer.array(), 0, end, StandardCharsets.UTF_8);
            return new Part(from, from + end, text.lines().toList());
        }
    }

    /** Returns the last lines from a place of the file on, as far as they fit into {@code most} bytes. */
    List<String> tail(long from, int lines, int most) throws IOException {
        long size = Files.exists(file) ? Files.size(file) : 0;
        List<String> last = read(Math.max(from, size - most), most).lines();
        return last.subList(Math.max(0, last.size() - lines), last.size());
    }
}
