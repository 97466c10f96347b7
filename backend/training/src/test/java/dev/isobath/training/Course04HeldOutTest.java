package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.data.Corpus;
import dev.isobath.training.data.CorpusFiles;
import dev.isobath.training.model.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text that evaluations read. */
class Course04HeldOutTest {

    private static final int SEQUENCE = 12;

    @TempDir
    Path folder;

    private static ExperimentSpec spec(int batch, long seed, String evaluation) {
        return Specs.yaml("""
                name: held out
                seed: %d
                architecture: {kind: baseline, layers: 1, width: 8, heads: 1}
                data: {corpus: generated, sequenceLength: %d}
                training: {batch: %d, budget: {steps: 4}, learningRate: 0.01, evaluateEvery: 2, %s}
                """.formatted(seed, SEQUENCE, batch, evaluation));
    }

    private HeldOut heldOut(String text, ExperimentSpec spec) throws IOException {
        Path file = Files.writeString(folder.resolve("text"), text);
        Corpus corpus =
                Corpus.open(CorpusFiles.of(file), spec, () -> false, _ -> {}).orElseThrow();
        return HeldOut.of(corpus, spec);
    }

    private static List<List<Long>> windows(HeldOut heldOut) {
        List<List<Long>> windows = new ArrayList<>();
        for (int index = 0; index < heldOut.chunks(); index++) {
            Batch chunk = heldOut.chunk(index);
            for (int b = 0; b < chunk.count(); b++) {
                List<Long> window = new ArrayList<>(List.of(chunk.inputs()[b * SEQUENCE]));
                for (int i = 0; i < SEQUENCE; i++) {
                    window.add(chunk.targets()[b * SEQUENCE + i]);
                }
                windows.add(window);
            }
        }
        return windows;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 1", "64, 1", "4, 2"})
    void the_windows_are_the_same_whatever_the_batch_and_the_seed(int batch, long seed) throws IOException {
        String text = Texts.ofLength(60_000);

        assertThat(windows(heldOut(text, spec(batch, seed, "evaluationTokens: 5000"))))
                .hasSize(5_000 / SEQUENCE)
                .isEqualTo(windows(heldOut(text, spec(3, 7, "evaluationTokens: 5000"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline",
                "moe, experts: 2, expertScheme: token-choice, capacityFactor: 0.5",
                "mod, capacity: 0.5, routeEvery: 1, causal: predictor",
                "mod, capacity: 0.5, routeEvery: 1, scheme: stochastic",
                "staged-mode, capacity: 0.5, routeEvery: 1, scheme: token-choice, experts: 2, expertScheme: token-choice"
            })
    void equal_weights_have_one_held_out_loss_whatever_the_batch_of_the_spec(String model) throws IOException {
        Path text = Texts.file(folder, 60_000);
        List<Map<String, Double>> losses = new ArrayList<>();
        for (int batch : new int[] {1, 4, 64}) {
            // Nothing is learned, so that all models are the same.
            ExperimentSpec spec = Specs.yaml("""
                    name: held out
                    architecture: {layers: 1, width: 8, heads: 1, kind: %s}
                    data: {corpus: generated, sequenceLength: 12}
                    training: {batch: %d, budget: {steps: 1}, learningRate: 1.0e-30, weightDecay: 0, evaluationTokens: 3000}
                    """.formatted(model, batch));
            Recorder recorder = new Recorder();
            Training.run(spec, text, null, folder.resolve("run" + batch), recorder);
            Map<String, Double> measured = new TreeMap<>(recorder.last().metrics());
            measured.keySet().retainAll(Set.of("val_loss", "val_loss_causal", "val_bits_per_byte", "val_tokens"));
            losses.add(measured);
        }

        assertThat(losses.getFirst()).hasSize(4).containsEntry("val_tokens", 3_000.0);
        assertThat(losses).containsOnly(losses.getFirst());
        assertThat(losses.getFirst().getOrDefault("val_bits_per_byte", Double.NaN))
                .isCloseTo(losses.getFirst().getOrDefault("val_loss", Double.NaN) / Math.log(2), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 11, 12, 13, 24, 25, 500, 3_000, 100_000})
    void the_windows_are_spread_over_the_held_out_part_and_share_no_target(int tokens) throws IOException {
        // The held-out text is the alphabet over and over, so that a token says where a window begins, but for whole
        // alphabets.
        int heldOut = 3_001;
        StringBuilder text = new StringBuilder("t".repeat(9 * heldOut));
        IntStream.range(0, heldOut).forEach(i -> text.append((char) ('a' + i % 26)));
        HeldOut read = heldOut(text.toString(), spec(4, 1, "evaluationTokens: " + tokens));
        List<Long> starts = new ArrayList<>();
        for (int index = 0; index < read.chunks(); index++) {
            Batch chunk = read.chunk(index);
            for (int b = 0; b < chunk.count(); b++) {
                starts.add(chunk.inputs()[b * SEQUENCE]);
            }
        }

        long expected = Math.max(1, Math.min(tokens / SEQUENCE, (heldOut - 1) / SEQUENCE));
        assertThat(read.tokens()).isEqualTo(expected * SEQUENCE);
        assertThat(starts).hasSize((int) expected);
        // The formula of docs/training.md.
        for (int w = 0; w < starts.size(); w++) {
            long start = expected == 1 ? 0 : Math.floorDiv((heldOut - SEQUENCE - 1L) * w, expected - 1);
            assertThat(starts.get(w)).isEqualTo('a' + start % 26);
        }
        for (int w = 1; w < expected; w++) {
            long before = Math.floorDiv((heldOut - SEQUENCE - 1L) * (w - 1), expected - 1);
            assertThat(Math.floorDiv((heldOut - SEQUENCE - 1L) * w, expected - 1))
                    .isGreaterThanOrEqualTo(before + SEQUENCE);
        }
    }

    @Test
    void no_window_reads_training_text() throws IOException {
        String text = "t".repeat(900) + "h".repeat(100);

        for (String evaluation : List.of("evaluationTokens: 96", "evaluationBatches: 40")) {
            assertThat(windows(heldOut(text, spec(3, 1, evaluation))))
                    .isNotEmpty()
                    .allSatisfy(window -> assertThat(window).containsOnly((long) 'h'));
        }
    }

    @Test
    void the_first_and_the_last_held_out_token_are_read() throws IOException {
        List<List<Long>> windows =
                windows(heldOut("t".repeat(900) + "[" + "h".repeat(98) + "]", spec(3, 1, "evaluationTokens: 24")));

        assertThat(windows).hasSize(2);
        assertThat(windows.getFirst()).startsWith((long) '[');
        assertThat(windows.getLast()).endsWith((long) ']');
    }

    @Test
    void a_spec_with_batches_reads_the_windows_that_older_runs_read() throws IOException {
        StringBuilder text = new StringBuilder("t".repeat(900));
        IntStream.range(0, 100).forEach(i -> text.append((char) ('0' + i % 70)));
        HeldOut read = heldOut(text.toString(), spec(3, 1, "evaluationBatches: 4"));

        assertThat(read.chunks()).isEqualTo(4);
        assertThat(windows(read).stream().map(List::getFirst))
                .containsExactlyElementsOf(IntStream.range(0, 12)
                        .mapToObj(w -> (long) ('0' + (87 * w / 11) % 70))
                        .toList());
    }
}
