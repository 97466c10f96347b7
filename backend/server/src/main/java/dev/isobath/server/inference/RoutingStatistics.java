package dev.isobath.server.inference;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Uncertainty;
import dev.isobath.analysis.numerics.Sample;
import dev.isobath.analysis.routing.BinnedRelation;
import dev.isobath.analysis.routing.Correlations;
import dev.isobath.analysis.routing.Overlaps;
import dev.isobath.analysis.routing.PredictorCounts;
import dev.isobath.analysis.routing.PredictorQuality;
import dev.isobath.spec.inference.InferenceResult.MappedBlock;
import dev.isobath.spec.inference.InferenceResult.RoutingMap;
import dev.isobath.spec.inference.RoutingMode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of a routing map. Intervals are those of independent tokens; tokens of one text are not quite, so the true intervals
 * are wider.
 *
 * @param predictors how well the top-k choice of each block was predicted, and then of all blocks together
 * @param noPredictors why {@code predictors} is empty, or null
 * @param relations the depth of tokens against other quantities of them
 * @param classes the depth of each class of tokens in the text
 * @param overlaps how far each two routed blocks took the same tokens
 */
@Schema(name = "RoutingStatistics")
record RoutingStatistics(
        List<Predictor> predictors,
        @Nullable String noPredictors,
        List<Relation> relations,
        List<ClassDepth> classes,
        List<Overlap> overlaps) {

    private static final int MOST_BINS = 10;
    /** A bin of one token would have no spread. */
    private static final int LEAST_IN_BIN = 2;

    /**
     * A number with its 95 % interval.
     *
     * @param value the number, or null where there is none
     * @param low the lower end of the interval, or null
     * @param high the upper end of the interval, or null
     * @param n the number of tokens behind it
     * @param reason why number or interval are missing, or null
     */
    @Schema(name = "RoutingFigure")
    record Figure(
            @Nullable Double value,
            @Nullable Double low,
            @Nullable Double high,
            int n,
            @Nullable String reason) {

        private static Figure of(Outcome<Estimate> outcome) {
            return switch (outcome) {
                case Outcome.Found<Estimate> found -> of(found.value());
                case Outcome.Refused<Estimate> refused -> new Figure(null, null, null, 0, refused.reason());
            };
        }

        private static Figure of(Estimate estimate) {
            return switch (estimate.uncertainty()) {
                case Uncertainty.Interval(double low, double high) ->
                    new Figure(estimate.value(), low, high, estimate.n(), null);
                case Uncertainty.AtLeast(double low) ->
                    new Figure(estimate.value(), low, null, estimate.n(), "The interval has no upper end.");
                case Uncertainty.Unknown(String reason) ->
                    new Figure(estimate.value(), null, null, estimate.n(), reason);
            };
        }
    }

    /**
     * A predictor as a classifier of this text.
     *
     * @param layer the block, or null for all blocks together
     */
    @Schema(name = "RoutingPredictor")
    record Predictor(
            @Nullable Integer layer,
            long truePositives,
            long falsePositives,
            long trueNegatives,
            long falseNegatives,
            Figure baseRate,
            Figure accuracy,
            Figure precision,
            Figure recall) {}

    /**
     * The depth of tokens against another quantity of them.
     *
     * @param quantity {@code entropy} or {@code loss} in nats, or {@code occurrences}, how often the token is in the text
     * @param spearman the rank correlation
     * @param bins bins of about equally many tokens, in the order of the quantity; empty with a reason
     * @param reason why there are no bins, or null
     */
    @Schema(name = "RoutingRelation")
    record Relation(
            String quantity,
            Figure spearman,
            List<Bin> bins,
            @Nullable String reason) {}

    /**
     * One bin.
     *
     * @param low the smallest value of the quantity
     * @param high the largest value of the quantity
     * @param mean the mean of the quantity
     * @param depth the mean depth
     */
    @Schema(name = "RoutingBin")
    record Bin(double low, double high, double mean, Figure depth) {}

    /** The mean depth of a class of tokens. */
    @Schema(name = "RoutingClassDepth")
    record ClassDepth(TokenClass tokenClass, Figure depth) {}

    /**
     * The overlap of two routed blocks.
     *
     * @param one the block with the lower number
     * @param other the other block
     * @param jaccard the tokens that entered both over the tokens that entered either
     * @param byChance what it would be if the blocks chose independently
     */
    @Schema(name = "RoutingOverlap")
    record Overlap(int one, int other, Figure jaccard, double byChance) {}

    /** Computes the statistics of a map. */
    static RoutingStatistics of(RoutingMap map, RoutingMode routing) {
        List<Predictor> predictors = routing == RoutingMode.TOP_K ? predictors(map.blocks()) : List.of();
        return new RoutingStatistics(
                predictors,
                predictors.isEmpty() ? noPredictors(map.blocks(), routing) : null,
                List.of(
                        relation("entropy", numbers(map.entropies()), map),
                        relation("loss", numbers(map.losses()), map),
                        relation("occurrences", occurrences(map.tokens()), map)),
                classes(map),
                overlaps(map.blocks()));
    }

    private static String noPredictors(List<MappedBlock> blocks, RoutingMode routing) {
        if (blocks.stream().noneMatch(MappedBlock::routed)) {
            return "No block is routed, so there is nothing to predict.";
        }
        return routing == RoutingMode.CAUSAL
                ? "With causal routing nothing takes the top k, so there is no choice to compare a prediction with; ask with "
                        + "routing top-k."
                : "Nothing was trained to predict the choice of these blocks.";
    }

    private static List<Predictor> predictors(List<MappedBlock> blocks) {
        List<Predictor> predictors = new ArrayList<>();
        PredictorCounts all = new PredictorCounts(0, 0, 0, 0);
        for (MappedBlock block : blocks) {
            List<Boolean> taken = block.entered();
            List<Float> probabilities = block.probabilities();
            if (taken != null && probabilities != null) {
                PredictorCounts counts = counts(taken, probabilities);
                predictors.add(predictor(block.layer(), counts));
                all = sum(all, counts);
            }
        }
        if (!predictors.isEmpty()) {
            predictors.add(predictor(null, all));
        }
        return predictors;
    }

    private static PredictorCounts counts(List<Boolean> taken, List<Float> probabilities) {
        long[] counts = new long[4];
        for (int token = 0; token < taken.size(); token++) {
            boolean predicted = probabilities.get(token) > 0.5;
            counts[(predicted ? 0 : 2) + (predicted == taken.get(token) ? 0 : 1)]++;
        }
        return new PredictorCounts(counts[0], counts[1], counts[2], counts[3]);
    }

    private static PredictorCounts sum(PredictorCounts one, PredictorCounts other) {
        return new PredictorCounts(
                one.truePositives() + other.truePositives(),
                one.falsePositives() + other.falsePositives(),
                one.trueNegatives() + other.trueNegatives(),
                one.falseNegatives() + other.falseNegatives());
    }

    private static Predictor predictor(@Nullable Integer layer, PredictorCounts counts) {
        PredictorQuality quality = PredictorQuality.of(counts);
        return new Predictor(
                layer,
                counts.truePositives(),
                counts.falsePositives(),
                counts.trueNegatives(),
                counts.falseNegatives(),
                Figure.of(quality.baseRate()),
                Figure.of(quality.accuracy()),
                Figure.of(quality.precision()),
                Figure.of(quality.recall()));
    }

    private static Relation relation(String quantity, double[] values, RoutingMap map) {
        double[] depths = map.depths().stream().mapToDouble(depth -> depth).toArray();
        Figure spearman = Figure.of(Correlations.spearman(values, depths));
        int known = (int) Arrays.stream(values).filter(Double::isFinite).count();
        int bins = Math.clamp(known / LEAST_IN_BIN, 2, MOST_BINS);
        return switch (BinnedRelation.of(values, depths, bins)) {
            case Outcome.Found<BinnedRelation> found ->
                new Relation(
                        quantity,
                        spearman,
                        found.value().bins().stream()
                                .map(bin -> new Bin(bin.low(), bin.high(), bin.x(), Figure.of(bin.y())))
                                .toList(),
                        null);
            case Outcome.Refused<BinnedRelation> refused ->
                new Relation(quantity, spearman, List.of(), refused.reason());
        };
    }

    private static double[] numbers(List<? extends @Nullable Double> values) {
        return values.stream()
                .mapToDouble(value -> Objects.requireNonNullElse(value, Double.NaN))
                .toArray();
    }

    private static double[] occurrences(List<Integer> tokens) {
        Map<Integer, Integer> counts = new HashMap<>();
        tokens.forEach(token -> counts.merge(token, 1, Integer::sum));
        return tokens.stream().mapToDouble(counts::get).toArray();
    }

    private static List<ClassDepth> classes(RoutingMap map) {
        Map<TokenClass, List<Integer>> depths = new EnumMap<>(TokenClass.class);
        List<TokenClass> classes = TokenClass.of(map.pieces());
        for (int token = 0; token < classes.size(); token++) {
            depths.computeIfAbsent(classes.get(token), first -> new ArrayList<>())
                    .add(map.depths().get(token));
        }
        List<ClassDepth> means = new ArrayList<>();
        depths.forEach((tokenClass, own) -> means.add(new ClassDepth(
                tokenClass,
                Figure.of(Sample.of(own.stream().mapToDouble(depth -> depth).toArray())
                        .estimate("token", "tokens")))));
        return means;
    }

    private static List<Overlap> overlaps(List<MappedBlock> blocks) {
        List<Integer> layers = new ArrayList<>();
        List<boolean[]> taken = new ArrayList<>();
        for (MappedBlock block : blocks) {
            List<Boolean> entered = block.entered();
            if (entered != null) {
                layers.add(block.layer());
                boolean[] flags = new boolean[entered.size()];
                for (int token = 0; token < flags.length; token++) {
                    flags[token] = entered.get(token);
                }
                taken.add(flags);
            }
        }
        return Overlaps.between(taken).stream()
                .map(overlap -> new Overlap(
                        layers.get(overlap.one()),
                        layers.get(overlap.other()),
                        Figure.of(overlap.jaccard()),
                        overlap.byChance()))
                .toList();
    }
}
