package dev.isobath.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobath.spec.protocol.CorpusStatistics;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.worker.files.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    private static final int PLENTY = 1 << 20;

    @TempDir
    private Path folder;

    private Path file;
    private SpoolReader spool;

    @BeforeEach
    void name() {
        file = folder.resolve("spool.jsonl");
        spool = new SpoolReader(file);
    }

    private static StepReport report(long step) {
        return new StepReport(step, step * 32.0, 1.0 / 3 * step, 0.1 * step, Map.of("train_loss", 1.0 / step));
    }

    private void write(int steps) throws IOException {
        try (SpoolWriter writer = SpoolWriter.open(file)) {
            for (int step = 1; step <= steps; step++) {
                writer.append(report(step));
            }
        }
    }

    @Test
    void what_was_measured_is_read_back_bit_for_bit_and_in_order() throws IOException {
        write(3);

        assertThat(spool.read(0, PLENTY, PLENTY).reports()).containsExactly(report(1), report(2), report(3));
    }

    @Test
    void what_the_tokenizer_made_of_the_corpus_is_read_back_from_the_part_that_has_it() throws IOException {
        CorpusStatistics statistics = new CorpusStatistics(84_580, 10_209, 2.1, 0.25, 0, 3);
        try (SpoolWriter writer = SpoolWriter.open(file)) {
            writer.append(statistics);
            writer.append(report(1));
        }
        SpoolReader.Part part = spool.read(0, PLENTY, PLENTY);

        assertThat(part.corpus()).isEqualTo(statistics);
        assertThat(part.reports()).containsExactly(report(1));
        assertThat(spool.read(part.to(), PLENTY, PLENTY).corpus()).isNull();
    }

    @Test
    void numbers_that_are_none_are_kept() throws IOException {
        StepReport strange = new StepReport(
                1, 1, 1, 1, Map.of("a", Double.NaN, "b", Double.POSITIVE_INFINITY, "c", Double.NEGATIVE_INFINITY));
        try (SpoolWriter writer = SpoolWriter.open(file)) {
            writer.append(strange);
        }

        assertThat(spool.read(0, PLENTY, PLENTY).reports()).containsExactly(strange);
    }

    @Test
    void a_line_that_was_cut_short_by_a_kill_is_not_read() throws IOException {
        write(2);
        long whole = Files.size(file);
        Files.writeString(file, "{\"step\":3,\"tok", StandardOpenOption.APPEND);

        SpoolReader.Part part = spool.read(0, PLENTY, PLENTY);

        assertThat(part.reports()).hasSize(2);
        assertThat(part.to()).isEqualTo(whole);
        assertThat(spool.read(part.to(), PLENTY, PLENTY).isEmpty()).isTrue();
    }

    @Test
    void parts_are_limited_in_reports_and_follow_each_other() throws IOException {
        write(5);

        SpoolReader.Part first = spool.read(0, PLENTY, 2);
        SpoolReader.Part second = spool.read(first.to(), PLENTY, 2);

        assertThat(first.reports()).containsExactly(report(1), report(2));
        assertThat(second.reports()).containsExactly(report(3), report(4));
    }

    @Test
    void a_part_can_be_read_again_though_more_was_written_since() throws IOException {
        write(2);
        SpoolReader.Part part = spool.read(0, PLENTY, PLENTY);
        Files.writeString(file, Json.MAPPER.writeValueAsString(report(3)) + "\n", StandardOpenOption.APPEND);

        assertThat(spool.readAgain(part.from(), part.to())).isEqualTo(part);
    }

    @Test
    void a_checkpoint_is_on_disk_at_once_with_every_report_before_it() throws IOException {
        try (SpoolWriter writer = SpoolWriter.open(file)) {
            writer.append(report(1));
            writer.append(new SavedCheckpoint(1, "checkpoints/step-1.safetensors"));

            SpoolReader.Part part = spool.read(0, PLENTY, PLENTY);
            assertThat(part.reports()).containsExactly(report(1));
            assertThat(part.checkpoints()).containsExactly(new SavedCheckpoint(1, "checkpoints/step-1.safetensors"));
        }
    }

    @Test
    void a_damaged_line_is_an_error_and_not_a_gap() throws IOException {
        write(1);
        Files.writeString(file, "{\"step\":oops}\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> spool.read(0, PLENTY, PLENTY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void a_spool_that_is_shorter_than_what_was_sent_from_it_is_an_error() throws IOException {
        write(1);

        assertThatThrownBy(() -> spool.readAgain(0, Files.size(file) + 10)).isInstanceOf(IOException.class);
    }

    @Test
    void nothing_written_is_nothing_read() throws IOException {
        assertThat(spool.read(0, PLENTY, PLENTY).isEmpty()).isTrue();
    }
}
