package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Routing;
import dev.isobath.spec.Scaling;
import dev.isobath.spec.flops.Flops;
import dev.isobath.training.engine.FlopCounter;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.model.Batch;
import dev.isobath.training.model.Decoder;
import dev.isobath.training.routing.CausalRouting;
import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.RouterTrace;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Models and batches for the tests, with weights large enough that nothing can hide behind small numbers. */
public final class Models {

    /** The variants of models that cover every path through the code: kind | the rest of the architecture. */
    private static final String[] VARIANTS = {
        "baseline|",
        "moe|experts: 2",
        "moe|experts: 4, capacityFactor: 2",
        "moe|experts: 4, capacityFactor: 0.5",
        "moe|experts: 3, expertScheme: token-choice, capacityFactor: 0.8, expertBalanceWeight: 0.2",
        "moe|experts: 3, expertScheme: token-choice, topM: 2, capacityFactor: 1.5",
        "mod|capacity: 0.25, routeEvery: 1",
        "mod|capacity: 0.5, gate: mlp, routerActivation: sigmoid",
        "mod|capacity: 0.5, causal: auxiliary, auxiliaryWeight: 0.3",
        "mod|capacity: 0.5, causal: predictor, predictorWidth: 5",
        "mod|capacity: [{tokens: 5}, 0.25], causal: predictor",
        "mod|capacity: 0.4, routedLayers: [0], causal: auxiliary",
        "mod|capacity: 0.25, capacitySchedule: {from: 0.75, steps: 4}",
        "mod|capacity: 0.4, routeEvery: 1, scheme: token-choice, balanceWeight: 0.2",
        "mod|capacity: 0.8, routeEvery: 1, scheme: token-choice, gate: mlp, routerActivation: sigmoid",
        "mod|capacity: 0.5, routeEvery: 1, scheme: stochastic",
        "mod|capacity: 0.5, scheme: stochastic, gate: mlp, routerActivation: sigmoid",
        "staged-mode|capacity: 0.5, experts: 3",
        "staged-mode|capacity: 0.5, experts: 2, gate: mlp, routeOffset: 0, causal: predictor",
        "staged-mode|capacity: 0.5, experts: 3, routeEvery: 1, routerActivation: sigmoid, causal: auxiliary",
        "staged-mode|capacity: 0.75, routeEvery: 1, scheme: token-choice, experts: 2",
        "staged-mode|capacity: 0.75, scheme: token-choice, experts: 3, expertScheme: token-choice, topM: 2",
        "staged-mode|capacity: 0.5, scheme: stochastic, experts: 3, expertScheme: token-choice",
        "integrated-mode|experts: 3",
        "integrated-mode|experts: 2, noOps: 2, capacityFactor: 0.9",
        "integrated-mode|experts: 2, noOps: 2, expertScheme: token-choice, capacityFactor: 0.7",
        "integrated-mode|experts: 2, noOps: 1, expertScheme: token-choice, topM: 2, expertBalanceWeight: 0.2",
        "integrated-mode|experts: 2, noOps: 2, expertScheme: token-choice, topM: 2, noOpShare: 0.4, noOpRate: 0.1, capacityFactor: 1.2",
        "mod|capacity: 0.4, routeEvery: 1, scheme: threshold",
        "mod|capacity: 0.5, scheme: threshold, gate: mlp, routerActivation: sigmoid, capacitySchedule: {from: 1.0, steps: 4}",
        "staged-mode|capacity: 0.6, scheme: threshold, experts: 2",
        "staged-mode|capacity: 0.5, routeEvery: 1, scheme: threshold, experts: 3, expertScheme: token-choice, topM: 2",
        "moe|experts: 4, expertScheme: token-choice, topM: 2, expertShares: renormalised, capacityFactor: 0.7",
        "staged-mode|capacity: 0.75, scheme: token-choice, experts: 3, expertScheme: token-choice, topM: 2, expertShares: renormalised",
        "integrated-mode|experts: 2, noOps: 2, expertScheme: token-choice, topM: 2, expertShares: renormalised, expertBalanceWeight: 0.2",
    };

    /**
     * More variants for what only causal routing can get wrong: limits, several paths for a token, combinations of a method with
     * a kind of experts.
     */
    private static final String[] MORE_CAUSAL = {
        "moe|experts: 4, capacityFactor: 2.5",
        "moe|experts: 2, expertScheme: token-choice, topM: 2, capacityFactor: 1",
        "mod|capacity: 0.25, routeEvery: 1, causal: auxiliary",
        "mod|capacity: 0.25, routeEvery: 1, causal: auxiliary, routerActivation: sigmoid",
        "mod|capacity: 0.25, routeEvery: 1, causal: auxiliary, gate: mlp",
        "mod|capacity: [0.25, {tokens: 5}], causal: auxiliary",
        "mod|capacity: 0.25, routeEvery: 1, causal: predictor",
        "mod|capacity: 0.25, routeEvery: 1, causal: predictor, gate: mlp",
        "mod|capacity: 0.5, routeEvery: 1, causal: predictor, gate: mlp, routerActivation: sigmoid",
        "mod|capacity: 0.25, routeEvery: 1, scheme: token-choice",
        "mod|capacity: [1, {tokens: 3}], scheme: stochastic",
        "staged-mode|capacity: 0.5, experts: 4, capacityFactor: 2, routeEvery: 1, causal: auxiliary",
        "staged-mode|capacity: 0.5, experts: 3, routeEvery: 1, expertScheme: token-choice, topM: 2, causal: auxiliary",
        "staged-mode|capacity: 0.5, experts: 4, capacityFactor: 1.5, routeEvery: 1, causal: predictor",
        "staged-mode|capacity: 0.5, experts: 3, expertScheme: token-choice, capacityFactor: 0.5, causal: predictor",
        "staged-mode|capacity: 0.5, routeEvery: 1, scheme: token-choice, experts: 2, expertScheme: token-choice",
        "staged-mode|capacity: 0.5, routeEvery: 1, scheme: stochastic, experts: 3, capacityFactor: 2",
        "integrated-mode|experts: 4, noOps: 1, capacityFactor: 2.5",
        "integrated-mode|experts: 3, noOps: 2, expertScheme: token-choice, topM: 2, capacityFactor: 0.5",
        "staged-mode|capacity: 0.5, experts: 4, expertScheme: token-choice, topM: 3, expertShares: renormalised, causal: predictor",
        "integrated-mode|experts: 3, noOps: 2, expertScheme: token-choice, topM: 3, expertShares: renormalised, capacityFactor: 0.5",
        "integrated-mode|experts: 3, noOps: 2, expertScheme: token-choice, topM: 2, expertShares: renormalised, noOpShare: 0.5, capacityFactor: 0.5",
    };

    private Models() {}

    /** Returns the variants of the first list. */
    public static Stream<String> variants() {
        return Arrays.stream(VARIANTS);
    }

    /** Returns the variants of the first list that execute the same FLOPs in every step at the same capacities. */
    public static Stream<String> ofFixedFlops() {
        return variants().filter(variant -> !Flops.isExpected(variant(variant).architecture()));
    }

    /** Returns the other variants of the first list. */
    public static Stream<String> ofVaryingFlops() {
        return variants().filter(variant -> Flops.isExpected(variant(variant).architecture()));
    }

    /** Returns all variants of both lists that can be routed causally. */
    public static Stream<String> causal() {
        return all().filter(variant -> CausalRouting.of(variant(variant).architecture()) != CausalRouting.NOT_LEARNED);
    }

    /** Returns both lists, with and without causal routing. */
    public static Stream<String> all() {
        return Stream.concat(Arrays.stream(VARIANTS), Arrays.stream(MORE_CAUSAL));
    }

    /** Returns those of both lists that have blocks with tokens going around them. */
    public static Stream<String> routed() {
        return all().filter(
                        variant -> Routing.of(variant(variant).architecture()).isPresent());
    }

    public static boolean stochastic(ExperimentSpec spec) {
        return Routing.of(spec.architecture())
                .map(routing -> routing.scheme() == Routing.Scheme.STOCHASTIC)
                .orElse(false);
    }

    public static ExperimentSpec variant(String variant) {
        String[] parts = variant.split("\\|", -1);
        return Specs.tiny(parts[0], parts[1]);
    }

    /** Returns a model in float64 whose weights all are of the order of one half. */
    public static Decoder strong(ExperimentSpec spec, NDManager manager) {
        return strong(spec, manager, NumberFormat.F64);
    }

    public static Decoder strong(ExperimentSpec spec, NDManager manager, NumberFormat format) {
        Decoder decoder = new Decoder(spec, manager, new Functions(manager, format, Scaling.of(spec)));
        strengthen(decoder, manager);
        return decoder;
    }

    /** Adds numbers of the order of one half to the first weights of a model. */
    public static void strengthen(Decoder decoder, NDManager manager) {
        for (Weight weight : decoder.weights().list()) {
            double[] noise = new Randomness(11).normal((int) weight.array().size(), 0.4, weight.name());
            try (NDArray same = NDArrays.of(
                    manager, weight.array().getDataType(), noise, weight.array().getShape())) {
                weight.array().addi(same);
            }
        }
        decoder.weights().refresh();
    }

    public static Batch batch(ExperimentSpec spec) {
        int count = spec.training().batch();
        int length = spec.data().sequenceLength();
        return new Batch(count, length, tokens("inputs", count * length), tokens("targets", count * length));
    }

    private static long[] tokens(String purpose, int count) {
        Randomness randomness = new Randomness(3);
        return LongStream.range(0, count)
                .map(i -> randomness.below(256, purpose, 0, i))
                .toArray();
    }

    /**
     * The results of one forward and backward pass.
     *
     * @param loss the loss of the language model alone, nats a token
     * @param gradients the gradients of the whole objective, by the name of the weight
     */
    public record Learned(
            double loss, Map<String, double[]> gradients, List<RouterTrace> routers, List<ExpertTrace> experts) {

        public double[] gradient(String name) {
            double[] gradient = gradients.get(name);
            if (gradient == null) {
                throw new IllegalArgumentException("no weight is called " + name);
            }
            return gradient;
        }
    }

    /** Computes the first step of training up to the gradients. */
    public static Learned learn(Decoder decoder, Batch batch, NDManager manager) {
        return learn(decoder, batch, manager, 1);
    }

    public static Learned learn(Decoder decoder, Batch batch, NDManager manager, long step) {
        try (NDManager scope = manager.newSubManager();
                Pass pass = decoder.pass(scope, new FlopCounter(), Pass.Purpose.TRAIN, batch.count(), step)) {
            double loss = decoder.loss(batch, pass).value();
            Map<String, double[]> gradients = new LinkedHashMap<>();
            for (Weight weight : decoder.weights().list()) {
                gradients.put(weight.name(), NDArrays.values(weight.gradient()));
            }
            return new Learned(loss, gradients, pass.traces(RouterTrace.class), pass.traces(ExpertTrace.class));
        }
    }

    public static double[] logits(Decoder decoder, long[] tokens, int batch, Pass.Purpose purpose, NDManager manager) {
        try (NDManager scope = manager.newSubManager();
                Pass pass = decoder.pass(scope, new FlopCounter(), purpose, batch, 0)) {
            return NDArrays.values(decoder.logits(tokens, pass));
        }
    }
}
