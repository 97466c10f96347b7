package dev.isobath.spec;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Reads a spec from its JSON or YAML tree, fills in the defaults and refuses what cannot be run, naming every bad field at
 * once. The short form and the canonical form of {@link SpecWriter} are both read.
 */
public final class SpecReader {

    private static final int MOST_LAYERS = 512;
    private static final int MOST_WIDTH = 16_384;
    private static final int MOST_SEQUENCE = 131_072;
    private static final int MOST_BATCH = 65_536;
    private static final int MOST_EXPERTS = 256;
    private static final long MOST_STEPS = 1_000_000_000;
    private static final int LONGEST_NAME = 200;
    private static final List<String> BUDGETS = List.of("steps", "tokens", "flops");

    private final List<Violation> violations = new ArrayList<>();

    private SpecReader() {}

    /**
     * Reads and checks.
     *
     * @throws InvalidSpec when anything is wrong
     */
    public static ExperimentSpec read(JsonNode tree) {
        if (!tree.isObject()) {
            throw new InvalidSpec(
                    List.of(new Violation("", "a spec is an object with name, architecture, data, training")));
        }
        SpecReader reader = new SpecReader();
        ExperimentSpec spec = reader.spec(new Fields(tree, "", reader.violations));
        if (!reader.violations.isEmpty()) {
            throw new InvalidSpec(reader.violations);
        }
        return spec;
    }

    private ExperimentSpec spec(Fields fields) {
        String name = fields.text("name", null, LONGEST_NAME);
        // Seeds stay below 2^53, so that no JavaScript client rounds one.
        long seed = fields.whole("seed", 1L, 0, (1L << 53) - 1);
        DataSpec data = data(fields.object("data", true));
        Architecture architecture = architecture(fields.object("architecture", true), data);
        Fields trainingFields = fields.object("training", true);
        TrainingSpec training = training(trainingFields);
        fields.refuseOthers("a spec");
        ExperimentSpec spec = new ExperimentSpec(name, seed, architecture, data, training);
        return violations.isEmpty() ? checkSize(spec, trainingFields) : spec;
    }

    private Architecture architecture(Fields fields, DataSpec data) {
        Kind kind = fields.constant("kind", null, Kind.class);
        Shape shape = shape(fields);
        Architecture architecture = switch (kind) {
            case BASELINE -> new Architecture.Baseline(shape);
            case MOE -> new Architecture.Moe(shape, experts(fields));
            case MOD -> new Architecture.Mod(shape, routing(fields, shape));
            case STAGED_MODE -> new Architecture.StagedMode(shape, routing(fields, shape), experts(fields));
            case INTEGRATED_MODE -> integrated(fields, shape, data);
        };
        fields.refuseOthers("architecture with kind " + kind.text());
        return architecture;
    }

    private Shape shape(Fields fields) {
        int layers = fields.integer("layers", null, 1, MOST_LAYERS);
        int width = fields.integer("width", null, 2, MOST_WIDTH);
        int heads = fields.integer("heads", Math.max(1, width / 64), 1, 1024);
        int feedForward = fields.integer("feedForward", 4 * width, 1, 8 * MOST_WIDTH);
        if (!fields.sound()) {
            return new Shape(layers, width, heads, feedForward);
        }
        if (width % heads != 0) {
            fields.violation("heads", heads + " heads do not divide width " + width);
        } else if (width / heads % 2 != 0) {
            fields.violation(
                    "heads", "each head would be " + width / heads + " wide; rotary positions need an even width");
        }
        return new Shape(layers, width, heads, feedForward);
    }

    private Routing routing(Fields fields, Shape shape) {
        double capacity = fields.number("capacity", 0.125, Range.above(0, 1));
        int routeEvery = fields.integer("routeEvery", 2, 1, MOST_LAYERS);
        int routeOffset = fields.integer("routeOffset", routeEvery - 1, 0, MOST_LAYERS - 1);
        if (routeOffset >= routeEvery) {
            fields.violation("routeOffset", "must be below routeEvery, " + routeEvery);
        } else if (fields.sound() && routeOffset >= shape.layers()) {
            fields.violation(
                    fields.has("routeOffset") ? "routeOffset" : "routeEvery",
                    "routes no block: the model has " + shape.layers() + " layers");
        }
        Routing.CausalMethod causal = fields.constant("causal", Routing.CausalMethod.NONE, Routing.CausalMethod.class);
        return new Routing(
                capacity,
                routeEvery,
                routeOffset,
                fields.constant("gate", Routing.Gate.BLOCK, Routing.Gate.class),
                fields.constant("routerActivation", Routing.RouterActivation.LINEAR, Routing.RouterActivation.class),
                causal,
                causal == Routing.CausalMethod.PREDICTOR
                        ? fields.integer("predictorWidth", Math.max(1, shape.width() / 2), 1, MOST_WIDTH)
                        : 0,
                causal == Routing.CausalMethod.AUXILIARY
                        ? fields.number("auxiliaryWeight", 0.01, Range.above(0, 1))
                        : 0);
    }

    private Experts experts(Fields fields) {
        int count = fields.integer("experts", 4, 1, MOST_EXPERTS);
        double capacityFactor = fields.number("capacityFactor", 1.0, Range.above(0, 8));
        if (capacityFactor > count) {
            fields.violation("capacityFactor", "must be at most the number of experts, " + count);
        }
        return new Experts(count, capacityFactor);
    }

    private Architecture integrated(Fields fields, Shape shape, DataSpec data) {
        Experts experts = experts(fields);
        int noOps = fields.integer("noOps", 1, 1, MOST_EXPERTS);
        Architecture.IntegratedMode integrated = new Architecture.IntegratedMode(shape, experts, noOps);
        // No-op experts take their tokens first, and what they take no real expert may have.
        long left = data.sequenceLength() - (long) noOps * integrated.pathCapacity(data.sequenceLength());
        if (integrated.pathCapacity(data.sequenceLength()) > left) {
            fields.violation("capacityFactor", "leaves the real experts too few tokens; lower it, or use fewer no-ops");
        }
        return integrated;
    }

    private DataSpec data(Fields fields) {
        DataSpec data = new DataSpec(
                fields.text("corpus", null, LONGEST_NAME),
                fields.constant("tokenizer", Tokenizer.BYTES, Tokenizer.class),
                fields.integer("sequenceLength", null, 2, MOST_SEQUENCE),
                fields.number("validationFraction", 0.1, Range.between(0, 1)));
        fields.refuseOthers("data");
        return data;
    }

    private TrainingSpec training(Fields fields) {
        Precision precision = fields.constant("precision", Precision.F32, Precision.class);
        TrainingSpec training = new TrainingSpec(
                fields.integer("batch", null, 1, MOST_BATCH),
                budget(fields.object("budget", true)),
                fields.number("learningRate", 1e-3, Range.above(0, 10)),
                fields.number("finalLearningRate", 0.1, Range.closed(0, 1)),
                fields.number("warmup", 0.05, Range.below(0, 1)),
                fields.number("weightDecay", 0.1, Range.closed(0, 10)),
                fields.number("beta1", 0.9, Range.below(0, 1)),
                fields.number("beta2", 0.95, Range.below(0, 1)),
                fields.number("epsilon", 1e-8, Range.above(0, 1)),
                fields.number("gradientClip", 1.0, Range.above(0, 1e6)),
                precision,
                fields.whole("evaluateEvery", 0L, 1, MOST_STEPS),
                fields.integer("evaluationBatches", 4, 1, 10_000));
        fields.refuseOthers("training");
        return training;
    }

    private Budget budget(Fields fields) {
        fields.allow(BUDGETS);
        if (BUDGETS.stream().filter(fields::has).count() != 1) {
            violations.add(new Violation("/training/budget", "needs exactly one of steps, tokens, flops"));
        }
        Budget budget;
        if (fields.has("steps")) {
            budget = new Budget.Steps(fields.whole("steps", null, 1, MOST_STEPS));
        } else if (fields.has("tokens")) {
            budget = new Budget.Tokens(fields.whole("tokens", null, 1, Long.MAX_VALUE / 2));
        } else {
            budget = new Budget.Flops(fields.number("flops", 1.0, Range.above(0, 1e30)));
        }
        fields.refuseOthers("budget, which has steps, tokens or flops");
        return budget;
    }

    /** What needs the whole spec: that it can be counted, that the budget pays for a step, and how often to evaluate. */
    private ExperimentSpec checkSize(ExperimentSpec spec, Fields trainingFields) {
        long flopsPerStep;
        try {
            flopsPerStep = spec.flopsPerStep();
        } catch (ArithmeticException e) {
            violations.add(new Violation(
                    "/architecture",
                    "one step is over 9.2e18 FLOPs; make the model, the sequence or the batch smaller"));
            return spec;
        }
        long steps = spec.steps();
        if (steps < 1) {
            trainingFields.violation(
                    "budget",
                    "does not pay for one step, which is %d tokens and %.3e FLOPs"
                            .formatted(spec.tokensPerStep(), (double) flopsPerStep));
        } else if (steps > MOST_STEPS) {
            trainingFields.violation("budget", "pays for %d steps; at most %d are run".formatted(steps, MOST_STEPS));
        }
        TrainingSpec training = spec.training();
        long evaluateEvery = training.evaluateEvery() > 0 ? training.evaluateEvery() : Math.max(1, steps / 20);
        return new ExperimentSpec(
                spec.name(),
                spec.seed(),
                spec.architecture(),
                spec.data(),
                new TrainingSpec(
                        training.batch(),
                        training.budget(),
                        training.learningRate(),
                        training.finalLearningRate(),
                        training.warmup(),
                        training.weightDecay(),
                        training.beta1(),
                        training.beta2(),
                        training.epsilon(),
                        training.gradientClip(),
                        training.precision(),
                        evaluateEvery,
                        training.evaluationBatches()));
    }

    /**
     * What can only be checked against the corpus itself.
     *
     * @param corpusTokens length of the corpus in tokens
     */
    public static List<Violation> checkCorpus(ExperimentSpec spec, long corpusTokens) {
        DataSpec data = spec.data();
        long least = data.leastTokens();
        if (corpusTokens < least) {
            return List.of(new Violation(
                    "/data/sequenceLength",
                    "a sequence of %d tokens and the one after it do not fit into corpus '%s' of %d tokens"
                            .formatted(data.sequenceLength(), data.corpus(), corpusTokens)));
        }
        if (data.validationTokens(corpusTokens) < least || data.trainingTokens(corpusTokens) < least) {
            return List.of(new Violation(
                    "/data/validationFraction",
                    "splits the %d tokens of corpus '%s' into %d to train on and %d held out; each part needs at least %d"
                            .formatted(
                                    corpusTokens,
                                    data.corpus(),
                                    data.trainingTokens(corpusTokens),
                                    data.validationTokens(corpusTokens),
                                    least)));
        }
        return List.of();
    }
}
