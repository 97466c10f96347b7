package dev.isobath.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogCaptureTest {

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final LogCapture log = new LogCapture(file, () -> 0);

    private List<String> captured(byte[] output) {
        log.capture(new ByteArrayInputStream(output));
        return file.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private List<String> captured(String output) {
        return captured(output.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void lines_are_kept_as_they_are() {
        assertThat(captured("one\r\nzwei: größer\n\nthree")).containsExactly("one", "zwei: größer", "three");
    }

    @Test
    void a_long_line_is_cut_and_says_how_long_it_was() {
        assertThat(captured("y".repeat(10_000) + "\nnext\n"))
                .containsExactly("y".repeat(LogCapture.LONGEST_LINE) + " ... [cut: the line has 10000 bytes]", "next");
    }

    @Test
    void bytes_that_are_no_text_are_replaced() {
        assertThat(captured(new byte[] {'a', 0, 27, (byte) 0xff, 'b', '\n'})).containsExactly("a\uFFFD\uFFFD\uFFFDb");
    }

    @Test
    void a_flood_is_left_out_and_counted() {
        List<String> lines = captured("0123456789\n".repeat(50_000));

        assertThat(lines.getLast()).matches("\\[\\d+ lines left out: the attempt prints more than is kept]");
        assertThat(lines).hasSizeLessThan(30_000);
        assertThat(log.tail()).hasSize(50).endsWith(lines.getLast());
    }

    @Test
    void a_full_disk_ends_the_file_but_not_the_capture() {
        LogCapture onFullDisk = new LogCapture(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("No space left on device");
                    }
                },
                () -> 0);

        onFullDisk.capture(new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(onFullDisk.tail()).containsExactly("one", "two");
    }
}
