package dev.isobath.server.studies;

import dev.isobath.analysis.Bootstrap;
import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Optimum;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.scaling.IsoFlop;
import dev.isobath.analysis.verdict.Claim;
import dev.isobath.analysis.verdict.Claims;
import dev.isobath.analysis.verdict.Difference;
import dev.isobath.analysis.verdict.Differences;
import dev.isobath.analysis.verdict.Pace;
import dev.isobath.analysis.verdict.SeedLoss;
import dev.isobath.analysis.verdict.SpeedUp;
import dev.isobath.analysis.verdict.SpeedUps;
import dev.isobath.analysis.verdict.Verdict;
import dev.isobath.analysis.verdict.Verdicts;
import dev.isobath.server.studies.StudyAnalysis.Comparison;
import dev.isobath.server.studies.StudyAnalysis.Decision;
import dev.isobath.server.studies.StudyAnalysis.Figure;
import dev.isobath.server.studies.StudyAnalysis.VariantClaim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every variant of a study against the baseline. In an isoFLOP study, each side is taken at its own best measured size of the budget;
 * in the others, the two sides differ in the variant only. All verdicts of a study are corrected together.
 */
final class StudyVerdicts {

    /** One comparison before it is judged. */
    private record Pair(
            String variant,
            @Nullable Double budget,
            String at,
            List<StudyRun> ofVariant,
            List<StudyRun> ofBaseline,
            Outcome<Difference> difference) {}

    private final List<IsoFlop> isoFlops;
    private final Bootstrap draws;
    private final String baseline;
    private final List<Pair> pairs;
    private final List<Verdict> verdicts;

    StudyVerdicts(List<StudyRun> runs, String baseline, List<IsoFlop> isoFlops, Bootstrap draws) {
        this.isoFlops = isoFlops;
        this.draws = draws;
        this.baseline = baseline;
        this.pairs = pairs(runs);
        this.verdicts = Verdicts.family(pairs.stream().map(Pair::difference).toList());
    }

    private List<Pair> pairs(List<StudyRun> runs) {
        List<Pair> found = new ArrayList<>();
        boolean byBudget = runs.stream().anyMatch(run -> run.budget() != null);
        Map<Object, List<StudyRun>> places =
                StudyAnalyser.grouped(runs, run -> byBudget ? Optional.ofNullable(run.budget()) : run.point());
        places.forEach((_, here) -> {
            Map<String, List<StudyRun>> byVariant = StudyAnalyser.grouped(here, StudyRun::variant);
            List<StudyRun> other =
                    byBudget ? BestSettings.runsAtBest(byVariant.get(baseline)) : byVariant.get(baseline);
            byVariant.forEach((variant, of) -> {
                if (!variant.equals(baseline) && other != null) {
                    List<StudyRun> own = byBudget ? BestSettings.runsAtBest(of) : of;
                    found.add(new Pair(
                            variant,
                            here.getFirst().budget(),
                            byBudget ? at(own, other) : here.getFirst().point(),
                            own,
                            other,
                            Differences.between(losses(own), losses(other))));
                }
            });
        });
        return found;
    }

    private static String at(List<StudyRun> own, List<StudyRun> other) {
        return "best measured sizes: %s against %s"
                .formatted(own.getFirst().point(), other.getFirst().point());
    }

    private static List<SeedLoss> losses(List<StudyRun> runs) {
        return runs.stream().map(run -> new SeedLoss(run.seed(), run.loss())).toList();
    }

    List<Comparison> comparisons() {
        return IntStream.range(0, pairs.size())
                .mapToObj(i -> comparison(pairs.get(i), verdicts.get(i)))
                .toList();
    }

    private Comparison comparison(Pair pair, Verdict verdict) {
        Optional<Difference> difference = pair.difference().found();
        Outcome<SpeedUp> speedUp = speedUp(pair);
        Outcome<Pace> variantPace = pace(pair.ofVariant());
        Outcome<Pace> baselinePace = pace(pair.ofBaseline());
        return new Comparison(
                pair.variant(),
                pair.budget(),
                pair.at(),
                decision(verdict),
                verdict.sentence(),
                verdict.rule(),
                difference.map(each -> Figure.of(each.loss())).orElse(null),
                difference.map(each -> Figure.of(each.percent())).orElse(null),
                adjustedP(verdict),
                verdict instanceof Verdict.WithinNoise within
                                && within.seedsToSettle().isPresent()
                        ? within.seedsToSettle().getAsInt()
                        : null,
                speedUp.found().map(each -> Figure.of(each.factor())).orElse(null),
                speedUp instanceof Refused<SpeedUp>(String reason)
                        ? reason
                        : speedUp.found().map(SpeedUp::sentence).orElse(null),
                wallClock(speedUp, variantPace, baselinePace),
                hardware(pair, variantPace, baselinePace),
                difference.map(Difference::notes).orElse(List.of()));
    }

    private static Decision decision(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Better better -> Decision.BETTER;
            case Verdict.Worse worse -> Decision.WORSE;
            case Verdict.WithinNoise within -> Decision.WITHIN_NOISE;
            case Verdict.NotSettled not -> Decision.NOT_SETTLED;
        };
    }

    private static @Nullable Double adjustedP(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Better better -> better.adjustedP();
            case Verdict.Worse worse -> worse.adjustedP();
            case Verdict.WithinNoise within -> within.adjustedP();
            case Verdict.NotSettled not -> null;
        };
    }

    // --- speed

    private Outcome<SpeedUp> speedUp(Pair pair) {
        Double budget = pair.budget();
        if (budget == null) {
            return new Refused<>(
                    "A speed-up needs the baseline's loss over the budget, which an isoFLOP study measures.");
        }
        return StudyAnalyser.lossCurve(ofKind(baseline))
                .then(curve -> ofKind(pair.variant()).stream()
                        .filter(each -> Math.abs(each.budget() / budget - 1) < 1e-6)
                        .findFirst()
                        .<Outcome<Optimum>>map(IsoFlop::optimum)
                        .orElseGet(() -> new Refused<>("The variant has no runs at this budget."))
                        .then(optimum -> SpeedUps.effective(curve, budget, optimum.loss(), draws)));
    }

    private List<IsoFlop> ofKind(String variant) {
        return isoFlops.stream().filter(each -> each.kind().equals(variant)).toList();
    }

    private static Outcome<Pace> pace(List<StudyRun> runs) {
        OptionalDouble rate = runs.stream()
                .map(StudyRun::pace)
                .flatMapToDouble(OptionalDouble::stream)
                .average();
        return rate.isEmpty()
                ? new Refused<>("No run has a measured time.")
                : new Found<>(
                        new Pace(rate.getAsDouble(), runs.getFirst().spec().flopsPerStep()));
    }

    private static @Nullable Figure wallClock(Outcome<SpeedUp> speedUp, Outcome<Pace> variant, Outcome<Pace> baseline) {
        return speedUp.found()
                .flatMap(factor -> variant.found()
                        .flatMap(own -> baseline.found().map(other -> Figure.of(factor.wallClock(own, other)))))
                .orElse(null);
    }

    private static @Nullable String hardware(Pair pair, Outcome<Pace> variant, Outcome<Pace> baseline) {
        if (variant.found().isEmpty() || baseline.found().isEmpty()) {
            return null;
        }
        List<String> classes = Stream.concat(pair.ofVariant().stream(), pair.ofBaseline().stream())
                .map(run -> run.processorClass().orElse("unknown"))
                .distinct()
                .sorted()
                .toList();
        return classes.size() == 1
                ? "Both sides ran on processors of class " + classes.getFirst() + "."
                : "The sides ran on processors of the classes " + String.join(", ", classes)
                        + ", so their rates are not comparable.";
    }

    List<VariantClaim> claims() {
        Map<String, List<Claims.AtBudget>> byVariant = new LinkedHashMap<>();
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            if (pair.budget() != null) {
                byVariant
                        .computeIfAbsent(pair.variant(), _ -> new ArrayList<>())
                        .add(new Claims.AtBudget(pair.budget(), verdicts.get(i), speedUp(pair)));
            }
        }
        return byVariant.entrySet().stream()
                .map(each -> claim(each.getKey(), Claims.over(each.getValue())))
                .toList();
    }

    private static VariantClaim claim(String variant, Claim claim) {
        Optional<Estimate> trend = claim.trend().found();
        return new VariantClaim(
                variant, claim.holds(), claim.sentence(), trend.map(Figure::of).orElse(null));
    }
}
