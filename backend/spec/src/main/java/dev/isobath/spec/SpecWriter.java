package dev.isobath.spec;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the canonical JSON of a spec. It holds every field that has a meaning for the spec's kind, defaults included, in a fixed
 * order. The fields scheme, expertScheme, expertShares, capacitySchedule, allowUnknown, device, deterministic, accumulate, schedule,
 * parametrization and startFrom are younger than the first stored specs. They are written only when they differ from the behaviour of
 * those specs, so the canonical form of a spec never changes.
 */
public final class SpecWriter {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The fields that a written spec may lack: the younger ones, and those of which others take the place. */
    private static final Set<SpecField> SOMETIMES = Set.copyOf(EnumSet.of(
            SpecField.SCHEME,
            SpecField.EXPERT_SCHEME,
            SpecField.EXPERT_SHARES,
            SpecField.CAPACITY_SCHEDULE,
            SpecField.ALLOW_UNKNOWN,
            SpecField.DEVICE,
            SpecField.DETERMINISTIC,
            SpecField.ACCUMULATE,
            SpecField.RATE_SCHEDULE,
            SpecField.PARAMETRIZATION,
            SpecField.BASE_WIDTH,
            SpecField.BASE_HEADS,
            SpecField.NO_OP_SHARE,
            SpecField.NO_OP_RATE,
            SpecField.ROUTE_EVERY,
            SpecField.ROUTE_OFFSET,
            SpecField.ROUTED_LAYERS,
            SpecField.CAUSAL,
            SpecField.VOCABULARY,
            SpecField.EVALUATION_TOKENS,
            SpecField.EVALUATION_BATCHES,
            SpecField.START_FROM,
            SpecField.BUDGET_STEPS,
            SpecField.BUDGET_TOKENS,
            SpecField.BUDGET_FLOPS));

    private SpecWriter() {}

    /** Returns whether every written spec of a kind that has the field holds it. */
    static boolean alwaysWrites(SpecField field) {
        return field.belonging().isEmpty() && !SOMETIMES.contains(field);
    }

    /** Writes a spec so that {@link SpecReader#read} reads back an equal one. */
    public static ObjectNode write(ExperimentSpec spec) {
        ObjectNode node = NODES.objectNode();
        node.put("name", spec.name());
        node.put("seed", spec.seed());
        architecture(node.putObject("architecture"), spec.architecture());
        data(node.putObject("data"), spec.data());
        training(node.putObject("training"), spec.training());
        return node;
    }

    private static void architecture(ObjectNode node, Architecture architecture) {
        node.put("kind", architecture.kind().text());
        Shape shape = architecture.shape();
        node.put("layers", shape.layers());
        node.put("width", shape.width());
        node.put("heads", shape.heads());
        node.put("feedForward", shape.feedForward());
        switch (architecture) {
            case Architecture.Baseline baseline -> {}
            case Architecture.Moe moe -> experts(node, moe.experts());
            case Architecture.Mod mod -> routing(node, mod.routing());
            case Architecture.StagedMode staged -> {
                routing(node, staged.routing());
                experts(node, staged.experts());
            }
            case Architecture.IntegratedMode integrated -> {
                experts(node, integrated.experts());
                node.put("noOps", integrated.noOps());
                integrated
                        .control()
                        .ifPresent(control ->
                                node.put("noOpShare", control.share()).put("noOpRate", control.rate()));
            }
        }
    }

    private static void routing(ObjectNode node, Routing routing) {
        if (routing.scheme() != Routing.Scheme.EXPERT_CHOICE) {
            node.put("scheme", routing.scheme().text());
        }
        layers(node, routing.layers());
        routing.schedule()
                .ifPresent(schedule -> node.putObject("capacitySchedule")
                        .put("from", schedule.from())
                        .put("steps", schedule.steps()));
        node.put("gate", routing.gate().text());
        node.put("routerActivation", routing.activation().text());
        switch (routing.scheme()) {
            case EXPERT_CHOICE -> causal(node, routing);
            case TOKEN_CHOICE -> node.put("balanceWeight", routing.balanceWeight());
            case STOCHASTIC, THRESHOLD -> {}
        }
    }

    private static void causal(ObjectNode node, Routing routing) {
        node.put("causal", routing.causal().text());
        switch (routing.causal()) {
            case NONE -> {}
            case AUXILIARY -> node.put("auxiliaryWeight", routing.auxiliaryWeight());
            case PREDICTOR -> node.put("predictorWidth", routing.predictorWidth());
        }
    }

    private static void layers(ObjectNode node, RoutedLayers layers) {
        switch (layers) {
            case RoutedLayers.Every(Capacity capacity, int every, int offset) -> {
                node.set("capacity", capacity(capacity));
                node.put("routeEvery", every);
                node.put("routeOffset", offset);
            }
            case RoutedLayers.Chosen(Capacity capacity, List<Integer> chosen) -> {
                node.set("capacity", capacity(capacity));
                ArrayNode list = node.putArray("routedLayers");
                chosen.forEach(list::add);
            }
            case RoutedLayers.PerLayer(List<Optional<Capacity>> capacities) -> {
                ArrayNode list = node.putArray("capacity");
                capacities.forEach(
                        capacity -> list.add(capacity.map(SpecWriter::capacity).orElse(NODES.nullNode())));
            }
        }
    }

    private static JsonNode capacity(Capacity capacity) {
        return switch (capacity) {
            case Capacity.Fraction(double share) -> NODES.numberNode(share);
            case Capacity.Count(int tokens) -> NODES.objectNode().put("tokens", tokens);
        };
    }

    private static void experts(ObjectNode node, Experts experts) {
        node.put("experts", experts.count());
        node.put("capacityFactor", experts.capacityFactor());
        switch (experts.scheme()) {
            case EXPERT_CHOICE -> {}
            case TOKEN_CHOICE -> {
                node.put("expertScheme", experts.scheme().text());
                node.put("topM", experts.topM());
                if (experts.shares() != Experts.Shares.SOFTMAX) {
                    node.put("expertShares", experts.shares().text());
                }
                node.put("expertBalanceWeight", experts.balanceWeight());
            }
        }
    }

    private static void data(ObjectNode node, DataSpec data) {
        node.put("corpus", data.corpus());
        node.put("tokenizer", data.tokenizer().text());
        if (data.tokenizer() instanceof Tokenizer.Named named) {
            node.put("vocabulary", named.vocabulary());
        }
        node.put("sequenceLength", data.sequenceLength());
        node.put("validationFraction", data.validationFraction());
        if (data.allowUnknown()) {
            node.put("allowUnknown", true);
        }
    }

    private static void training(ObjectNode node, TrainingSpec training) {
        node.put("batch", training.batch());
        if (training.accumulate() > 1) {
            node.put("accumulate", training.accumulate());
        }
        ObjectNode budget = node.putObject("budget");
        switch (training.budget()) {
            case Budget.Steps steps -> budget.put("steps", steps.count());
            case Budget.Tokens tokens -> budget.put("tokens", tokens.count());
            case Budget.Flops flops -> budget.put("flops", flops.count());
        }
        node.put("learningRate", training.learningRate());
        if (training.schedule() != RateSchedule.COSINE) {
            node.put("schedule", training.schedule().text());
        }
        node.put("finalLearningRate", training.finalLearningRate());
        if (training.schedule() == RateSchedule.WSD) {
            node.put("cooldown", training.cooldown());
        }
        node.put("warmup", training.warmup());
        node.put("weightDecay", training.weightDecay());
        node.put("beta1", training.beta1());
        node.put("beta2", training.beta2());
        node.put("epsilon", training.epsilon());
        node.put("gradientClip", training.gradientClip());
        Parametrization base = training.parametrization();
        if (base.rule() != Parametrization.Rule.STANDARD) {
            node.put("parametrization", base.rule().text());
            node.put("baseWidth", base.baseWidth()).put("baseHeads", base.baseHeads());
        }
        if (base.rule() == Parametrization.Rule.COMPLETEP) {
            node.put("baseLayers", base.baseLayers());
        }
        node.put("precision", training.precision().text());
        if (training.device() != Device.CPU) {
            node.put("device", training.device().text());
        }
        if (training.deterministic()) {
            node.put("deterministic", true);
        }
        node.put("evaluateEvery", training.evaluateEvery());
        switch (training.evaluationSize()) {
            case EvaluationSize.Tokens tokens -> node.put("evaluationTokens", tokens.count());
            case EvaluationSize.Batches batches -> node.put("evaluationBatches", batches.count());
        }
        training.startFrom()
                .ifPresent(start -> node.putObject("startFrom")
                        .put("experiment", start.experiment().toString())
                        .put("step", start.step())
                        .put("state", start.state().text()));
    }
}
