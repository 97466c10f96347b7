package dev.isobath.server.studies;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Uncertainty;
import dev.isobath.server.problems.BadRequestException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the finished experiments of a study say. What cannot be said has a reason instead of a number.
 *
 * @param axis what the size of a model is
 * @param unit the unit of losses
 * @param baseline the variant that the others are compared with
 * @param leftOut sentences about experiments that are not in the analysis
 * @param points the experiments in the analysis
 * @param isoFlops the best size of each variant at each budget
 * @param sizeFrontiers the best size over the budget
 * @param surfaces the fitted loss surface of each variant
 * @param sweeps the best learning rate of each variant at each size
 * @param means the mean over seeds of each setting
 * @param verdicts each variant against the baseline
 * @param claims the verdicts at several budgets together
 * @param paper what the paper on Mixture-of-Depths says of the variants, and whether the verdicts agree
 * @param best the best measured setting of each variant, at each budget where budgets are varied
 */
@Schema(name = "StudyAnalysis")
record StudyAnalysis(
        Axis axis,
        String unit,
        String baseline,
        List<String> leftOut,
        List<Point> points,
        List<BestSize> isoFlops,
        List<Frontier> sizeFrontiers,
        List<Surface> surfaces,
        List<Sweep> sweeps,
        List<Mean> means,
        List<Comparison> verdicts,
        List<VariantClaim> claims,
        List<PaperClaim> paper,
        List<BestSetting> best) {

    /** What the size of a model is. */
    enum Axis {
        /** Forward FLOPs per token, which routed and dense models share. */
        FLOPS,
        PARAMETERS;

        static Axis parse(String text) {
            return switch (text) {
                case "flops" -> FLOPS;
                case "parameters" -> PARAMETERS;
                default ->
                    throw BadRequestException.malformed(
                            "axis: must be flops, for forward FLOPs per token, or parameters");
            };
        }
    }

    /**
     * A number with its 95 % interval.
     *
     * @param low the lower end, or null where there is none
     * @param high the upper end, or null where there is none
     * @param n the number of measurements
     * @param method how number and interval were computed
     * @param reason why an end of the interval is missing, or null
     */
    @Schema(name = "StudyEstimate")
    record Figure(
            double value,
            @Nullable Double low,
            @Nullable Double high,
            int n,
            String method,
            @Nullable String reason) {

        static Figure of(Estimate estimate) {
            return switch (estimate.uncertainty()) {
                case Uncertainty.Interval(double low, double high) ->
                    new Figure(estimate.value(), low, high, estimate.n(), estimate.method(), null);
                case Uncertainty.AtLeast(double low) ->
                    new Figure(
                            estimate.value(),
                            low,
                            null,
                            estimate.n(),
                            estimate.method(),
                            "The measurements bound the value from below only.");
                case Uncertainty.Unknown(String reason) ->
                    new Figure(estimate.value(), null, null, estimate.n(), estimate.method(), reason);
            };
        }
    }

    /**
     * An experiment.
     *
     * @param loss the last held-out loss, or null for one that diverged
     */
    @Schema(name = "StudyPoint")
    record Point(
            UUID experiment,
            String key,
            String variant,
            @Nullable Double budget,
            @Nullable Double learningRate,
            long seed,
            double size,
            long parameters,
            double tokens,
            double flops,
            @Nullable Double loss) {}

    /**
     * The best size of a variant at a budget.
     *
     * @param reason why there is no best size, or null
     * @param curvature the second derivative of the loss by the logarithm of the size; with size and loss it draws the parabola
     * @param surfaceAgrees the parabola's best size beside the surface's, in a sentence; null where one of them is missing
     */
    @Schema(name = "StudyBestSize")
    record BestSize(
            String variant,
            double budget,
            int runs,
            @Nullable Figure size,
            @Nullable Figure loss,
            @Nullable Double curvature,
            @Nullable String surfaceAgrees,
            @Nullable String reason) {}

    /**
     * The best size of a variant as a power of the budget.
     *
     * @param exponent of the budget, or null with a reason
     * @param lossCurve how the lowest loss falls with the budget, in words, or null
     */
    @Schema(name = "StudyFrontier")
    record Frontier(
            String variant,
            @Nullable Figure exponent,
            @Nullable String lossCurve,
            @Nullable String reason) {}

    /**
     * A fitted surface L = E + A F^-α + B D^-β.
     *
     * @param bounds sentences about bounds that the fit lies on
     * @param check the same fit in another form, in a sentence
     * @param relativeError the root mean square of (fit - loss) / loss
     */
    @Schema(name = "StudySurface")
    record Surface(
            String variant,
            @Nullable Figure e,
            @Nullable Figure a,
            @Nullable Figure b,
            @Nullable Figure alpha,
            @Nullable Figure beta,
            @Nullable Figure sizeExponent,
            List<String> bounds,
            @Nullable String check,
            @Nullable Double relativeError,
            @Nullable String reason) {}

    /**
     * The learning rates of a variant at a size.
     *
     * @param budget the budget, where the design varies it
     * @param edge where the best rate lies in the sweep, in a sentence
     */
    @Schema(name = "StudySweep")
    record Sweep(
            String variant,
            @Nullable Double budget,
            double size,
            @Nullable Double bestRate,
            @Nullable Figure loss,
            @Nullable String edge,
            @Nullable Figure optimum,
            @Nullable String reason) {}

    /**
     * The mean over seeds of one setting.
     *
     * @param point what is varied beside variant and seed, in words
     */
    @Schema(name = "StudyMean")
    record Mean(
            String variant,
            String point,
            @Nullable Figure loss,
            @Nullable String reason) {}

    /** The words of a verdict. */
    enum Decision {
        BETTER,
        WORSE,
        WITHIN_NOISE,
        NOT_SETTLED
    }

    /**
     * A variant against the baseline.
     *
     * @param at the budget or the setting at which they are compared, in words
     * @param difference the variant's loss less the baseline's
     * @param percent the same in per cent of the baseline's loss
     * @param speedUp how much more compute the baseline needs for the variant's loss
     * @param speedUpReason why there is no speed-up, or null
     * @param wallClock the speed-up in seconds, on the hardware named
     * @param hardware the class of processor of both, or why there is no speed-up in seconds
     * @param seedsToSettle the seeds that would settle it, or null
     * @param rule the rule that the verdict follows
     */
    @Schema(name = "StudyVerdict")
    record Comparison(
            String variant,
            @Nullable Double budget,
            String at,
            Decision decision,
            String sentence,
            String rule,
            @Nullable Figure difference,
            @Nullable Figure percent,
            @Nullable Double adjustedP,
            @Nullable Integer seedsToSettle,
            @Nullable Figure speedUp,
            @Nullable String speedUpReason,
            @Nullable Figure wallClock,
            @Nullable String hardware,
            List<String> notes) {}

    /** What the verdicts on a variant at several budgets say together. */
    @Schema(name = "StudyClaim")
    record VariantClaim(
            String variant,
            boolean holds,
            String sentence,
            @Nullable Figure trend) {}

    /** Whether a study shows what a paper claims. */
    enum Reproduced {
        REPRODUCED,
        NOT_REPRODUCED,
        WITHIN_NOISE,
        NOT_SETTLED
    }

    /**
     * What a paper claims of a variant.
     *
     * @param source the paper
     * @param claim its claim in a sentence
     * @param rule when the claim counts as reproduced
     */
    @Schema(name = "StudyPaperClaim")
    record PaperClaim(String variant, String source, String claim, Reproduced reproduced, String rule) {}

    /**
     * A variant at the setting with the lowest mean loss.
     *
     * @param point the setting in words
     * @param experiments its runs
     * @param flopsPerStep the FLOPs of a training step
     * @param stepsPerSecond the mean over its runs, or null
     * @param reason why there are no steps a second, or null
     * @param hardware what its runs ran on
     */
    @Schema(name = "StudyBestSetting")
    record BestSetting(
            String variant,
            @Nullable Double budget,
            String point,
            List<UUID> experiments,
            long flopsPerStep,
            @Nullable Figure stepsPerSecond,
            @Nullable String reason,
            String hardware) {}
}
