package dev.isobath.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.Models;
import dev.isobath.training.Specs;
import dev.isobath.training.Texts;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.optimiser.Trainer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The file that a run is resumed from, whole and damaged. */
class Course13CheckpointTest {

    private static final ExperimentSpec SPEC = Specs.tiny("mod", "causal: predictor");
    private static final Progress PROGRESS = new Progress(3, 108, 1.5e9, 0.1);

    @TempDir
    Path folder;

    private final NDManager manager = NativeEngine.newManager();
    private final Trainer trainer = new Trainer(SPEC, manager, NumberFormat.F32);

    @BeforeEach
    void train() {
        trainer.step(Models.batch(SPEC), 1, 0.01);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private Path written() throws IOException {
        return Checkpoint.write(folder, SPEC, PROGRESS, trainer);
    }

    private Progress read(Path file) throws IOException {
        return Checkpoint.read(file, SPEC, new Trainer(SPEC, manager, NumberFormat.F32));
    }

    @Test
    void what_is_read_is_what_was_written() throws IOException {
        Path file = written();
        Trainer other = new Trainer(SPEC, manager, NumberFormat.F32);

        assertThat(Checkpoint.read(file, SPEC, other)).isEqualTo(PROGRESS);
        assertThat(Checkpoint.write(Files.createDirectory(folder.resolve("again")), SPEC, PROGRESS, other))
                .hasSameBinaryContentAs(file);
    }

    /** Drawing the first weights of a large model takes seconds, which a resumed attempt need not spend. */
    @Test
    void who_goes_on_draws_no_weights_and_learns_the_same() throws IOException {
        Path file = written();
        Trainer unfilled = Trainer.unfilled(SPEC, manager, NumberFormat.F32);
        assertThat(unfilled.decoder().weights().list())
                .filteredOn(Weight::decays)
                .allSatisfy(
                        weight -> assertThat(NDArrays.values(weight.array())).containsOnly(0));
        Trainer drawn = new Trainer(SPEC, manager, NumberFormat.F32);

        Checkpoint.read(file, SPEC, unfilled);
        Checkpoint.read(file, SPEC, drawn);
        unfilled.step(Models.batch(SPEC), 2, 0.01);
        drawn.step(Models.batch(SPEC), 2, 0.01);

        assertThat(Checkpoint.write(Files.createDirectory(folder.resolve("one")), SPEC, PROGRESS, unfilled))
                .hasSameBinaryContentAs(
                        Checkpoint.write(Files.createDirectory(folder.resolve("other")), SPEC, PROGRESS, drawn));
    }

    @Test
    void it_is_a_safetensors_file_as_others_read_them() throws IOException {
        byte[] file = Files.readAllBytes(written());
        int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        JsonNode header = JsonMapper.shared().readTree(new String(file, 8, length, StandardCharsets.UTF_8));
        JsonNode embedding = header.path("model.embedding");
        int start = 8 + length + embedding.path("data_offsets").path(0).asInt();
        float first = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getFloat(start);

        assertThat(length % 8).isZero();
        assertThat(embedding.path("dtype").asString()).isEqualTo("F32");
        assertThat(embedding.path("shape").toString()).isEqualTo("[256,8]");
        assertThat(first)
                .isEqualTo(trainer.decoder().weights().array("embedding").toFloatArray()[0]);
        assertThat(header.has("optimizer.m.blocks.1.predictor.hidden")).isTrue();
        assertThat(header.has("optimizer.v.norm.gain")).isTrue();
        assertThat(header.path("__metadata__").path("step").asString()).isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.0001, 0.3, 0.9999})
    void a_file_that_was_cut_off_is_refused(double share) throws IOException {
        byte[] whole = Files.readAllBytes(written());
        Path file = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, (int) (whole.length * share)));

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(CorruptCheckpoint.class)
                .hasMessageStartingWith("Checkpoint cut cannot be used");
    }

    @Test
    void a_flipped_bit_anywhere_in_the_numbers_is_found() throws IOException {
        byte[] bytes = Files.readAllBytes(written());
        bytes[bytes.length - 100] ^= 4;
        Path file = Files.write(folder.resolve("flipped"), bytes);

        assertThatThrownBy(() -> read(file)).hasMessageContaining("do not match their checksum");
    }

    @Test
    void another_kind_of_file_is_refused() throws IOException {
        Path file = Files.writeString(folder.resolve("text"), Texts.ofLength(1_000));

        assertThatThrownBy(() -> read(file)).hasMessageContaining("does not begin like a safetensors file");
    }

    @Test
    void a_header_that_is_no_json_is_refused() throws IOException {
        byte[] bytes = Files.readAllBytes(written());
        bytes[8] = 'x';
        Path file = Files.write(folder.resolve("header"), bytes);

        assertThatThrownBy(() -> read(file)).hasMessageContaining("its header is damaged");
    }

    @Test
    void the_next_checkpoint_is_due_after_the_interval_or_fifty_times_what_the_last_one_took() {
        CheckpointTimer pace = new CheckpointTimer(Duration.ofSeconds(15), 0);
        assertThat(pace.due(Duration.ofSeconds(14).toNanos())).isFalse();
        assertThat(pace.due(Duration.ofSeconds(15).toNanos())).isTrue();

        pace.taken(Duration.ofSeconds(15).toNanos(), Duration.ofSeconds(17).toNanos());
        assertThat(pace.due(Duration.ofSeconds(116).toNanos())).isFalse();
        assertThat(pace.due(Duration.ofSeconds(117).toNanos())).isTrue();
    }
}
