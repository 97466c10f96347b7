package dev.isobath.spec;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The canonical JSON of a spec: every field that has a meaning for its kind, defaults included, in a fixed order. */
public final class SpecWriter {

    private SpecWriter() {}

    /** What {@link SpecReader#read} reads back to an equal spec. */
    public static ObjectNode write(ExperimentSpec spec) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
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
            }
        }
    }

    private static void routing(ObjectNode node, Routing routing) {
        node.put("capacity", routing.capacity());
        node.put("routeEvery", routing.routeEvery());
        node.put("routeOffset", routing.routeOffset());
        node.put("gate", routing.gate().text());
        node.put("routerActivation", routing.activation().text());
        node.put("causal", routing.causal().text());
        switch (routing.causal()) {
            case NONE -> {}
            case AUXILIARY -> node.put("auxiliaryWeight", routing.auxiliaryWeight());
            case PREDICTOR -> node.put("predictorWidth", routing.predictorWidth());
        }
    }

    private static void experts(ObjectNode node, Experts experts) {
        node.put("experts", experts.count());
        node.put("capacityFactor", experts.capacityFactor());
    }

    private static void data(ObjectNode node, DataSpec data) {
        node.put("corpus", data.corpus());
        node.put("tokenizer", data.tokenizer().text());
        node.put("sequenceLength", data.sequenceLength());
        node.put("validationFraction", data.validationFraction());
    }

    private static void training(ObjectNode node, TrainingSpec training) {
        node.put("batch", training.batch());
        ObjectNode budget = node.putObject("budget");
        switch (training.budget()) {
            case Budget.Steps steps -> budget.put("steps", steps.count());
            case Budget.Tokens tokens -> budget.put("tokens", tokens.count());
            case Budget.Flops flops -> budget.put("flops", flops.count());
        }
        node.put("learningRate", training.learningRate());
        node.put("finalLearningRate", training.finalLearningRate());
        node.put("warmup", training.warmup());
        node.put("weightDecay", training.weightDecay());
        node.put("beta1", training.beta1());
        node.put("beta2", training.beta2());
        node.put("epsilon", training.epsilon());
        node.put("gradientClip", training.gradientClip());
        node.put("precision", training.precision().text());
        node.put("evaluateEvery", training.evaluateEvery());
        node.put("evaluationBatches", training.evaluationBatches());
    }
}
