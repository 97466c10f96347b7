package dev.isobath.spec;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Reads a spec from its JSON or YAML tree and fills in the defaults. It refuses a spec that cannot be run and names every bad
 * field at once. It accepts the short form and the canonical form of {@link SpecWriter}.
 */
public final class SpecReader {

    /** The most characters of an experiment's name. */
    public static final int MAX_NAME_LENGTH = 200;

    private static final Tokenizer BYTES = new Tokenizer.Bytes();
    private static final Tokenizer GPT2 = new Tokenizer.Gpt2();
    private static final List<SpecField> BUDGETS = SpecField.Part.BUDGET.fields();

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
        String name = fields.text(SpecField.NAME);
        long seed = fields.whole(SpecField.SEED);
        Fields dataFields = fields.object(SpecField.DATA);
        DataSpec data = data(dataFields);
        // While the sequence length is not known, fields that depend on it are checked against the longest allowed one.
        int sequenceLength = dataFields.sound() ? data.sequenceLength() : SpecField.SEQUENCE_LENGTH.most();
        Fields architectureFields = fields.object(SpecField.ARCHITECTURE);
        Architecture architecture = new ArchitectureReader(architectureFields, sequenceLength).read();
        Fields trainingFields = fields.object(SpecField.TRAINING);
        TrainingSpec training = training(trainingFields);
        fields.refuseOthers("a spec");
        ExperimentSpec spec = new ExperimentSpec(name, seed, architecture, data, training);
        return violations.isEmpty() ? checkSize(spec, architectureFields, trainingFields) : spec;
    }

    private DataSpec data(Fields fields) {
        DataSpec data = new DataSpec(
                fields.text(SpecField.CORPUS),
                tokenizer(fields),
                fields.integer(SpecField.SEQUENCE_LENGTH),
                fields.number(SpecField.VALIDATION_FRACTION),
                fields.flag(SpecField.ALLOW_UNKNOWN));
        fields.refuseOthers("data");
        return data;
    }

    /**
     * Reads one of the built-in tokenizers, or a tokenizer of the project. The canonical form has the vocabulary of the latter
     * beside its name.
     */
    private static Tokenizer tokenizer(Fields fields) {
        String name = fields.text(SpecField.TOKENIZER);
        for (Tokenizer known : List.of(BYTES, GPT2)) {
            if (known.text().equals(name)) {
                fields.refuse(
                        "is %d with tokenizer %s; leave it out".formatted(known.vocabulary(), name),
                        SpecField.VOCABULARY);
                return known;
            }
        }
        fields.allow(List.of(SpecField.VOCABULARY));
        if (!fields.valid(SpecField.TOKENIZER)) {
            return BYTES;
        }
        if (!fields.has(SpecField.VOCABULARY)) {
            fields.violation(
                    SpecField.TOKENIZER,
                    "'%s' is neither bytes nor gpt2, and no vocabulary is known for a tokenizer of that name"
                            .formatted(Fields.abbreviated(name)));
            return BYTES;
        }
        return new Tokenizer.Named(name, fields.integer(SpecField.VOCABULARY));
    }

    private TrainingSpec training(Fields fields) {
        RateSchedule schedule = fields.constant(SpecField.RATE_SCHEDULE, RateSchedule.class);
        TrainingSpec training = new TrainingSpec(
                fields.integer(SpecField.BATCH),
                fields.integer(SpecField.ACCUMULATE),
                budget(fields.object(SpecField.BUDGET)),
                fields.number(SpecField.LEARNING_RATE),
                schedule,
                fields.number(SpecField.FINAL_LEARNING_RATE, schedule.finalShare()),
                schedule == RateSchedule.WSD ? fields.number(SpecField.COOLDOWN) : 0,
                fields.number(SpecField.WARMUP),
                fields.number(SpecField.WEIGHT_DECAY),
                fields.number(SpecField.BETA1),
                fields.number(SpecField.BETA2),
                fields.number(SpecField.EPSILON),
                fields.number(SpecField.GRADIENT_CLIP),
                parametrization(fields),
                fields.constant(SpecField.PRECISION, Precision.class),
                fields.constant(SpecField.DEVICE, Device.class),
                fields.flag(SpecField.DETERMINISTIC),
                fields.has(SpecField.EVALUATE_EVERY) ? fields.whole(SpecField.EVALUATE_EVERY) : 0,
                evaluationSize(fields));
        fields.allow(List.of(SpecField.EVALUATE_EVERY));
        if (training.deterministic() && training.device() == Device.CUDA) {
            fields.violation(
                    SpecField.DETERMINISTIC,
                    "is not available on cuda, where the order of additions varies; leave it out, or train on cpu");
        }
        fields.refuseWhatBelongsToOthers(SpecField.RATE_SCHEDULE, schedule);
        checkSchedule(training, fields);
        if (fields.valid(SpecField.BATCH)
                && fields.valid(SpecField.ACCUMULATE)
                && training.batch() % training.accumulate() != 0) {
            fields.violation(
                    SpecField.ACCUMULATE,
                    "%d micro-batches do not divide batch %d".formatted(training.accumulate(), training.batch()));
        }
        fields.refuseOthers("training");
        return training;
    }

    private static Parametrization parametrization(Fields fields) {
        Parametrization.Rule rule = fields.constant(SpecField.PARAMETRIZATION, Parametrization.Rule.class);
        fields.allow(List.of(SpecField.BASE_WIDTH, SpecField.BASE_HEADS));
        fields.refuseWhatBelongsToOthers(SpecField.PARAMETRIZATION, rule);
        if (rule == Parametrization.Rule.STANDARD) {
            if (fields.valid(SpecField.PARAMETRIZATION)) {
                fields.refuse(
                        "belongs to parametrization mup and completep; leave it out",
                        SpecField.BASE_WIDTH,
                        SpecField.BASE_HEADS);
            }
            return Parametrization.STANDARD;
        }
        int width = fields.integer(SpecField.BASE_WIDTH);
        int heads = fields.integer(SpecField.BASE_HEADS);
        if (fields.valid(SpecField.BASE_WIDTH) && fields.valid(SpecField.BASE_HEADS) && width % heads != 0) {
            fields.violation(SpecField.BASE_HEADS, "%d heads do not divide baseWidth %d".formatted(heads, width));
        }
        int layers = rule == Parametrization.Rule.COMPLETEP ? fields.integer(SpecField.BASE_LAYERS) : 0;
        return new Parametrization(rule, width, heads, layers);
    }

    private static void checkSchedule(TrainingSpec training, Fields fields) {
        if (training.schedule() == RateSchedule.CONSTANT
                && fields.valid(SpecField.FINAL_LEARNING_RATE)
                && training.finalLearningRate() != 1) {
            fields.violation(SpecField.FINAL_LEARNING_RATE, "is 1 with schedule constant; leave it out");
        }
        if (fields.valid(SpecField.COOLDOWN)
                && fields.valid(SpecField.WARMUP)
                && BigDecimal.valueOf(training.cooldown())
                                .add(BigDecimal.valueOf(training.warmup()))
                                .compareTo(BigDecimal.ONE)
                        > 0) {
            fields.violation(
                    SpecField.COOLDOWN, "and warmup together are at most 1, the whole run; make one of them smaller");
        }
    }

    /** Reads the number of tokens, or the number of batches that older specs have in its place. */
    private static EvaluationSize evaluationSize(Fields fields) {
        if (fields.has(SpecField.EVALUATION_BATCHES)) {
            fields.refuse(
                    "cannot stand beside evaluationBatches; leave evaluationBatches out, so that the held-out text does not depend on the batch",
                    SpecField.EVALUATION_TOKENS);
            return new EvaluationSize.Batches(fields.integer(SpecField.EVALUATION_BATCHES));
        }
        fields.allow(List.of(SpecField.EVALUATION_BATCHES));
        return new EvaluationSize.Tokens(fields.integer(SpecField.EVALUATION_TOKENS));
    }

    private Budget budget(Fields fields) {
        fields.allow(BUDGETS);
        if (BUDGETS.stream().filter(fields::has).count() != 1) {
            fields.itself("needs exactly one of steps, tokens, flops");
        }
        Budget budget;
        if (fields.has(SpecField.BUDGET_STEPS)) {
            budget = new Budget.Steps(fields.whole(SpecField.BUDGET_STEPS));
        } else if (fields.has(SpecField.BUDGET_TOKENS)) {
            budget = new Budget.Tokens(fields.whole(SpecField.BUDGET_TOKENS));
        } else if (fields.has(SpecField.BUDGET_FLOPS)) {
            budget = new Budget.Flops(fields.number(SpecField.BUDGET_FLOPS));
        } else {
            budget = new Budget.Steps(1);
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
                    SpecField.BUDGET,
                    "does not pay for one step, which is %d tokens and %.3e FLOPs"
                            .formatted(spec.tokensPerStep(), (double) spec.flopsAtStep(1)));
        } else if (steps > SpecField.BUDGET_STEPS.most()) {
            trainingFields.violation(
                    SpecField.BUDGET,
                    "pays for %d steps; at most %d are run".formatted(steps, SpecField.BUDGET_STEPS.most()));
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
                    .object(SpecField.CAPACITY_SCHEDULE)
                    .violation(SpecField.SCHEDULE_STEPS, "must be below the steps of the run, " + steps);
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
