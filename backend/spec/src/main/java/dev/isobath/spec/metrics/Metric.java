package dev.isobath.spec.metrics;

import static dev.isobath.spec.metrics.Group.EXPERTS;
import static dev.isobath.spec.metrics.Group.GRADIENTS;
import static dev.isobath.spec.metrics.Group.LOSS;
import static dev.isobath.spec.metrics.Group.ROUTING;
import static dev.isobath.spec.metrics.Group.SPEED;
import static dev.isobath.spec.metrics.Pace.ATTEMPT;
import static dev.isobath.spec.metrics.Pace.DETAIL;
import static dev.isobath.spec.metrics.Pace.EVALUATION;
import static dev.isobath.spec.metrics.Pace.STEP;
import static dev.isobath.spec.metrics.Scope.LAYER;
import static dev.isobath.spec.metrics.Scope.PATH;
import static dev.isobath.spec.metrics.Scope.RUN;

/**
 * Everything a run measures. The one list: docs/metrics.md and the dashboard's catalogue are written from it, and tests hold
 * them to it.
 *
 * <p>Where two metrics share a word they differ in scope: {@code gradient_norm} and {@code gradient_norm/3}.
 */
public enum Metric {
    TRAIN_LOSS("train_loss", RUN, LOSS, STEP, "nats/token", "Training loss", "Mean cross-entropy of the step's batch."),
    VAL_LOSS(
            "val_loss",
            RUN,
            LOSS,
            EVALUATION,
            "nats/token",
            "Held-out loss",
            "The same over the held-out batches, routed as in training."),
    VAL_LOSS_CAUSAL(
            "val_loss_causal",
            RUN,
            LOSS,
            EVALUATION,
            "nats/token",
            "Held-out loss, causal routing",
            "The same, every token routed by what is before it only, as in sampling."),
    AUXILIARY_LOSS(
            "auxiliary_loss",
            RUN,
            LOSS,
            STEP,
            "nats/token",
            "Auxiliary loss",
            "Binary cross-entropy of the router outputs to membership in the top k, mean over the routed blocks."),
    PREDICTOR_LOSS(
            "predictor_loss", RUN, LOSS, STEP, "nats/token", "Predictor loss", "The same of the predictors' outputs."),
    BALANCE_LOSS(
            "balance_loss",
            RUN,
            LOSS,
            STEP,
            "1",
            "Balancing loss",
            "Of token-choice routing around blocks, mean over them: 1 when as many tokens choose the block as it takes."),
    EXPERT_BALANCE_LOSS(
            "expert_balance_loss",
            RUN,
            LOSS,
            STEP,
            "1",
            "Balancing loss of the experts",
            "Of token-choice experts, mean over the blocks: 1 when all paths are chosen alike."),
    LEARNING_RATE("learning_rate", RUN, LOSS, STEP, "1", "Learning rate", "That the step was taken with."),
    EPOCHS(
            "epochs",
            RUN,
            LOSS,
            STEP,
            "1",
            "Epochs",
            "Tokens trained on over the tokens there are to train on; windows are drawn at random, so 1 does not mean that each was seen."),

    TOKENS_PER_SECOND(
            "tokens_per_second", RUN, SPEED, STEP, "tokens/s", "Speed", "Tokens of the step over its seconds."),
    FLOPS_PER_SECOND(
            "flops_per_second",
            RUN,
            SPEED,
            STEP,
            "FLOP/s",
            "Achieved FLOP/s",
            "FLOPs of the step, counted as they were executed, over its seconds."),
    MATMUL_SHARE(
            "matmul_share",
            RUN,
            SPEED,
            DETAIL,
            "share",
            "Share of the matrix product rate",
            "flops_per_second over matmul_rate."),
    MATMUL_RATE(
            "matmul_rate",
            RUN,
            SPEED,
            ATTEMPT,
            "FLOP/s",
            "Matrix product rate",
            "FLOP/s of one large matrix product in the run's precision, the best of a few, measured before the first step."),
    FORWARD_SECONDS(
            "forward_seconds",
            RUN,
            SPEED,
            DETAIL,
            "s",
            "Forward pass",
            "Until the loss of the step is known; the output matrix's backward pass is in it."),
    BACKWARD_SECONDS("backward_seconds", RUN, SPEED, DETAIL, "s", "Backward pass", "From the loss to all gradients."),
    OPTIMISER_SECONDS("optimiser_seconds", RUN, SPEED, DETAIL, "s", "Optimiser", "Gradient norms, clipping and AdamW."),
    MEMORY_PEAK(
            "memory_peak",
            RUN,
            SPEED,
            DETAIL,
            "B",
            "Peak memory",
            "Most memory the attempt's process has held so far (VmHWM of Linux); not reported where there is no such number."),

    ROUTER_MEAN(
            "router_mean",
            LAYER,
            ROUTING,
            DETAIL,
            "1",
            "Router output, mean",
            "Mean over the batch's tokens of the router output r, before any activation; of stochastic routing the draws."),
    ROUTER_STD(
            "router_std",
            LAYER,
            ROUTING,
            DETAIL,
            "1",
            "Router output, standard deviation",
            "Of the same outputs, divided by their number."),
    ROUTER_ENTROPY(
            "router_entropy",
            LAYER,
            ROUTING,
            DETAIL,
            "bits",
            "Router entropy",
            "Mean over the tokens of the binary entropy of sigmoid(r): 1 when the router cannot tell, 0 when it is certain."),
    ROUTED_SHARE(
            "routed_share",
            LAYER,
            ROUTING,
            DETAIL,
            "share",
            "Tokens through the block",
            "Tokens that went through over all tokens."),
    DROPPED_SHARE(
            "dropped_share",
            LAYER,
            ROUTING,
            DETAIL,
            "share",
            "Dropped tokens",
            "Of token-choice routing: tokens that chose the block and found it full, over all that chose it."),
    SELECTION_OVERLAP(
            "selection_overlap",
            LAYER,
            ROUTING,
            DETAIL,
            "share",
            "Overlap with the routed block before",
            "Tokens through both blocks over tokens through the routed block before this one."),
    SELECTION_OVERLAP_CHANCE(
            "selection_overlap_chance",
            LAYER,
            ROUTING,
            DETAIL,
            "share",
            "Overlap by chance",
            "What selection_overlap would be if this block chose as many tokens of each sequence blindly."),
    SELECTION_KEPT(
            "selection_kept",
            LAYER,
            ROUTING,
            EVALUATION,
            "share",
            "Selection kept since the last evaluation",
            "On the same held-out text, at most 8,192 tokens: tokens through the block now and at the evaluation before, over those then."),
    SELECTION_KEPT_CHANCE(
            "selection_kept_chance",
            LAYER,
            ROUTING,
            EVALUATION,
            "share",
            "Selection kept by chance",
            "What selection_kept would be if the block had now chosen as many tokens of each sequence blindly."),
    MEAN_PREDICTOR_ACCURACY(
            "predictor_accuracy",
            RUN,
            ROUTING,
            STEP,
            "share",
            "Foresight in training",
            "Tokens of the batch that a causal choice would have routed as the top k did, mean over the routed blocks."),
    PREDICTOR_ACCURACY(
            "predictor_accuracy",
            LAYER,
            ROUTING,
            EVALUATION,
            "share",
            "Predictor accuracy",
            "Held-out tokens that a causal choice routes as the top k does."),
    PREDICTOR_BASE_RATE(
            "predictor_base_rate",
            LAYER,
            ROUTING,
            EVALUATION,
            "share",
            "Base rate",
            "The accuracy of always saying what is more common: the larger of k/S and 1 - k/S."),
    PREDICTOR_PRECISION(
            "predictor_precision",
            LAYER,
            ROUTING,
            EVALUATION,
            "share",
            "Predictor precision",
            "Held-out tokens in the top k over those that a causal choice takes."),
    PREDICTOR_RECALL(
            "predictor_recall",
            LAYER,
            ROUTING,
            EVALUATION,
            "share",
            "Predictor recall",
            "Held-out tokens that a causal choice takes over those in the top k."),

    EXPERT_LOAD(
            "expert_load",
            PATH,
            EXPERTS,
            DETAIL,
            "share",
            "Expert load",
            "What the path was given over what all paths of the block were given, no-ops after the experts. Left out where there are over 1,024 paths in all."),
    EXPERT_IMBALANCE(
            "expert_imbalance",
            LAYER,
            EXPERTS,
            DETAIL,
            "1",
            "Largest load over mean load",
            "Over the real experts of the block: 1 when all were given as much."),
    EXPERT_DROPPED_SHARE(
            "expert_dropped_share",
            LAYER,
            EXPERTS,
            DETAIL,
            "share",
            "Dropped by the experts",
            "Token-choice: choices that found their expert full over all choices. Expert-choice: tokens that no path took over all tokens."),
    NO_OP_SHARE(
            "no_op_share",
            LAYER,
            EXPERTS,
            DETAIL,
            "share",
            "Given to no-ops",
            "Token-choice: choices of a no-op over all choices. Expert-choice: tokens that a no-op took over all tokens."),
    EXPERT_ENTROPY(
            "expert_entropy",
            LAYER,
            EXPERTS,
            DETAIL,
            "bits",
            "Entropy of a token's shares",
            "Mean over the tokens of the entropy of their softmax over the P paths: 0 when each is certain, log2 P when none is."),
    EXPERT_MEAN_ENTROPY(
            "expert_mean_entropy",
            LAYER,
            EXPERTS,
            DETAIL,
            "bits",
            "Entropy of the mean shares",
            "Of the shares averaged over the tokens: log2 P when all paths are favoured alike, 0 when one is favoured alone."),

    GRADIENT_NORM(
            "gradient_norm",
            RUN,
            GRADIENTS,
            STEP,
            "1",
            "Gradient norm",
            "Euclidean norm of the model's gradient before clipping, predictors left out."),
    LAYER_GRADIENT_NORM(
            "gradient_norm",
            LAYER,
            GRADIENTS,
            DETAIL,
            "1",
            "Gradient norm of a block",
            "The same over one block's weights, its router in it, its predictor not."),
    EMBEDDING_GRADIENT_NORM(
            "gradient_norm_embedding", RUN, GRADIENTS, DETAIL, "1", "Embedding", "Of the embedding's gradient."),
    ATTENTION_GRADIENT_NORM(
            "gradient_norm_attention",
            RUN,
            GRADIENTS,
            DETAIL,
            "1",
            "Attention",
            "Over all blocks' attention weights, norms in it."),
    FEED_FORWARD_GRADIENT_NORM(
            "gradient_norm_feed_forward",
            RUN,
            GRADIENTS,
            DETAIL,
            "1",
            "Feed-forward",
            "Over all blocks' MLPs or experts, norms in it, expert routers not."),
    ROUTER_GRADIENT_NORM(
            "gradient_norm_router",
            RUN,
            GRADIENTS,
            DETAIL,
            "1",
            "Routers",
            "Over all routers, around blocks and to experts."),
    PREDICTOR_GRADIENT_NORM(
            "gradient_norm_predictor",
            RUN,
            GRADIENTS,
            DETAIL,
            "1",
            "Predictors",
            "Over all predictors, which are clipped apart."),
    OUTPUT_GRADIENT_NORM(
            "gradient_norm_output",
            RUN,
            GRADIENTS,
            DETAIL,
            "1",
            "Output",
            "Of the output matrix and the norm before it.");

    private final String word;
    private final Scope scope;
    private final Group group;
    private final Pace pace;
    private final String unit;
    private final String title;
    private final String meaning;

    Metric(String word, Scope scope, Group group, Pace pace, String unit, String title, String meaning) {
        this.word = word;
        this.scope = scope;
        this.group = group;
        this.pace = pace;
        this.unit = unit;
        this.title = title;
        this.meaning = meaning;
    }

    /** The name that a metric of the whole run is reported under. */
    public String text() {
        return named(Scope.RUN, word);
    }

    /** The name of one block's value. */
    public String at(int layer) {
        return named(Scope.LAYER, word + "/" + layer);
    }

    /** The name of one path's value. */
    public String at(int layer, int path) {
        return named(Scope.PATH, word + "/" + layer + "/" + path);
    }

    private String named(Scope asked, String name) {
        if (asked != scope) {
            throw new IllegalStateException(this + " is measured by " + scope.text() + ", not as " + name);
        }
        return name;
    }

    /** The name before any slash. */
    public String word() {
        return word;
    }

    public Scope scope() {
        return scope;
    }

    public Group group() {
        return group;
    }

    public Pace pace() {
        return pace;
    }

    /** Of the values; {@code 1} for plain numbers, {@code share} for those from 0 to 1. */
    public String unit() {
        return unit;
    }

    /** A few words for a chart. */
    public String title() {
        return title;
    }

    /** A definition: how to compute it. */
    public String meaning() {
        return meaning;
    }
}
