package dev.isobath.training.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.ControlledNoOps;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.metrics.Metric;
import dev.isobath.training.Models;
import dev.isobath.training.Recorder;
import dev.isobath.training.Specs;
import dev.isobath.training.Texts;
import dev.isobath.training.Training;
import dev.isobath.training.TrainingListener;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.model.Batch;
import dev.isobath.training.optimiser.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No-ops that get a wanted share of the choices. */
class Course18ControlledNoOpsTest {

    @TempDir
    Path folder;

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private static ExperimentSpec spec(double share, String more) {
        return Specs.tiny(
                "integrated-mode",
                "experts: 3, noOps: 2, expertScheme: token-choice, topM: 2, noOpShare: " + share + more);
    }

    /** mu (K_e / K / E - T_i / (K T)) with mu 0.1, K 2, K_e 1.2, E 3, T 10. */
    @Test
    void a_bias_moves_by_how_far_its_expert_is_from_its_part() {
        NDArray values = manager.zeros(new Shape(3), DataType.FLOAT64);
        ExpertBias bias = new ExpertBias(values, new ControlledNoOps(0.4, 0.1), 2);
        bias.learn(new int[] {4, 6, 0, 3, 7});

        assertThat(bias.ofPaths(5))
                .containsExactly(new double[] {0, 0.1 * (0.2 - 0.3), 0.1 * 0.2, 0, 0}, within(1e-15));
        bias.learn(new int[] {4, 6, 0, 3, 7});
        assertThat(bias.ofPaths(5)[1]).isCloseTo(-0.02, within(1e-15));
    }

    @Test
    void paths_are_chosen_with_the_bias_and_multiplied_without_it() {
        double[] shares = {.5, .3, .2, .4, .35, .25};
        TokenChoice plain = new TokenChoice(2, 1, 1);
        TokenChoice biased = new TokenChoice(2, 1, 1, new double[] {-.25, 0, 0});

        assertThat(plain.chosen(shares)).containsExactly(0, 3);
        assertThat(biased.chosen(shares)).containsExactly(1, 4);
        assertThat(biased.wanted(shares, ValidTokens.all(1, 2))).containsExactly(0, 2, 0);
        Dispatch dispatch = biased.dispatch(manager, shares, ValidTokens.all(1, 2), 2);
        assertThat(dispatch.taken().map(slot -> dispatch.shares().index()[slot]))
                .containsExactly(1, 4);
    }

    /** Whatever share is wanted, the router's own preference does not keep it from being met. */
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.5, 0.8})
    void the_share_of_no_ops_becomes_the_wanted_one(double share) {
        ExperimentSpec spec = spec(share, ", noOpRate: 0.2");
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
        Models.strengthen(trainer.decoder(), manager);
        Batch batch = Models.batch(spec);
        double choices = 0;
        double noOps = 0;
        for (int step = 1; step <= 200; step++) {
            for (ExpertTrace trace : trainer.step(batch, step, 1e-3).experts()) {
                if (step > 150) {
                    int[] load = trace.dispatch().load();
                    choices += Arrays.stream(load).sum() + trace.dispatch().dropped();
                    noOps += load[3] + load[4];
                }
            }
        }

        assertThat(noOps / choices).isCloseTo(share, within(0.03));
    }

    @Test
    void no_gradient_reaches_the_bias_and_it_is_no_parameter() {
        ExperimentSpec spec = spec(0.4, "");
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);

        assertThat(trainer.decoder().weights().buffers())
                .containsOnlyKeys("blocks.0.experts.bias", "blocks.1.experts.bias");
        assertThat(trainer.decoder().weights().count()).isEqualTo(spec.parameters());
        assertThat(trainer.optimiser().moments())
                .noneMatch(moments -> moments.weight().name().endsWith("bias")
                        && moments.weight().name().contains("experts"));
    }

    /** The numbers of the first step are those without control, where no expert is full in either. */
    @Test
    void before_the_first_step_the_control_changes_nothing() {
        ExperimentSpec controlled = spec(0.5, ", capacityFactor: 3");
        ExperimentSpec free = Specs.tiny(
                "integrated-mode",
                "experts: 3, noOps: 2, expertScheme: token-choice, topM: 2, capacityFactor: 2.5, expertBalanceWeight: 0");
        Batch batch = Models.batch(free);

        assertThat(Models.learn(Models.strong(controlled, manager), batch, manager)
                        .loss())
                .isCloseTo(
                        Models.learn(Models.strong(free, manager), batch, manager)
                                .loss(),
                        within(1e-12));
    }

    @Test
    void sampling_has_the_same_bias() {
        ExperimentSpec spec = spec(0.5, ", noOpRate: 0.5, expertShares: renormalised");
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
        Models.strengthen(trainer.decoder(), manager);
        Batch batch = Models.batch(spec);
        for (int step = 1; step <= 3; step++) {
            trainer.step(batch, step, 0.01);
        }

        assertThat(trainer.evaluate(batch, Pass.Purpose.EVALUATE_CAUSALLY).loss())
                .isEqualTo(trainer.evaluate(batch, Pass.Purpose.EVALUATE).loss());
        assertThat(NDArrays.values(Objects.requireNonNull(
                        trainer.decoder().weights().buffers().get("blocks.0.experts.bias"))))
                .doesNotContain(0.0);
    }

    @Test
    void a_run_reports_its_share_and_goes_on_from_a_checkpoint_as_if_it_had_never_stopped() throws IOException {
        ExperimentSpec spec = Specs.tiny(
                "integrated-mode",
                "experts: 3, noOps: 2, expertScheme: token-choice, topM: 2, noOpShare: 0.3, noOpRate: 0.2",
                "budget: {steps: 30}, learningRate: 0.003, evaluateEvery: 10, evaluationTokens: 72");
        Path text = Texts.file(folder, 3_000);
        Recorder unbroken = new Recorder();
        Training.run(spec, text, null, folder.resolve("unbroken"), unbroken);
        Recorder first = new Recorder().signal(13, TrainingListener.Signal.STOP);
        Training.run(spec, text, null, folder.resolve("first"), first);
        Recorder second = new Recorder();
        Training.run(spec, text, first.lastFile(), folder.resolve("second"), second);

        assertThat(Recorder.arrays(second.lastFile())).isEqualTo(Recorder.arrays(unbroken.lastFile()));
        assertThat(unbroken.last().metrics())
                .containsKeys(Metric.NO_OP_SHARE.at(0), Metric.FLOPS_RATIO.text())
                .containsEntry(
                        Metric.VAL_LOSS_CAUSAL.text(), unbroken.last().metrics().get(Metric.VAL_LOSS.text()));
    }
}
