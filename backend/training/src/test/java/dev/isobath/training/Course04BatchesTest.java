package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.training.data.Corpus;
import dev.isobath.training.data.CorpusFiles;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.model.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The batches of training. */
class Course04BatchesTest {

    private static final int SEQUENCE = 12;
    private static final int BATCH = 3;

    @TempDir
    Path folder;

    private Batches batches(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("text"), text);
        Corpus corpus = Corpus.open(CorpusFiles.of(file), Specs.tiny("baseline", ""), () -> false, _ -> {})
                .orElseThrow();
        return new Batches(corpus, new Randomness(7), BATCH, SEQUENCE);
    }

    private static LongStream tokens(Batch batch) {
        return LongStream.concat(Arrays.stream(batch.inputs()), Arrays.stream(batch.targets()));
    }

    @Test
    void training_never_sees_held_out_text() throws IOException {
        Batches batches = batches("t".repeat(900) + "h".repeat(100));

        for (int step = 0; step < 500; step++) {
            assertThat(tokens(batches.training(step))).containsOnly((long) 't');
        }
    }

    @Test
    void every_token_of_the_training_part_can_be_met() throws IOException {
        Batches batches = batches("<" + "t".repeat(898) + ">" + "[" + "h".repeat(98) + "]");

        assertThat(LongStream.range(0, 2_000).flatMap(step -> tokens(batches.training(step))))
                .contains((long) '<', (long) '>');
    }

    @Test
    void the_target_of_a_token_is_the_one_after_it() throws IOException {
        Batch batch = batches(Texts.ofLength(1_000)).training(3);

        for (int b = 0; b < BATCH; b++) {
            long[] inputs = Arrays.copyOfRange(batch.inputs(), b * SEQUENCE, (b + 1) * SEQUENCE);
            long[] targets = Arrays.copyOfRange(batch.targets(), b * SEQUENCE, (b + 1) * SEQUENCE);
            assertThat(Arrays.copyOf(targets, SEQUENCE - 1)).isEqualTo(Arrays.copyOfRange(inputs, 1, SEQUENCE));
        }
    }

    @Test
    void a_batch_is_a_function_of_its_step() throws IOException {
        String text = Texts.ofLength(5_000);

        assertThat(batches(text).training(3).inputs())
                .isEqualTo(batches(text).training(3).inputs())
                .isNotEqualTo(batches(text).training(4).inputs());
    }

    @Test
    void bytes_above_127_are_tokens_above_127() throws IOException {
        assertThat(tokens(batches("é".repeat(500)).training(0))).containsOnly(0xC3L, 0xA9L);
    }

    @Test
    void an_epoch_is_over_when_as_many_tokens_were_trained_on_as_there_are() throws IOException {
        Batches batches = batches(Texts.ofLength(1_000));

        assertThat(batches.epochs(450)).isEqualTo(0.5);
        assertThat(batches.epochs(1_800)).isEqualTo(2);
    }
}
