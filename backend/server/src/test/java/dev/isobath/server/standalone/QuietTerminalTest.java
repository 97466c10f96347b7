package dev.isobath.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.status.ErrorStatus;
import ch.qos.logback.core.status.WarnStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuietTerminalTest {

    @Test
    void a_full_disk_is_told_in_one_line_every_ten_minutes() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        AtomicLong now = new AtomicLong();
        QuietTerminal.Seldom listener =
                new QuietTerminal.Seldom(new PrintStream(printed, true, StandardCharsets.UTF_8), now::get);

        listener.addStatusEvent(new WarnStatus("a warning", this));
        for (int second = 0; second < 1200; second++) {
            now.set(Duration.ofSeconds(second).toNanos());
            listener.addStatusEvent(new ErrorStatus(
                    "IO failure while writing to file [server.log]", this, new IOException("No space left on device")));
        }

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("isobath: the log cannot be written: ")
                        && line.contains("No space left on device"));
    }
}
