package dev.isobath.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every field of a spec: its form, its range, its default and its meaning. {@link SpecReader} reads by this list, and the
 * published JSON Schema and {@code docs/spec.md} are generated from it.
 */
@SuppressWarnings("ImmutableEnumChecker") // forms and defaults are records of constants
enum SpecField {
    NAME(
            Part.SPEC,
            "name",
            new Form.Text(Limits.LONGEST_NAME),
            mandatory(),
            "The name that people use for the experiment. It decides nothing."),
    SEED(
            Part.SPEC,
            "seed",
            new Form.Whole(0, (1L << 53) - 1),
            value(1L),
            "The source of every random number of the run. It stays below 2^53, so that no JavaScript client rounds it."),
    ARCHITECTURE(Part.SPEC, "architecture", new Form.Nested(Part.SHAPE), mandatory(), "The model."),
    DATA(Part.SPEC, "data", new Form.Nested(Part.DATA), mandatory(), "What the model is trained on."),
    TRAINING(Part.SPEC, "training", new Form.Nested(Part.TRAINING), mandatory(), "How and for how long it is trained."),

    KIND(
            Part.SHAPE,
            "kind",
            new Form.Choice(Kind.class),
            mandatory(),
            "The model family. It decides which other fields there are."),
    LAYERS(Part.SHAPE, "layers", new Form.Whole(1, Limits.MOST_LAYERS), mandatory(), "L, the number of blocks."),
    WIDTH(
            Part.SHAPE,
            "width",
            new Form.Whole(2, Limits.MOST_WIDTH),
            mandatory(),
            "d, the width of the residual. It is a multiple of `heads`."),
    HEADS(
            Part.SHAPE,
            "heads",
            new Form.Whole(1, 1024),
            derived("max(1, width / 64), rounded down"),
            "h, the number of attention heads. `width / heads` is even, because rotary positions turn pairs of numbers."),
    FEED_FORWARD(
            Part.SHAPE,
            "feedForward",
            new Form.Whole(1, 8 * Limits.MOST_WIDTH),
            derived("4 × width"),
            "f, the width inside an MLP, and inside each expert."),

    SCHEME(
            Part.ROUTING,
            "scheme",
            new Form.Choice(Routing.Scheme.class),
            value(Routing.Scheme.EXPERT_CHOICE),
            "How a block gets its tokens: it takes its k best, tokens decide by the sign of their router output, numbers are drawn as a control, or a token goes through if its router output is above a threshold that training keeps at the capacity."),
    CAPACITY(
            Part.ROUTING,
            "capacity",
            new Form.Capacities(Range.above(0, 1)),
            value(0.125),
            "How many tokens of a sequence a routed block processes: a share of the sequence, `{tokens: k}`, or a list with one of them for each block and `null` where the block is not routed. "
                    + "With scheme `token-choice` it is smaller than the sequence, because the balancing loss divides by the share that goes around. With scheme `threshold` it is what an average step takes; a step and a sequence take more or fewer."),
    ROUTE_EVERY(
            Part.ROUTING,
            "routeEvery",
            new Form.Whole(1, Limits.MOST_LAYERS),
            value(2L),
            "The distance between two routed blocks. The default is every other block, which did best in the paper."),
    ROUTE_OFFSET(
            Part.ROUTING,
            "routeOffset",
            new Form.Whole(0, Limits.MOST_LAYERS - 1),
            derived("routeEvery − 1"),
            "The first routed block, counted from 0. It is below `routeEvery` and below `layers`."),
    ROUTED_LAYERS(
            Part.ROUTING,
            "routedLayers",
            new Form.Blocks(Limits.MOST_LAYERS - 1),
            derived("by routeEvery and routeOffset"),
            "The routed blocks by number, counted from 0, in place of `routeEvery` and `routeOffset`."),
    CAPACITY_SCHEDULE(
            Part.ROUTING,
            "capacitySchedule",
            new Form.Nested(Part.SCHEDULE),
            derived("none"),
            "A line from a first capacity to the block's own. It changes what early steps cost."),
    GATE(
            Part.ROUTING,
            "gate",
            new Form.Choice(Routing.Gate.class),
            value(Routing.Gate.BLOCK),
            "What the router weight multiplies: attention and MLP (equation 1 of 2404.02258), or the MLP alone (its figure 1)."),
    ROUTER_ACTIVATION(
            Part.ROUTING,
            "routerActivation",
            new Form.Choice(Routing.RouterActivation.class),
            value(Routing.RouterActivation.LINEAR),
            "The function that makes the router weight of the router output."),
    CAUSAL(
            Part.ROUTING,
            "causal",
            new Form.Choice(Routing.CausalMethod.class),
            value(Routing.CausalMethod.NONE),
            "What is trained so that the model can be sampled. It belongs to scheme `expert-choice`, because the other schemes never look at later tokens."),
    PREDICTOR_WIDTH(
            Part.ROUTING,
            "predictorWidth",
            new Form.Whole(1, Limits.MOST_WIDTH),
            derived("max(1, width / 2), rounded down"),
            "The width inside the predictor.",
            belongs(CAUSAL, Routing.CausalMethod.PREDICTOR)),
    AUXILIARY_WEIGHT(
            Part.ROUTING,
            "auxiliaryWeight",
            new Form.Real(Range.above(0, 1)),
            value(0.01),
            "The factor of the auxiliary loss.",
            belongs(CAUSAL, Routing.CausalMethod.AUXILIARY)),
    BALANCE_WEIGHT(
            Part.ROUTING,
            "balanceWeight",
            new Form.Real(Range.closed(0, 1)),
            value(0.01),
            "The factor of the balancing loss of routed blocks.",
            belongs(SCHEME, Routing.Scheme.TOKEN_CHOICE)),

    EXPERTS(
            Part.EXPERTS,
            "experts",
            new Form.Whole(1, Limits.MOST_EXPERTS),
            value(4L),
            "E, the number of experts. Each is an MLP of the block's size."),
    CAPACITY_FACTOR(
            Part.EXPERTS,
            "capacityFactor",
            new Form.Real(Range.above(0, 8)),
            value(1.0),
            "The slots of all paths divided by the assignments. It is at most the number of paths divided by `topM`, because more slots than tokens would never be filled."),
    EXPERT_SCHEME(
            Part.EXPERTS,
            "expertScheme",
            new Form.Choice(Experts.Scheme.class),
            value(Experts.Scheme.EXPERT_CHOICE),
            "How tokens are assigned to experts: each expert takes its best tokens, or each token takes its best experts."),
    TOP_M(
            Part.EXPERTS,
            "topM",
            new Form.Whole(1, Limits.MOST_EXPERTS),
            value(1L),
            "m, the paths that a token takes, at most `experts`.",
            belongs(EXPERT_SCHEME, Experts.Scheme.TOKEN_CHOICE)),
    EXPERT_SHARES(
            Part.EXPERTS,
            "expertShares",
            new Form.Choice(Experts.Shares.class),
            value(Experts.Shares.SOFTMAX),
            "What each chosen expert's output is multiplied by: its share of the softmax over all paths, or that share divided by the sum over the token's m paths. "
                    + "`renormalised` needs `topM` 2 or more.",
            belongs(EXPERT_SCHEME, Experts.Scheme.TOKEN_CHOICE)),
    EXPERT_BALANCE_WEIGHT(
            Part.EXPERTS,
            "expertBalanceWeight",
            new Form.Real(Range.closed(0, 1)),
            value(0.01),
            "The factor of the balancing loss of experts. With `noOpShare` it is 0, because the loss would pull no-ops to an equal share.",
            belongs(EXPERT_SCHEME, Experts.Scheme.TOKEN_CHOICE)),
    NO_OPS(
            Part.NO_OPS,
            "noOps",
            new Form.Whole(1, Limits.MOST_EXPERTS),
            value(1L),
            "N, the paths that leave a token as it is. With `expert-choice` they leave enough tokens for the experts."),
    NO_OP_SHARE(
            Part.NO_OPS,
            "noOpShare",
            new Form.Real(Range.between(0, 1)),
            derived("none; the router decides"),
            "The wanted share of all choices that no-ops get. Numbers that are added to the shares of real experts, for the choice only, are moved after each step until it is met. With it, `capacityFactor` is a limit, a multiple of the tokens that an expert then gets, and at most E / (m (1 − noOpShare)).",
            belongs(EXPERT_SCHEME, Experts.Scheme.TOKEN_CHOICE)),
    NO_OP_RATE(
            Part.NO_OPS,
            "noOpRate",
            new Form.Real(Range.above(0, 1)),
            value(0.01),
            "μ, how far those numbers move in a step. It belongs to a spec with `noOpShare`."),

    SCHEDULE_FROM(
            Part.SCHEDULE,
            "from",
            new Form.Real(Range.above(0, 1)),
            value(1.0),
            "The share of the sequence that is processed in the first step."),
    SCHEDULE_STEPS(
            Part.SCHEDULE,
            "steps",
            new Form.Whole(1, Limits.LONGEST_SCHEDULE),
            mandatory(),
            "The steps after which the block's own capacity is reached. They end before the run, and with many different capacities fewer are allowed, because the FLOPs of each step are summed."),

    CAPACITY_TOKENS(
            Part.CAPACITY,
            "tokens",
            new Form.Whole(1, Limits.MOST_SEQUENCE),
            mandatory(),
            "k, a number of tokens that does not depend on the length of the sequence, at most `sequenceLength`."),

    CORPUS(
            Part.DATA,
            "corpus",
            new Form.Text(Limits.LONGEST_NAME),
            mandatory(),
            "The name of a corpus of the project."),
    TOKENIZER(
            Part.DATA,
            "tokenizer",
            new Form.Text(Limits.LONGEST_NAME),
            value("bytes"),
            "`bytes`, `gpt2`, or the name of a tokenizer of the project."),
    VOCABULARY(
            Part.DATA,
            "vocabulary",
            new Form.Whole(2, 1 << 20),
            derived("filled in by the server"),
            "V, the tokens of a tokenizer of the project. It is left out with `bytes`, which has 256, and `gpt2`, which has 50,257."),
    SEQUENCE_LENGTH(
            Part.DATA,
            "sequenceLength",
            new Form.Whole(2, Limits.MOST_SEQUENCE),
            mandatory(),
            "S, the tokens of a sequence."),
    VALIDATION_FRACTION(
            Part.DATA,
            "validationFraction",
            new Form.Real(Range.between(0, 1)),
            value(0.1),
            "The share of the corpus that is held out, at its end. Each part holds at least one sequence and the token after it."),
    ALLOW_UNKNOWN(
            Part.DATA,
            "allowUnknown",
            new Form.Flag(),
            value(false),
            "Whether to train although the tokenizer does not know more than a fifth of the corpus."),

    BATCH(Part.TRAINING, "batch", new Form.Whole(1, Limits.MOST_BATCH), mandatory(), "B, the sequences of a step."),
    ACCUMULATE(
            Part.TRAINING,
            "accumulate",
            new Form.Whole(1, Limits.MOST_BATCH),
            value(1L),
            "m, the micro-batches of a step, which are computed one after the other and whose gradients are added up. It divides `batch`. It saves memory and changes neither tokens nor FLOPs."),
    BUDGET(
            Part.TRAINING,
            "budget",
            new Form.Nested(Part.BUDGET),
            mandatory(),
            "How long to train. Architectures are compared fairly at the same FLOPs."),
    LEARNING_RATE(
            Part.TRAINING, "learningRate", new Form.Real(Range.above(0, 10)), value(1e-3), "The peak learning rate."),
    RATE_SCHEDULE(
            Part.TRAINING,
            "schedule",
            new Form.Choice(RateSchedule.class),
            value(RateSchedule.COSINE),
            "What the learning rate does after the warm-up: half a cosine down to the last step; or the peak and then a cool-down (warm-up, stable, decay); or the peak until the end."),
    FINAL_LEARNING_RATE(
            Part.TRAINING,
            "finalLearningRate",
            new Form.Real(Range.closed(0, 1)),
            derived("0.1 with schedule `cosine`, 0 with `wsd`, 1 with `constant`"),
            "The learning rate of the last step, as a share of the peak. With schedule `constant` it is 1."),
    COOLDOWN(
            Part.TRAINING,
            "cooldown",
            new Form.Real(Range.above(0, 1)),
            value(0.2),
            "The share of the steps over which the learning rate falls from the peak to that of the last step, by 1 − √progress; the number of steps is rounded up. Together with `warmup` it is at most 1.",
            belongs(RATE_SCHEDULE, RateSchedule.WSD)),
    WARMUP(
            Part.TRAINING,
            "warmup",
            new Form.Real(Range.below(0, 1)),
            value(0.05),
            "The share of the steps over which the learning rate rises to the peak; the number of steps is rounded up."),
    WEIGHT_DECAY(
            Part.TRAINING,
            "weightDecay",
            new Form.Real(Range.closed(0, 10)),
            value(0.1),
            "The decoupled weight decay of matrices."),
    BETA1(
            Part.TRAINING,
            "beta1",
            new Form.Real(Range.below(0, 1)),
            value(0.9),
            "The decay rate of AdamW's first moment."),
    BETA2(
            Part.TRAINING,
            "beta2",
            new Form.Real(Range.below(0, 1)),
            value(0.95),
            "The decay rate of AdamW's second moment."),
    EPSILON(
            Part.TRAINING,
            "epsilon",
            new Form.Real(Range.above(0, 1)),
            value(1e-8),
            "What AdamW adds to the root of the second moment."),
    GRADIENT_CLIP(
            Part.TRAINING,
            "gradientClip",
            new Form.Real(Range.above(0, 1e6)),
            value(1.0),
            "The largest gradient norm; a larger gradient is scaled down to it."),
    PARAMETRIZATION(
            Part.TRAINING,
            "parametrization",
            new Form.Choice(Parametrization.Rule.class),
            value(Parametrization.Rule.STANDARD),
            "How first weights, learning rates and multipliers follow from the size of the model, so that a learning rate that is tuned for a base model serves others: not at all, by the width, or by width and depth."),
    BASE_WIDTH(
            Part.TRAINING,
            "baseWidth",
            new Form.Whole(2, Limits.MOST_WIDTH),
            value(128L),
            "The width of the base model. The default of the base model is the size of the small presets. It belongs to parametrization `mup` and `completep`."),
    BASE_HEADS(
            Part.TRAINING,
            "baseHeads",
            new Form.Whole(1, 1024),
            value(4L),
            "The heads of the base model, which divide `baseWidth`. They say by what scores of attention are divided. It belongs to parametrization `mup` and `completep`."),
    BASE_LAYERS(
            Part.TRAINING,
            "baseLayers",
            new Form.Whole(1, Limits.MOST_LAYERS),
            value(4L),
            "The blocks of the base model.",
            belongs(PARAMETRIZATION, Parametrization.Rule.COMPLETEP)),
    PRECISION(
            Part.TRAINING,
            "precision",
            new Form.Choice(Precision.class),
            value(Precision.F32),
            "The number format of matrix products. Weights and moments are float32 with both."),
    DEVICE(Part.TRAINING, "device", new Form.Choice(Device.class), value(Device.CPU), "Where the model is trained."),
    DETERMINISTIC(
            Part.TRAINING,
            "deterministic",
            new Form.Flag(),
            value(false),
            "Whether two runs on one machine agree to the last bit, whatever that costs. It is not available on `cuda`, where the order of additions varies."),
    EVALUATE_EVERY(
            Part.TRAINING,
            "evaluateEvery",
            new Form.Whole(1, Limits.MOST_STEPS),
            derived("max(1, steps / 20), rounded down"),
            "The steps between two evaluations on held-out text."),
    EVALUATION_TOKENS(
            Part.TRAINING,
            "evaluationTokens",
            new Form.Whole(1, 1 << 26),
            value(16_384L),
            "The held-out tokens of an evaluation, rounded down to whole sequences, of which there is at least one. They are the same whatever the batch. Where fewer tokens are held out, all whole sequences of them are read."),
    EVALUATION_BATCHES(
            Part.TRAINING,
            "evaluationBatches",
            new Form.Whole(1, 10_000),
            derived("none"),
            "The held-out batches of an evaluation in specs from before `evaluationTokens`, in place of it. The tokens depend on the batch, so that such runs can be repeated but not compared with others."),
    START_FROM(
            Part.TRAINING,
            "startFrom",
            new Form.Nested(Part.START),
            derived("none"),
            "A checkpoint of another experiment of the project that the run begins with, in place of first weights from the seed."),

    BUDGET_STEPS(
            Part.BUDGET,
            "steps",
            new Form.Whole(1, Limits.MOST_STEPS),
            derived("one of the three is given"),
            "A number of optimiser steps."),
    BUDGET_TOKENS(
            Part.BUDGET,
            "tokens",
            new Form.Whole(1, Long.MAX_VALUE / 2),
            derived("one of the three is given"),
            "A number of training tokens. It pays for whole steps of batch × sequenceLength tokens."),
    BUDGET_FLOPS(
            Part.BUDGET,
            "flops",
            new Form.Real(Range.above(0, 1e30)),
            derived("one of the three is given"),
            "A number of training FLOPs by the closed form of ADR 0004. It pays for whole steps."),

    START_EXPERIMENT(
            Part.START, "experiment", new Form.Text(Limits.LONGEST_ID), mandatory(), "The id of the other experiment."),
    START_STEP(
            Part.START,
            "step",
            new Form.Whole(1, Limits.MOST_STEPS),
            derived("filled in by the server: the last checkpoint"),
            "The steps after which the checkpoint was taken."),
    START_STATE(
            Part.START,
            "state",
            new Form.Choice(StartFrom.State.class),
            value(StartFrom.State.ALL),
            "What is taken over: all, so that the run goes on as if more steps had been asked for at first, or the weights alone, with a new optimiser from step 1. "
                    + "With `all` the budget counts the steps of the checkpoint too, and `seed`, `architecture`, `data` and `batch` are those of the other experiment.");

    private final Part part;
    private final String key;
    private final Form form;
    private final Otherwise otherwise;
    private final String meaning;
    private final @Nullable Belonging belonging;

    SpecField(Part part, String key, Form form, Otherwise otherwise, String meaning) {
        this(part, key, form, otherwise, meaning, null);
    }

    SpecField(Part part, String key, Form form, Otherwise otherwise, String meaning, @Nullable Belonging belonging) {
        this.part = part;
        this.key = key;
        this.form = form;
        this.otherwise = otherwise;
        this.meaning = meaning;
        this.belonging = belonging;
    }

    /** The largest values, which keep the arithmetic of a spec within 64 bits and a spec within reason. */
    private static final class Limits {
        static final int LONGEST_NAME = SpecReader.MAX_NAME_LENGTH;
        static final int MOST_SEQUENCE = 131_072;
        static final int MOST_BATCH = 65_536;
        static final long MOST_STEPS = 1_000_000_000;
        static final int MOST_LAYERS = 512;
        static final int MOST_WIDTH = 16_384;
        static final int MOST_EXPERTS = 256;
        static final int LONGEST_SCHEDULE = 100_000;
        static final int LONGEST_ID = 36;
    }

    /** Fields that stand together in an object of a spec and have a meaning for the same kinds. */
    @SuppressWarnings("ImmutableEnumChecker") // the list is unmodifiable
    enum Part {
        SPEC("The spec", List.of()),
        SHAPE("`architecture`, all kinds", List.of(Kind.values())),
        ROUTING("`architecture`, routed blocks", List.of(Kind.MOD, Kind.STAGED_MODE)),
        EXPERTS("`architecture`, experts", List.of(Kind.MOE, Kind.STAGED_MODE, Kind.INTEGRATED_MODE)),
        NO_OPS("`architecture`, no-op experts", List.of(Kind.INTEGRATED_MODE)),
        CAPACITY("`capacity` as a number of tokens", List.of()),
        SCHEDULE("`capacitySchedule`", List.of()),
        DATA("`data`", List.of()),
        TRAINING("`training`", List.of()),
        BUDGET("`budget`", List.of()),
        START("`startFrom`", List.of());

        private final String title;
        private final List<Kind> kinds;

        Part(String title, List<Kind> kinds) {
            this.title = title;
            this.kinds = kinds;
        }

        String title() {
            return title;
        }

        /** Returns the kinds that have these fields in their architecture. Parts of other objects have none. */
        List<Kind> kinds() {
            return kinds;
        }

        List<SpecField> fields() {
            return Arrays.stream(SpecField.values())
                    .filter(field -> field.part == this)
                    .toList();
        }
    }

    /** What may stand as the value of a field. */
    sealed interface Form {

        /** Text of 1 to {@code longest} characters. */
        record Text(int longest) implements Form {}

        record Whole(long least, long most) implements Form {}

        record Real(Range range) implements Form {}

        record Flag() implements Form {}

        /** The names of an enum's constants. */
        record Choice(Class<? extends Named> type) implements Form {
            List<String> names() {
                return Arrays.stream(type.getEnumConstants()).map(Named::text).toList();
            }
        }

        /** A share, an object of {@link Part#CAPACITY}, or a list of them and of null. */
        record Capacities(Range share) implements Form {}

        /** A list of different numbers of blocks. */
        record Blocks(int last) implements Form {}

        /** An object with the fields of a part; for {@link Part#SHAPE}, of all parts that the kind has. */
        record Nested(Part part) implements Form {}
    }

    /** What holds when a field is absent or null. */
    sealed interface Otherwise {

        /** The spec is refused. */
        record Required() implements Otherwise {}

        /** This value. */
        record Value(Object value) implements Otherwise {}

        /** What the words say, which depends on other fields. */
        record Derived(String words) implements Otherwise {}
    }

    /**
     * A field has a meaning only where another field has a certain value, and is refused elsewhere.
     *
     * @param to the other field, which is a {@link Form.Choice}
     */
    record Belonging(SpecField to, Named value) {

        /** Returns the condition in words. */
        String words(String quote) {
            return "belongs to " + to.key() + " " + quote + value.text() + quote;
        }
    }

    private static Belonging belongs(SpecField to, Named value) {
        return new Belonging(to, value);
    }

    private static Otherwise mandatory() {
        return new Otherwise.Required();
    }

    private static Otherwise value(Object value) {
        return new Otherwise.Value(value);
    }

    private static Otherwise derived(String words) {
        return new Otherwise.Derived(words);
    }

    Part part() {
        return part;
    }

    /** Returns the field's name in specs. */
    String key() {
        return key;
    }

    Form form() {
        return form;
    }

    Otherwise otherwise() {
        return otherwise;
    }

    String meaning() {
        return belonging == null ? meaning : meaning + " It " + belonging.words("`") + ".";
    }

    /** Returns the condition under which the field has a meaning, or empty when it has one in its whole part. */
    Optional<Belonging> belonging() {
        return Optional.ofNullable(belonging);
    }

    boolean required() {
        return otherwise instanceof Otherwise.Required;
    }

    /** Returns the value that holds when the field is absent, or null when there is none or it depends on other fields. */
    <T> @Nullable T otherwise(Class<T> type) {
        return otherwise instanceof Otherwise.Value(Object value) ? type.cast(value) : null;
    }

    Range range() {
        if (form instanceof Form.Capacities(Range share)) {
            return share;
        }
        if (form instanceof Form.Real(Range range)) {
            return range;
        }
        throw new IllegalStateException(key + " is not a number");
    }

    int longest() {
        if (form instanceof Form.Text(int longest)) {
            return longest;
        }
        throw new IllegalStateException(key + " is not text");
    }

    /** Returns the largest value, which is an int for all fields but the longest counts. */
    int most() {
        return Math.toIntExact(whole().most());
    }

    Form.Whole whole() {
        if (form instanceof Form.Whole bounds) {
            return bounds;
        }
        throw new IllegalStateException(key + " is not a whole number");
    }
}
