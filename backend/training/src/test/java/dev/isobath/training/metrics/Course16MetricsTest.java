package dev.isobath.training.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Experts;
import dev.isobath.spec.metrics.Metric;
import dev.isobath.spec.metrics.Pace;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.training.Recorder;
import dev.isobath.training.Specs;
import dev.isobath.training.Texts;
import dev.isobath.training.Training;
import dev.isobath.training.TrainingListener.Signal;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.model.Batch;
import dev.isobath.training.optimiser.StepResult;
import dev.isobath.training.optimiser.Trainer;
import dev.isobath.training.routing.Assignment;
import dev.isobath.training.routing.Dispatch;
import dev.isobath.training.routing.ExpertChoice;
import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.RouterTrace;
import dev.isobath.training.routing.Selection;
import dev.isobath.training.routing.TokenChoice;
import dev.isobath.training.routing.ValidTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The metrics of a run: each number computed by hand, then those of whole runs. */
class Course16MetricsTest {

    private static final double NONE = Double.NaN;

    private final NDManager manager = NativeEngine.newManager();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        manager.close();
    }

    // --- entropy

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.5, 1, 3, 12, 30, -0.5, -12})
    void the_entropy_of_a_logit_is_that_of_its_two_probabilities(double z) {
        double p = 1 / (1 + Math.exp(-z));
        double q = 1 / (1 + Math.exp(z));
        double bits = -(p * Math.log(p) + q * Math.log(q)) / Math.log(2);

        assertThat(Entropy.ofLogit(z)).isCloseTo(bits, within(1e-14));
    }

    @Test
    void a_router_that_cannot_tell_has_one_bit_and_one_that_is_certain_none() {
        assertThat(Entropy.ofLogit(0)).isEqualTo(1);
        assertThat(Entropy.ofLogit(1e4)).isZero();
        assertThat(Entropy.ofLogit(-1e4)).isZero();
        assertThat(Entropy.ofLogit(Double.POSITIVE_INFINITY)).isZero();
    }

    // --- routers

    @Test
    void router_outputs_are_summed_up_by_mean_deviation_and_entropy() {
        Map<String, Double> metrics = routers(trace(4, new double[] {0, 0, 3, -1}, new int[][] {{1, 2}}, 4, 0, NONE));

        assertThat(metrics.get("router_mean/4")).isEqualTo(0.5);
        assertThat(metrics.get("router_std/4")).isCloseTo(1.5, within(1e-15));
        assertThat(metrics.get("router_entropy/4"))
                .isCloseTo((2 + Entropy.ofLogit(3) + Entropy.ofLogit(-1)) / 4, within(1e-15));
        assertThat(metrics).containsEntry("routed_share/4", 0.5).doesNotContainKey("dropped_share/4");
    }

    @Test
    void overlap_counts_whom_the_routed_block_before_had_taken_too() {
        double[] outputs = new double[8];
        Map<String, Double> metrics = routers(
                trace(1, outputs, new int[][] {{0, 1}, {0, 3}}, 4, 0, NONE),
                trace(3, outputs, new int[][] {{1, 2}, {0, 3}}, 4, 0, NONE));

        assertThat(metrics)
                .containsEntry("selection_overlap/3", 0.75)
                .containsEntry("selection_overlap_chance/3", 0.5)
                .doesNotContainKey("selection_overlap/1");
    }

    @Test
    void overlap_by_chance_goes_sequence_by_sequence() {
        // The second choice has all four tokens of the first sequence and none of the second. By chance it contains
        // every token that the first choice took in the first sequence.
        boolean[] first = {true, true, false, false, false, false, false, false};
        boolean[] second = {true, true, true, true, false, false, false, false};

        assertThat(SelectionOverlap.of(first, second, 2)).isEqualTo(new SelectionOverlap(1, 1));
        assertThat(SelectionOverlap.of(new boolean[8], second, 2)).isEqualTo(new SelectionOverlap(NONE, NONE));
    }

    @Test
    void tokens_that_found_their_block_full_are_counted() {
        Map<String, Double> metrics = routers(trace(0, new double[] {1, 1, 1, -1}, new int[][] {{0, 1}}, 4, 1, 1.2));

        assertThat(metrics.get("dropped_share/0")).isCloseTo(1.0 / 3, within(1e-15));
        assertThat(metrics).containsEntry("routed_share/0", 0.5);
    }

    private RouterTrace trace(int layer, double[] outputs, int[][] chosen, int sequence, int dropped, double balance) {
        Selection selection = Selection.of(manager, chosen, 2, sequence, dropped);
        return new RouterTrace(layer, outputs, selection, Optional.empty(), balance);
    }

    private static Map<String, Double> routers(RouterTrace... readings) {
        Measurements metrics = new Measurements();
        RouterMetrics.put(metrics, List.of(readings));
        return metrics.values();
    }

    // --- experts

    @Test
    void a_token_that_no_expert_took_is_dropped() {
        // There is one sequence of four tokens. Both experts want the first two, and each has two slots.
        double[] shares = {.9, .1, .6, .4, .2, .1, .1, .05};
        Map<String, Double> metrics = experts(new Experts(2, 1), shares, 2, new ExpertChoice(2, 0), 2);

        assertThat(metrics)
                .containsEntry("expert_load/0/0", 0.5)
                .containsEntry("expert_load/0/1", 0.5)
                .containsEntry("expert_imbalance/0", 1.0)
                .containsEntry("expert_dropped_share/0", 0.5)
                .doesNotContainKey("no_op_share/0");
    }

    @Test
    void what_a_no_op_took_is_not_dropped() {
        double[] shares = {.2, .8, .7, .3, .6, .4, .5, .5};
        Map<String, Double> metrics = experts(new Experts(1, 1), shares, 2, new ExpertChoice(1, 1), 2);

        assertThat(metrics)
                .containsEntry("no_op_share/0", 0.5)
                .containsEntry("expert_dropped_share/0", 0.0)
                .containsEntry("expert_load/0/1", 0.5);
    }

    @Test
    void a_choice_that_found_its_expert_full_is_dropped() {
        double[] shares = {.9, .1, .8, .2, .7, .3, .4, .6};
        Experts experts = new Experts(2, 1, Experts.Scheme.TOKEN_CHOICE, 1, Experts.Shares.SOFTMAX, 0.01);
        Map<String, Double> metrics = experts(experts, shares, 2, new TokenChoice(2, 0, 1), 2);

        assertThat(metrics)
                .containsEntry("expert_dropped_share/0", 0.25)
                .containsEntry("expert_load/0/0", 2.0 / 3)
                .containsEntry("expert_imbalance/0", 4.0 / 3);
    }

    @Test
    void two_entropies_tell_certain_tokens_from_a_favourite_expert() {
        Map<String, Double> opposed =
                experts(new Experts(2, 1), new double[] {1, 0, 0, 1}, 2, new ExpertChoice(2, 0), 1);
        Map<String, Double> agreed =
                experts(new Experts(2, 1), new double[] {1, 0, 1, 0}, 2, new ExpertChoice(2, 0), 1);

        assertThat(opposed).containsEntry("expert_entropy/0", 0.0).containsEntry("expert_mean_entropy/0", 1.0);
        assertThat(agreed).containsEntry("expert_entropy/0", 0.0).containsEntry("expert_mean_entropy/0", 0.0);
    }

    private Map<String, Double> experts(Experts experts, double[] shares, int paths, Assignment assignment, int c) {
        ValidTokens valid = ValidTokens.all(1, shares.length / paths);
        Dispatch dispatch = assignment.dispatch(manager, shares, valid, c);
        Measurements metrics = new Measurements();
        ExpertMetrics.put(
                metrics, experts, List.of(new ExpertTrace(0, shares, paths, assignment, c, dispatch, valid, NONE)));
        return metrics.values();
    }

    // --- gradients, memory, pace

    @Test
    void the_norms_of_the_parts_make_up_the_whole() {
        ExperimentSpec spec = Specs.tiny("staged-mode", "capacity: 0.5, experts: 2, routeEvery: 1, causal: predictor");
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
        StepResult measured = trainer.step(batch(spec), 1, 0.01);
        Measurements metrics = new Measurements();
        GradientMetrics.put(metrics, trainer.decoder().weights().list(), measured.gradientNorms());

        assertThat(together(
                        metrics,
                        "gradient_norm_embedding",
                        "gradient_norm_attention",
                        "gradient_norm_feed_forward",
                        "gradient_norm_router",
                        "gradient_norm_output"))
                .isCloseTo(measured.gradientNorm(), within(1e-9));
        assertThat(together(
                        metrics,
                        "gradient_norm/0",
                        "gradient_norm/1",
                        "gradient_norm_embedding",
                        "gradient_norm_output"))
                .isCloseTo(measured.gradientNorm(), within(1e-9));
        assertThat(metrics.values().get("gradient_norm_predictor")).isPositive();
    }

    private static double together(Measurements metrics, String... names) {
        return Math.sqrt(Arrays.stream(names)
                .mapToDouble(name -> metrics.values().getOrDefault(name, NONE))
                .map(norm -> norm * norm)
                .sum());
    }

    private static Batch batch(ExperimentSpec spec) {
        int length = spec.data().sequenceLength();
        int count = spec.training().batch();
        long[] tokens = new long[count * length];
        Arrays.setAll(tokens, i -> (7 * i) % 256);
        return new Batch(count, length, tokens, tokens);
    }

    @Test
    void peak_memory_is_what_the_system_says() {
        assertThat(ProcessMemory.peak("Name:\tjava\nVmPeak:\t 9 kB\nVmHWM:\t  2048 kB\n"))
                .hasValue(2_097_152);
        assertThat(ProcessMemory.peak("Name:\tjava\n")).isEqualTo(OptionalLong.empty());
    }

    @Test
    void a_long_run_is_looked_at_in_detail_some_500_times_and_a_short_one_every_ten_steps() {
        ExperimentSpec spec = Specs.tiny("baseline", "");

        assertThat(details(spec, 100_000)).isBetween(500L, 502L);
        assertThat(details(spec, 50)).isEqualTo(6);
    }

    private static long details(ExperimentSpec spec, long steps) {
        StepMetrics metrics = StepMetrics.of(spec, steps);
        return java.util.stream.LongStream.rangeClosed(1, steps)
                .filter(metrics::detailed)
                .count();
    }

    // --- whole runs

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "baseline |",
                "moe | experts: 2",
                "moe | 'experts: 2, expertScheme: token-choice'",
                "mod | 'capacity: 0.5, routeEvery: 1, causal: auxiliary'",
                "mod | 'capacity: 0.5, routeEvery: 1, scheme: token-choice'",
                "staged-mode | 'capacity: 0.5, experts: 2, causal: predictor'",
                "integrated-mode | 'experts: 2'",
            })
    void a_run_reports_what_the_catalogue_names_when_it_says_so(String kind, @Nullable String more) throws IOException {
        ExperimentSpec spec = Specs.tiny(
                kind,
                more == null ? "" : more,
                "budget: {steps: 12}, learningRate: 0.01, evaluateEvery: 4, evaluationTokens: 72");
        Recorder recorder = new Recorder();
        Training.run(spec, Texts.file(folder, 2_000), null, folder.resolve("run"), recorder);

        for (StepReport report : recorder.reports()) {
            for (String name : report.metrics().keySet()) {
                assertThat(paces(name)).as(name).isNotEmpty().containsAnyElementsOf(paces(report.step()));
            }
        }
        assertThat(recorder.reports().getFirst().metrics()).containsKeys("matmul_rate", "matmul_share", "memory_peak");
        Map<String, Double> first = recorder.reports().getFirst().metrics();
        assertThat(first.getOrDefault("matmul_share", NONE) * first.getOrDefault("matmul_rate", NONE))
                .isCloseTo(first.getOrDefault("flops_per_second", NONE), withinPercentage(1e-6));
        assertThat(recorder.last().flops()).isEqualTo(spec.flopsPlanned());
    }

    private static Set<Pace> paces(String name) {
        String shape = name.replaceFirst("/[0-9]+", "/L").replaceFirst("/[0-9]+", "/P");
        return Arrays.stream(Metric.values())
                .filter(metric -> (metric.word() + metric.scope().suffix()).equals(shape))
                .map(Metric::pace)
                .collect(Collectors.toSet());
    }

    private static Set<Pace> paces(long step) {
        if (step == 1) {
            return Set.of(Pace.STEP, Pace.DETAIL, Pace.ATTEMPT);
        }
        return switch ((int) step) {
            case 4, 8, 12 -> Set.of(Pace.STEP, Pace.DETAIL, Pace.EVALUATION);
            case 10 -> Set.of(Pace.STEP, Pace.DETAIL);
            default -> Set.of(Pace.STEP);
        };
    }

    @Test
    void a_model_that_learns_nothing_keeps_its_selection() throws IOException {
        ExperimentSpec spec = Specs.tiny(
                "mod",
                "capacity: 0.5, routeEvery: 1",
                "budget: {steps: 8}, learningRate: 1.0e-30, weightDecay: 0, evaluateEvery: 4, evaluationTokens: 72");
        Recorder recorder = new Recorder();
        Training.run(spec, Texts.file(folder, 2_000), null, folder.resolve("run"), recorder);

        assertThat(recorder.last().metrics())
                .contains(entry("selection_kept/0", 1.0), entry("selection_kept/1", 1.0))
                .contains(entry("selection_kept_chance/0", 0.5));
        assertThat(recorder.reports().get(3).metrics()).doesNotContainKey("selection_kept/0");
    }

    @Test
    void a_resumed_run_measures_what_one_never_stopped_measures() throws IOException {
        ExperimentSpec spec = Specs.tiny(
                "staged-mode",
                "capacity: 0.5, experts: 2, routeEvery: 1",
                "budget: {steps: 12}, learningRate: 0.03, evaluateEvery: 4, evaluationTokens: 72");
        Path text = Texts.file(folder, 2_000);
        Recorder unbroken = new Recorder();
        Training.run(spec, text, null, folder.resolve("unbroken"), unbroken);
        Recorder first = new Recorder().signal(6, Signal.STOP);
        Training.run(spec, text, null, folder.resolve("first"), first);
        Recorder second = new Recorder();
        Training.run(spec, text, first.lastFile(), folder.resolve("second"), second);

        assertThat(second.reports().stream().map(Course16MetricsTest::timeless).toList())
                .isEqualTo(unbroken.reports().subList(6, 12).stream()
                        .map(Course16MetricsTest::timeless)
                        .toList());
        assertThat(second.reports().get(1).metrics()).containsKey("selection_kept/0");
    }

    /** Returns the metrics that do not depend on the clock or the process. */
    private static Map<String, Double> timeless(StepReport report) {
        Map<String, Double> metrics = new TreeMap<>(report.metrics());
        metrics.keySet()
                .removeIf(name -> name.endsWith("_second")
                        || name.endsWith("_seconds")
                        || name.startsWith("matmul")
                        || name.equals("memory_peak"));
        return metrics;
    }
}
