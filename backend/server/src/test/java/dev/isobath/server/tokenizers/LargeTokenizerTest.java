package dev.isobath.server.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.problems.BadRequestException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of nearly the largest size, read in a process whose heap is smaller than the file. */
class LargeTokenizerTest {

    private static final int SIZE = 62 << 20;
    private static final String HEAP = "-Xmx48m";

    @TempDir
    Path folder;

    /** The program of the process: reads a file and prints what it is or why it is refused. */
    static final class Reading {

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            try {
                System.out.println(TokenizerFile.read(() -> Files.newInputStream(file), "/file"));
            } catch (BadRequestException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private interface Content {
        void write(BufferedWriter file) throws IOException;
    }

    private String read(Content content) throws Exception {
        Path file = folder.resolve("tokenizer.json");
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            content.write(writer);
        }
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reading.class.getName(),
                        file.toString()))
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    @Test
    void empty_objects_are_counted_and_refused() throws Exception {
        String printed = read(file -> {
            file.write("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0, \"b\": 1}, \"merges\": []}, \"x\": [{}");
            for (int written = 0; written < SIZE; written += 3) {
                file.write(",{}");
            }
            file.write("]}");
        });
        assertThat(printed).contains("has more than 16000000 values");
    }

    @Test
    void nested_lists_are_refused() throws Exception {
        String printed = read(file -> {
            file.write("{\"x\": ");
            for (int written = 0; written < SIZE; written++) {
                file.write('[');
            }
        });
        assertThat(printed).contains("is nested deeper than 64 levels");
    }

    @Test
    void a_text_without_end_is_refused() throws Exception {
        String printed = read(file -> {
            file.write("{\"model\": {\"type\": \"");
            for (int written = 0; written < SIZE; written++) {
                file.write('x');
            }
            file.write("\"}}");
        });
        assertThat(printed).contains("a text of more than 8388608 characters");
    }

    @Test
    void a_vocabulary_of_the_largest_size_with_its_merges_is_read() throws Exception {
        int letters = 1 << 10;
        String printed = read(file -> {
            file.write("{\"model\": {\"type\": \"BPE\", \"merges\": [");
            for (int i = 0; i < TokenizerFile.MAX_TOKENS - letters; i++) {
                file.write((i == 0 ? "" : ",") + "[\"" + letter(i / letters) + "\",\"" + letter(i % letters) + "\"]");
            }
            file.write("], \"vocab\": {");
            for (int i = 0; i < letters; i++) {
                file.write((i == 0 ? "\"" : ",\"") + letter(i) + "\":" + i);
            }
            for (int i = 0; i < TokenizerFile.MAX_TOKENS - letters; i++) {
                file.write(",\"" + letter(i / letters) + letter(i % letters) + "\":" + (i + letters));
            }
            file.write("}}}");
        });
        assertThat(printed).contains("TokenizerFile[model=BPE, vocabulary=1048576]");
    }

    /** A Chinese character for each number. */
    private static String letter(int number) {
        return Character.toString(0x4E00 + number);
    }
}
