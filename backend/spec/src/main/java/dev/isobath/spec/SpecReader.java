package dev.isobath.spec;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Reads a spec from its JSON or YAML tree and fills in the defaults. It refuses a spec that cannot be run and names every bad
 * field at once. It accepts the short form and the canonical form of {@link SpecWriter}.
 */
public final class SpecReader {

    private static final int MOST_SEQUENCE = 131_072;
    private static final int MOST_VOCABULARY = 1 << 20;
    private static final int MOST_BATCH = 65_536;
    private static final long MOST_STEPS = 1_000_000_000;
    private static final int LONGEST_NAME = 200;
    private static final Tokenizer BYTES = new Tokenizer.Bytes();
    private static final Tokenizer GPT2 = new Tokenizer.Gpt2();
    private static final List<String> BUDGETS = List.of("steps", "tokens", "flops");

    private final List<Violation> violations = new ArrayList<>();

    private SpecReader() {}

    /**
     * Reads and checks a spec.
     *
     * @throws InvalidSpec when any field is wrong
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
        // Seeds stay below 2^53 so that no JavaScript client rounds them.
        long seed = fields.whole("seed", 1L, 0, (1L << 53) - 1);
        Fields dataFields = fields.object("data", true);
        DataSpec data = data(dataFields);
        // While the sequence length is not known, fields that depend on it are checked against the longest allowed one.
        int sequenceLength = dataFields.sound() ? data.sequenceLength() : MOST_SEQUENCE;
        Fields architectureFields = fields.object("architecture", true);
        Architecture architecture = new ArchitectureReader(architectureFields, sequenceLength).read();
        Fields trainingFields = fields.object("training", true);
        TrainingSpec training = training(trainingFields);
        fields.refuseOthers("a spec");
        ExperimentSpec spec = new ExperimentSpec(name, seed, architecture, data, training);
        return violations.isEmpty() ? checkSize(spec, architectureFields, trainingFields) : spec;
    }

    private DataSpec data(Fields fields) {
        DataSpec data = new DataSpec(
                fields.text("corpus", null, LONGEST_NAME),
                tokenizer(fields),
                fields.integer("sequenceLength", null, 2, MOST_SEQUENCE),
                fields.number("validationFraction", 0.1, Range.between(0, 1)),
                fields.flag("allowUnknown", false));
        fields.refuseOthers("data");
        return data;
    }

    /**
     * Reads one of the built-in tokenizers, or a tokenizer of the project. The canonical form has the vocabulary of the latter
     * beside its name.
     */
    private static Tokenizer tokenizer(Fields fields) {
        String name = fields.text("tokenizer", BYTES.text(), LONGEST_NAME);
        for (Tokenizer known : List.of(BYTES, GPT2)) {
            if (known.text().equals(name)) {
                fields.refuse(
                        "is %d with tokenizer %s; leave it out".formatted(known.vocabulary(), name), "vocabulary");
                return known;
            }
        }
        fields.allow(List.of("vocabulary"));
        if (!fields.has("vocabulary")) {
            if (!name.isEmpty()) {
                fields.violation(
                        "tokenizer",
                        "'%s' is neither bytes nor gpt2, and no vocabulary is known for a tokenizer of that name"
                                .formatted(Fields.abbreviated(name)));
            }
            return BYTES;
        }
        return new Tokenizer.Named(name, fields.integer("vocabulary", null, 2, MOST_VOCABULARY));
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
                fields.constant("device", Device.CPU, Device.class),
                fields.flag("deterministic", false),
                fields.whole("evaluateEvery", 0L, 1, MOST_STEPS),
                fields.integer("evaluationBatches", 4, 1, 10_000));
        if (training.deterministic() && training.device() == Device.CUDA) {
            fields.violation(
                    "deterministic",
                    "is not available on cuda, where the order of additions varies; leave it out, or train on cpu");
        }
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

    /**
     * Makes the checks that need the whole spec: the FLOPs can be counted, and the budget pays for at least one step. It also fills
     * in how often to evaluate.
     */
    private ExperimentSpec checkSize(ExperimentSpec spec, Fields architectureFields, Fields trainingFields) {
        long steps;
        try {
            steps = spec.steps();
        } catch (ArithmeticException e) {
            violations.add(new Violation(
                    "/architecture",
                    "one step is over 9.2e18 FLOPs; make the model, the sequence or the batch smaller"));
            return spec;
        }
        if (steps < 1) {
            trainingFields.violation(
                    "budget",
                    "does not pay for one step, which is %d tokens and %.3e FLOPs"
                            .formatted(spec.tokensPerStep(), (double) spec.flopsAtStep(1)));
        } else if (steps > MOST_STEPS) {
            trainingFields.violation("budget", "pays for %d steps; at most %d are run".formatted(steps, MOST_STEPS));
        }
        checkSchedule(spec, steps, architectureFields);
        return spec.training().evaluateEvery() > 0 ? spec : spec.evaluatedEvery(Math.max(1, steps / 20));
    }

    /** Refuses a schedule that does not end within the run. Such a run would be evaluated at a capacity it never trained with. */
    private static void checkSchedule(ExperimentSpec spec, long steps, Fields architectureFields) {
        long scheduled = Routing.of(spec.architecture())
                .flatMap(Routing::schedule)
                .map(CapacitySchedule::steps)
                .orElse(0L);
        if (steps >= 1 && scheduled >= steps) {
            architectureFields
                    .object("capacitySchedule", true)
                    .violation("steps", "must be below the steps of the run, " + steps);
        }
    }

    /**
     * Makes the checks that need the corpus itself, and returns the violations.
     *
     * @param corpusTokens the length of the corpus in tokens
     */
    public static List<Violation> checkCorpus(ExperimentSpec spec, long corpusTokens) {
        DataSpec data = spec.data();
        long least = data.leastTokens();
        if (corpusTokens < least) {
            return List.of(new Violation(
                    "/data/sequenceLength",
                    "a sequence of %d tokens and the token after it do not fit into corpus '%s' of %d tokens"
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
