package dev.isobath.training.bench;

import static dev.isobath.training.engine.Script.Argument.given;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.Architecture;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Experts;
import dev.isobath.spec.Routing;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Script;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.model.Decoder;
import dev.isobath.training.model.RotaryAngles;
import dev.isobath.training.optimiser.AdamW;
import dev.isobath.training.optimiser.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Training steps as one TorchScript program (and a second one for the optimiser), with the same weights, functions and result as
 * the engine's steps. It shows what the library can do with no Java between its operations. It is for benchmarks, and only for
 * plain specs: expert choice, gate {@code block}, a linear router, and no causal method.
 */
final class TrainingCeiling implements AutoCloseable {

    private final NDManager manager;
    private final ExperimentSpec spec;
    private final Decoder decoder;
    private final Script script;
    private final List<AdamW.Moments> moments;
    private final NumberFormat format;
    private long step;

    public TrainingCeiling(ExperimentSpec spec) {
        this.spec = spec;
        manager = NativeEngine.newManager(spec.training());
        format = NumberFormat.of(spec.training().precision());
        Trainer trainer = new Trainer(spec, manager, format);
        decoder = trainer.decoder();
        moments = trainer.optimiser().moments();
        script = new Script(manager, Functions.text() + Script.text(TrainingCeiling.class, "ceiling.py"));
    }

    /**
     * Learns from one batch, B sequences of S tokens row by row.
     *
     * @return the loss before the step, nats a token
     */
    public double step(long[] inputs, long[] targets, double rate) {
        try (NDManager scope = manager.newSubManager();
                Lists lists = new Lists()) {
            NDArray loss = script.array(
                    scope,
                    "step",
                    given(scope.create(inputs, new Shape(inputs.length))),
                    given(scope.create(targets, new Shape(targets.length))),
                    given(numbers()),
                    lists.of(tables()),
                    lists.used(this::outsideBlocks),
                    lists.gradients(this::outsideBlocks),
                    lists.used(weight -> weight.name().contains(".attention.")),
                    lists.gradients(weight -> weight.name().contains(".attention.")),
                    lists.used(TrainingCeiling::isFeedForward),
                    lists.gradients(TrainingCeiling::isFeedForward),
                    lists.of(routers(scope, false)),
                    lists.of(routers(scope, true)),
                    given(format.scalarType()));
            finish(scope, lists, rate);
            return NDArrays.scalar(loss);
        }
    }

    private void finish(NDManager scope, Lists lists, double rate) {
        Predicate<AdamW.Moments> decays = one -> one.weight().decays();
        script.array(
                scope,
                "finish",
                lists.gradients(weight -> true),
                lists.of(moments.stream()
                        .filter(decays)
                        .map(one -> one.weight().array())
                        .toList()),
                lists.of(moments.stream()
                        .filter(decays)
                        .map(one -> one.weight().gradient())
                        .toList()),
                lists.of(moments.stream()
                        .filter(decays)
                        .map(AdamW.Moments::first)
                        .toList()),
                lists.of(moments.stream()
                        .filter(decays)
                        .map(AdamW.Moments::second)
                        .toList()),
                lists.of(moments.stream()
                        .filter(decays.negate())
                        .map(one -> one.weight().array())
                        .toList()),
                lists.of(moments.stream()
                        .filter(decays.negate())
                        .map(one -> one.weight().gradient())
                        .toList()),
                lists.of(moments.stream()
                        .filter(decays.negate())
                        .map(AdamW.Moments::first)
                        .toList()),
                lists.of(moments.stream()
                        .filter(decays.negate())
                        .map(AdamW.Moments::second)
                        .toList()),
                lists.of(rounded().map(Weight::used).toList()),
                lists.of(rounded().map(Weight::array).toList()),
                given((double) ++step),
                given(
                        rate,
                        spec.training().beta1(),
                        spec.training().beta2(),
                        spec.training().weightDecay(),
                        spec.training().epsilon(),
                        spec.training().gradientClip()));
    }

    private Stream<Weight> rounded() {
        return decoder.weights().list().stream()
                .filter(weight -> weight.rounded().isPresent());
    }

    private boolean outsideBlocks(Weight weight) {
        return !weight.name().startsWith("blocks.");
    }

    private static boolean isFeedForward(Weight weight) {
        String name = weight.name();
        return name.contains(".feedForward.") || name.contains(".mlp.") || name.contains(".experts.");
    }

    private long[] numbers() {
        Architecture architecture = spec.architecture();
        int sequence = spec.data().sequenceLength();
        int chosen = Routing.of(architecture)
                .map(routing -> routedTokens(routing, sequence))
                .orElse(0);
        long experts = Experts.of(architecture).map(Experts::count).orElse(0);
        long capacity = 0;
        long inner = 0;
        switch (architecture) {
            case Architecture.Baseline baseline -> {}
            case Architecture.Mod mod -> {}
            case Architecture.Moe moe -> capacity = moe.experts().capacity(sequence);
            case Architecture.IntegratedMode integrated -> capacity = integrated.pathCapacity(sequence);
            case Architecture.StagedMode staged -> {
                capacity = staged.experts().capacity(sequence);
                inner = staged.experts().capacity(chosen);
            }
        }
        return new long[] {spec.training().batch(), architecture.shape().heads(), chosen, experts, capacity, inner};
    }

    /**
     * Returns the number of tokens that each routed block takes. It is the same for all blocks in the specs that this class
     * supports.
     */
    private int routedTokens(Routing routing, int sequence) {
        for (int layer = 0; layer < spec.architecture().shape().layers(); layer++) {
            if (routing.routes(layer)) {
                return routing.tokens(layer, sequence);
            }
        }
        return sequence;
    }

    private List<NDArray> tables() {
        RotaryAngles all = decoder.rotary().all();
        return List.of(all.cosines(), all.sines(), all.causalMask());
    }

    private List<NDArray> routers(NDManager scope, boolean gradients) {
        List<NDArray> routers = new ArrayList<>();
        for (int layer = 0; layer < spec.architecture().shape().layers(); layer++) {
            String name = "blocks." + layer + ".router";
            routers.add(decoder.weights().list().stream()
                    .filter(weight -> weight.name().equals(name))
                    .findFirst()
                    .map(weight -> gradients ? weight.gradient() : weight.array())
                    .orElseGet(() -> scope.zeros(new Shape(0))));
        }
        return routers;
    }

    /** Native lists that are freed when the step is over. */
    private final class Lists implements AutoCloseable {

        private final List<Script.Arrays> lists = new ArrayList<>();

        Script.Arrays of(List<NDArray> arrays) {
            Script.Arrays list = Script.Arrays.of(arrays);
            lists.add(list);
            return list;
        }

        Script.Arrays used(Predicate<Weight> which) {
            return of(decoder.weights().list().stream()
                    .filter(which)
                    .map(Weight::used)
                    .toList());
        }

        Script.Arrays gradients(Predicate<Weight> which) {
            return of(decoder.weights().list().stream()
                    .filter(which)
                    .map(Weight::gradient)
                    .toList());
        }

        @Override
        public void close() {
            lists.forEach(Script.Arrays::close);
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
