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
 * The metrics that a run reports. The tables of docs/metrics.md and the dashboard's catalogue are generated from this list, and
 * tests verify that they agree with it.
 *
 * <p>Two metrics may share a word when their scopes differ: {@code gradient_norm} and {@code gradient_norm/3}.
 */
public enum Metric {
    TRAIN_LOSS(
            "train_loss",
            RUN,
            LOSS,
            STEP,
            "nats/token",
            "Training loss",
            "The training loss is the mean cross-entropy over the tokens of the step's batch."),
    VAL_LOSS(
            "val_loss",
            RUN,
            LOSS,
            EVALUATION,
            "nats/token",
            "Held-out loss",
            "The held-out loss is the mean cross-entropy over the held-out tokens of an evaluation, which are the same ones every time. Tokens are routed as in training."),
    VAL_LOSS_CAUSAL(
            "val_loss_causal",
            RUN,
            LOSS,
            EVALUATION,
            "nats/token",
            "Held-out loss, causal routing",
            "The causal held-out loss is the mean cross-entropy over the same tokens, each routed from itself and earlier tokens only, as in sampling. Where training routes that way too, it is val_loss. It is not reported where the routers have learned no causal choice (causal: none)."),
    VAL_BITS_PER_BYTE(
            "val_bits_per_byte",
            RUN,
            LOSS,
            EVALUATION,
            "bits/byte",
            "Held-out bits per byte",
            "The bits per byte are the summed cross-entropy of val_loss in bits, divided by the bytes of text that the predicted tokens stand for. Runs with other tokenizers can be compared by it. Tokens that end a document or stand for unknown text count as no bytes, so that their loss is added and nothing is gained by them."),
    VAL_PERPLEXITY(
            "val_perplexity",
            RUN,
            LOSS,
            EVALUATION,
            "1",
            "Held-out perplexity",
            "The perplexity is e to the power of val_loss. It is per token, so that only runs with the same tokenizer can be compared by it."),
    VAL_TOKENS(
            "val_tokens",
            RUN,
            LOSS,
            EVALUATION,
            "tokens",
            "Held-out tokens",
            "The number of held-out tokens that the evaluation predicted. It is training.evaluationTokens rounded down to whole sequences, or fewer where the held-out part is smaller."),
    AUXILIARY_LOSS(
            "auxiliary_loss",
            RUN,
            LOSS,
            STEP,
            "nats/token",
            "Auxiliary loss",
            "The auxiliary loss is the binary cross-entropy between a token's router output, taken as a logit, and its membership in the top k. It is averaged over the tokens of the batch and over the routed blocks."),
    PREDICTOR_LOSS(
            "predictor_loss",
            RUN,
            LOSS,
            STEP,
            "nats/token",
            "Predictor loss",
            "The predictor loss is the binary cross-entropy between a token's predictor output, taken as a logit, and its membership in the top k. It is averaged over the tokens of the batch and over the routed blocks."),
    BALANCE_LOSS(
            "balance_loss",
            RUN,
            LOSS,
            STEP,
            "1",
            "Balancing loss",
            "The balancing loss of token-choice routing around blocks is averaged over the routed blocks. It is 1 when the number of tokens that choose a block equals the block's own capacity."),
    EXPERT_BALANCE_LOSS(
            "expert_balance_loss",
            RUN,
            LOSS,
            STEP,
            "1",
            "Balancing loss of the experts",
            "The balancing loss of token-choice experts is averaged over the blocks. It is 1 when all paths are chosen equally often."),
    LEARNING_RATE(
            "learning_rate",
            RUN,
            LOSS,
            STEP,
            "1",
            "Learning rate",
            "The optimiser took the step with this learning rate."),
    EPOCHS(
            "epochs",
            RUN,
            LOSS,
            STEP,
            "1",
            "Epochs",
            "The number of epochs is the number of tokens trained on so far divided by the number of training tokens in the corpus. Windows are drawn at random, so a value of 1 does not mean that every token was seen."),

    TOKENS_PER_SECOND(
            "tokens_per_second",
            RUN,
            SPEED,
            STEP,
            "tokens/s",
            "Speed",
            "The speed is the number of tokens in a step divided by the seconds that the step took, as the median of the last 21 steps of the attempt."),
    FLOPS_PER_SECOND(
            "flops_per_second",
            RUN,
            SPEED,
            STEP,
            "FLOP/s",
            "Achieved FLOP/s",
            "The achieved rate is the FLOPs of the step, counted as they were executed, divided by the seconds that the step took."),
    FLOPS_RATIO(
            "flops_ratio",
            RUN,
            SPEED,
            STEP,
            "1",
            "Executed FLOPs by expected",
            "The ratio is the FLOPs of the step, counted as they were executed, divided by the closed form of that step, which is the expected number. It is reported where the number of tokens that are processed varies from step to step: with scheme threshold and with noOpShare."),
    MATMUL_SHARE(
            "matmul_share",
            RUN,
            SPEED,
            DETAIL,
            "share",
            "Share of the matrix product rate",
            "The share is flops_per_second divided by matmul_rate."),
    MATMUL_RATE(
            "matmul_rate",
            RUN,
            SPEED,
            ATTEMPT,
            "FLOP/s",
            "Matrix product rate",
            "The matrix product rate is the FLOP/s of one large matrix product in the run's precision. It is measured before the first step of an attempt, as the best of a few tries."),
    FORWARD_SECONDS(
            "forward_seconds",
            RUN,
            SPEED,
            DETAIL,
            "s",
            "Forward pass",
            "The forward time lasts until the loss of the step is known. It includes the backward pass of the output matrix."),
    BACKWARD_SECONDS(
            "backward_seconds",
            RUN,
            SPEED,
            DETAIL,
            "s",
            "Backward pass",
            "The backward time lasts from the loss until all gradients are known."),
    OPTIMISER_SECONDS(
            "optimiser_seconds",
            RUN,
            SPEED,
            DETAIL,
            "s",
            "Optimiser",
            "The optimiser time covers the gradient norms, the clipping and the AdamW update."),
    MEMORY_PEAK(
            "memory_peak",
            RUN,
            SPEED,
            DETAIL,
            "B",
            "Peak memory",
            "The peak memory is the most memory that the attempt's process has held so far (VmHWM on Linux). It is not reported where the system has no such number."),

    ROUTER_MEAN(
            "router_mean",
            LAYER,
            ROUTING,
            DETAIL,
            "1",
            "Router output, mean",
            "The mean of the router output r, before any activation, is taken over the tokens of the batch. With stochastic routing, the random draws take the place of r."),
    ROUTER_STD(
            "router_std",
            LAYER,
            ROUTING,
            DETAIL,
            "1",
            "Router output, standard deviation",
            "The standard deviation of the router output r, before any activation, is taken over the N tokens of the batch with divisor N. With stochastic routing, the random draws take the place of r."),
    ROUTER_ENTROPY(
            "router_entropy",
            LAYER,
            ROUTING,
            DETAIL,
            "bits",
            "Router entropy",
            "The router entropy is the binary entropy of sigmoid(r), with r the router output, averaged over the tokens of the batch. It is 1 when the router is undecided and 0 when it is certain."),
    ROUTER_THRESHOLD(
            "router_threshold",
            LAYER,
            ROUTING,
            DETAIL,
            "1",
            "Router threshold",
            "The router threshold is what the router output r of a token had to be above in this step for the token to go through the block. It is reported with scheme threshold only. A threshold that rises while the routed share falls is starving its block."),
    ROUTED_SHARE(
            "routed_share",
            LAYER,
            ROUTING,
            DETAIL,
            "share",
            "Tokens through the block",
            "The routed share is the number of tokens that went through the block divided by the number of all tokens of the batch."),
    DROPPED_SHARE(
            "dropped_share",
            LAYER,
            ROUTING,
            DETAIL,
            "share",
            "Dropped tokens",
            "The dropped share is the number of tokens that chose the block but found it full, divided by the number of all tokens that chose it. It is reported for token-choice routing only."),
    SELECTION_OVERLAP(
            "selection_overlap",
            LAYER,
            ROUTING,
            DETAIL,
            "share",
            "Overlap with the routed block before",
            "The overlap is the number of tokens that went through both this block and the previous routed block, divided by the number that went through the previous one."),
    SELECTION_OVERLAP_CHANCE(
            "selection_overlap_chance",
            LAYER,
            ROUTING,
            DETAIL,
            "share",
            "Overlap by chance",
            "The overlap by chance is the value that selection_overlap would have if this block chose the same number of tokens of each sequence at random."),
    SELECTION_KEPT(
            "selection_kept",
            LAYER,
            ROUTING,
            EVALUATION,
            "share",
            "Selection kept since the last evaluation",
            "The kept share compares this evaluation with the previous one on the same held-out text of at most 8,192 tokens. It is the number of tokens that went through the block in both, divided by the number in the previous one."),
    SELECTION_KEPT_CHANCE(
            "selection_kept_chance",
            LAYER,
            ROUTING,
            EVALUATION,
            "share",
            "Selection kept by chance",
            "The share kept by chance is the value that selection_kept would have if the block had now chosen the same number of tokens of each sequence at random."),
    MEAN_PREDICTOR_ACCURACY(
            "predictor_accuracy",
            RUN,
            ROUTING,
            STEP,
            "share",
            "Predictor accuracy in training",
            "The accuracy in training is the share of the batch's tokens for which the causal decision (predictor or router output above 0) agrees with the top k. It is averaged over the routed blocks."),
    PREDICTOR_ACCURACY(
            "predictor_accuracy",
            LAYER,
            ROUTING,
            EVALUATION,
            "share",
            "Predictor accuracy",
            "The predictor accuracy is the share of held-out tokens for which the causal decision (predictor or router output above 0) agrees with the top k."),
    PREDICTOR_BASE_RATE(
            "predictor_base_rate",
            LAYER,
            ROUTING,
            EVALUATION,
            "share",
            "Base rate",
            "The base rate is the accuracy of always predicting the more common outcome. It is the larger of k/S and 1 - k/S."),
    PREDICTOR_PRECISION(
            "predictor_precision",
            LAYER,
            ROUTING,
            EVALUATION,
            "share",
            "Predictor precision",
            "The predictor precision is the share of tokens in the top k among the held-out tokens that the causal decision (predictor or router output above 0) takes."),
    PREDICTOR_RECALL(
            "predictor_recall",
            LAYER,
            ROUTING,
            EVALUATION,
            "share",
            "Predictor recall",
            "The predictor recall is the share of tokens that the causal decision (predictor or router output above 0) takes among the held-out tokens in the top k."),

    EXPERT_LOAD(
            "expert_load",
            PATH,
            EXPERTS,
            DETAIL,
            "share",
            "Expert load",
            "The load of a path is the number of tokens assigned to it divided by the number assigned to all paths of the block; real experts come first, then no-ops. It is not reported when the model has more than 1,024 paths in all."),
    EXPERT_IMBALANCE(
            "expert_imbalance",
            LAYER,
            EXPERTS,
            DETAIL,
            "1",
            "Largest load over mean load",
            "The imbalance is the largest load of a real expert divided by the mean load of the block's real experts. It is 1 when all of them have the same load."),
    EXPERT_DROPPED_SHARE(
            "expert_dropped_share",
            LAYER,
            EXPERTS,
            DETAIL,
            "share",
            "Dropped by the experts",
            "With token-choice, the dropped share is the number of choices that found their expert full, divided by all choices. With expert-choice, it is the number of tokens that no path took, divided by all tokens."),
    NO_OP_SHARE(
            "no_op_share",
            LAYER,
            EXPERTS,
            DETAIL,
            "share",
            "Given to no-ops",
            "With token-choice, the no-op share is the number of choices of a no-op, divided by all choices. With expert-choice, it is the number of tokens that a no-op took, divided by all tokens."),
    EXPERT_ENTROPY(
            "expert_entropy",
            LAYER,
            EXPERTS,
            DETAIL,
            "bits",
            "Entropy of a token's softmax",
            "The entropy of a token's softmax over the P paths is averaged over the tokens. It is 0 when every token is certain of one path and log2 P when every token is undecided."),
    EXPERT_MEAN_ENTROPY(
            "expert_mean_entropy",
            LAYER,
            EXPERTS,
            DETAIL,
            "bits",
            "Entropy of the mean softmax",
            "The softmax over the P paths is averaged over the tokens, and this is the entropy of the average. It is log2 P when all paths are favoured equally and 0 when a single path is favoured."),
    VAL_EXPERTS_PER_TOKEN(
            "val_experts_per_token",
            LAYER,
            EXPERTS,
            EVALUATION,
            "1",
            "Experts a token, held-out",
            "The experts a token are the number of tokens that experts took of the held-out text, divided by the number of tokens that entered the feed-forward. A token that two experts took counts twice. Tokens are routed as in training."),
    VAL_EXPERTS_PER_TOKEN_CAUSAL(
            "val_experts_per_token_causal",
            LAYER,
            EXPERTS,
            EVALUATION,
            "1",
            "Experts a token, causal routing",
            "The causal experts a token are val_experts_per_token under causal routing, as in sampling. Where training routes that way too, they are the same."),
    VAL_NO_OP_SHARE(
            "val_no_op_share",
            LAYER,
            EXPERTS,
            EVALUATION,
            "1",
            "No-ops a token, held-out",
            "The no-ops a token are the number of tokens that no-ops took of the held-out text, divided by the number of tokens that entered the feed-forward. With token-choice, a token that two no-ops took counts twice. Tokens are routed as in training."),
    VAL_NO_OP_SHARE_CAUSAL(
            "val_no_op_share_causal",
            LAYER,
            EXPERTS,
            EVALUATION,
            "1",
            "No-ops a token, causal routing",
            "The causal no-ops a token are val_no_op_share under causal routing, as in sampling. Where training routes that way too, they are the same."),
    VAL_EXPERT_FLOPS(
            "val_expert_flops",
            RUN,
            EXPERTS,
            EVALUATION,
            "FLOP/token",
            "FLOPs of experts a token, held-out",
            "The FLOPs of experts are those of the experts of all blocks in a forward pass over the held-out text, divided by all of its tokens: 4 d f for each token that an expert takes. Slots without a token do not count. Tokens are routed as in training."),
    VAL_EXPERT_FLOPS_CAUSAL(
            "val_expert_flops_causal",
            RUN,
            EXPERTS,
            EVALUATION,
            "FLOP/token",
            "FLOPs of experts a token, causal routing",
            "The causal FLOPs of experts are val_expert_flops under causal routing, as in sampling. Where training routes that way too, they are the same."),

    GRADIENT_NORM(
            "gradient_norm",
            RUN,
            GRADIENTS,
            STEP,
            "1",
            "Gradient norm",
            "The gradient norm is the Euclidean norm of the model's gradient before clipping. It leaves out the predictors."),
    LAYER_GRADIENT_NORM(
            "gradient_norm",
            LAYER,
            GRADIENTS,
            DETAIL,
            "1",
            "Gradient norm of a block",
            "The gradient norm of a block is the Euclidean norm of the gradient of its weights before clipping. It includes the block's router and leaves out its predictor."),
    EMBEDDING_GRADIENT_NORM(
            "gradient_norm_embedding",
            RUN,
            GRADIENTS,
            DETAIL,
            "1",
            "Embedding",
            "The gradient norm of the embedding is the Euclidean norm of its gradient before clipping."),
    ATTENTION_GRADIENT_NORM(
            "gradient_norm_attention",
            RUN,
            GRADIENTS,
            DETAIL,
            "1",
            "Attention",
            "The gradient norm of attention is the Euclidean norm of the gradient of the attention weights of all blocks before clipping. It includes the layer norms of attention."),
    FEED_FORWARD_GRADIENT_NORM(
            "gradient_norm_feed_forward",
            RUN,
            GRADIENTS,
            DETAIL,
            "1",
            "Feed-forward",
            "The gradient norm of the feed-forward layers is the Euclidean norm of the gradient of the MLPs or experts of all blocks before clipping. It includes their layer norms and leaves out the expert routers."),
    ROUTER_GRADIENT_NORM(
            "gradient_norm_router",
            RUN,
            GRADIENTS,
            DETAIL,
            "1",
            "Routers",
            "The gradient norm of the routers is the Euclidean norm of the gradient of all routers before clipping. It includes the routers around blocks and the expert routers."),
    PREDICTOR_GRADIENT_NORM(
            "gradient_norm_predictor",
            RUN,
            GRADIENTS,
            DETAIL,
            "1",
            "Predictors",
            "The gradient norm of the predictors is the Euclidean norm of the gradient of all predictors before clipping. Predictors are clipped separately from the model."),
    OUTPUT_GRADIENT_NORM(
            "gradient_norm_output",
            RUN,
            GRADIENTS,
            DETAIL,
            "1",
            "Output",
            "The gradient norm of the output is the Euclidean norm of the gradient of the output matrix and the layer norm before it, before clipping.");

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

    /** Returns the name under which a metric of the whole run is reported. */
    public String text() {
        return named(Scope.RUN, word);
    }

    /** Returns the name of the value of one block. */
    public String at(int layer) {
        return named(Scope.LAYER, word + "/" + layer);
    }

    /** Returns the name of the value of one path. */
    public String at(int layer, int path) {
        return named(Scope.PATH, word + "/" + layer + "/" + path);
    }

    private String named(Scope asked, String name) {
        if (asked != scope) {
            throw new IllegalStateException(this + " is measured per " + scope.text() + ", so it has no value " + name);
        }
        return name;
    }

    /** Returns the part of the name before any slash. */
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

    /** Returns the unit of the values: {@code 1} for plain numbers, {@code share} for numbers from 0 to 1. */
    public String unit() {
        return unit;
    }

    /** Returns a few words that name the metric in a chart. */
    public String title() {
        return title;
    }

    /** Returns the definition, which says how the metric is computed. */
    public String meaning() {
        return meaning;
    }
}
