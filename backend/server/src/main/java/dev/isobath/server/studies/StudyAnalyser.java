package dev.isobath.server.studies;

import dev.isobath.analysis.Bootstrap;
import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Optimum;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.comparability.Comparability;
import dev.isobath.analysis.comparability.Conditions;
import dev.isobath.analysis.scaling.Bound;
import dev.isobath.analysis.scaling.Frontiers;
import dev.isobath.analysis.scaling.IsoFlop;
import dev.isobath.analysis.scaling.IsoFlops;
import dev.isobath.analysis.scaling.LossCurve;
import dev.isobath.analysis.scaling.OptimumComparison;
import dev.isobath.analysis.scaling.Run;
import dev.isobath.analysis.scaling.SizeAxis;
import dev.isobath.analysis.scaling.SizeFrontier;
import dev.isobath.analysis.scaling.SurfaceFit;
import dev.isobath.analysis.scaling.SurfaceFits;
import dev.isobath.analysis.scaling.SurfaceSettings;
import dev.isobath.analysis.sweep.RateRun;
import dev.isobath.analysis.sweep.RateSweep;
import dev.isobath.analysis.sweep.RateSweeps;
import dev.isobath.analysis.sweep.SeedMeans;
import dev.isobath.server.studies.StudyAnalysis.Axis;
import dev.isobath.server.studies.StudyAnalysis.BestSize;
import dev.isobath.server.studies.StudyAnalysis.Comparison;
import dev.isobath.server.studies.StudyAnalysis.Figure;
import dev.isobath.server.studies.StudyAnalysis.Frontier;
import dev.isobath.server.studies.StudyAnalysis.Mean;
import dev.isobath.server.studies.StudyAnalysis.Point;
import dev.isobath.server.studies.StudyAnalysis.Surface;
import dev.isobath.server.studies.StudyAnalysis.Sweep;
import dev.isobath.spec.EvaluationSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Computes what the finished runs of a study say, by the statistics of {@code analysis}. It reads and stores nothing. */
final class StudyAnalyser {

    /** Runs whose FLOPs are further from the budget are left out, as in Porian et al. (2406.19146). */
    private static final double BUDGET_TOLERANCE = 0.1;

    private static final Bootstrap DRAWS = Bootstrap.STANDARD;
    private static final SurfaceSettings SURFACE = new SurfaceSettings(1e-3, new Bootstrap(200, 1));

    private final Axis axis;
    private final String baseline;
    private final List<String> leftOut = new ArrayList<>();
    private final List<StudyRun> runs;

    private StudyAnalyser(List<StudyRun> finished, Axis axis, String baseline) {
        this.axis = axis;
        this.runs = within(comparable(finished));
        this.baseline = baseline;
    }

    /**
     * Analyses runs.
     *
     * @param finished the finished runs, those that diverged included
     * @param baseline the variant that the others are compared with
     */
    static StudyAnalysis analyse(List<StudyRun> finished, Axis axis, String baseline) {
        return new StudyAnalyser(finished, axis, baseline).analysis();
    }

    private StudyAnalysis analysis() {
        List<Sweep> sweeps = sweeps();
        List<StudyRun> best = atBestRates();
        Map<String, List<StudyRun>> byVariant = grouped(best, StudyRun::variant);
        Map<String, Outcome<SurfaceFit>> surfaces = new LinkedHashMap<>();
        if (isIsoFlop()) {
            byVariant.forEach(
                    (variant, of) -> surfaces.put(variant, SurfaceFits.fit(scaling(of), sizeAxis(), SURFACE)));
        }
        List<IsoFlop> isoFlops = isIsoFlop() ? IsoFlops.of(scaling(best), IsoFlops.ONE_PERCENT, DRAWS) : List.of();
        StudyVerdicts verdicts = new StudyVerdicts(best, baseline, isoFlops, DRAWS);
        List<Comparison> comparisons = verdicts.comparisons();
        return new StudyAnalysis(
                axis,
                "nats per token",
                baseline,
                List.copyOf(leftOut),
                runs.stream().map(this::point).toList(),
                isoFlops.stream()
                        .map(each -> bestSize(each, surfaces.get(each.kind())))
                        .toList(),
                frontiers(isoFlops),
                surfaces.entrySet().stream()
                        .map(each -> surface(each.getKey(), each.getValue()))
                        .toList(),
                sweeps,
                means(),
                comparisons,
                verdicts.claims(),
                PaperClaims.of(best, baseline, comparisons),
                BestSettings.of(best));
    }

    // --- which runs

    private List<StudyRun> comparable(List<StudyRun> finished) {
        Comparability groups = Comparability.of(
                finished.stream().map(StudyAnalyser::conditions).toList());
        Set<String> first = groups.groups().isEmpty()
                ? Set.of()
                : new HashSet<>(groups.groups().getFirst().runs());
        groups.groups().stream()
                .skip(1)
                .forEach(group -> leftOut.add("%d of the %d finished experiments %s left out. %s"
                        .formatted(
                                group.runs().size(),
                                finished.size(),
                                group.runs().size() == 1 ? "is" : "are",
                                group.differences().stream()
                                        .map(Comparability.Difference::reason)
                                        .collect(Collectors.joining(" ")))));
        return finished.stream().filter(run -> first.contains(run.key())).toList();
    }

    private static Conditions conditions(StudyRun run) {
        long evaluated = switch (run.spec().training().evaluationSize()) {
            case EvaluationSize.Tokens tokens -> tokens.count();
            case EvaluationSize.Batches batches -> batches.count() * run.spec().tokensPerStep();
        };
        return new Conditions(
                run.key(),
                "%s with %s held out"
                                .formatted(
                                        run.spec().data().corpus(),
                                        run.spec().data().validationFraction()) + " (" + run.corpus() + ")",
                run.spec().data().tokenizer().text(),
                evaluated,
                run.flopsConvention(),
                run.spec().data().sequenceLength());
    }

    private List<StudyRun> within(List<StudyRun> comparable) {
        List<StudyRun> kept = comparable.stream()
                .filter(run -> run.budget() == null || Math.abs(run.flops() / run.budget() - 1) <= BUDGET_TOLERANCE)
                .toList();
        if (kept.size() < comparable.size()) {
            leftOut.add("%d of the experiments spent over 10 %% more or less than their budget and %s left out."
                    .formatted(comparable.size() - kept.size(), comparable.size() - kept.size() == 1 ? "is" : "are"));
        }
        return kept;
    }

    private boolean isIsoFlop() {
        return runs.stream().anyMatch(run -> run.budget() != null);
    }

    private boolean isSwept() {
        return runs.stream().anyMatch(run -> run.learningRate() != null);
    }

    /** Returns the runs at the best learning rate of each setting, where rates were swept, and all runs where not. */
    private List<StudyRun> atBestRates() {
        if (!isIsoFlop() || !isSwept()) {
            return runs;
        }
        return grouped(runs, run -> run.variant() + " " + run.budget() + " " + run.size(axis)).values().stream()
                .flatMap(setting -> grouped(setting, run -> String.valueOf(run.learningRate())).values().stream()
                        .min(Comparator.comparingDouble(StudyAnalyser::mean))
                        .stream()
                        .flatMap(List::stream))
                .toList();
    }

    static double mean(List<StudyRun> runs) {
        return runs.stream()
                .mapToDouble(StudyRun::loss)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.POSITIVE_INFINITY);
    }

    static <K> Map<K, List<StudyRun>> grouped(List<StudyRun> runs, Function<StudyRun, K> by) {
        return runs.stream().collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList()));
    }

    // --- what is computed of them

    private SizeAxis sizeAxis() {
        return switch (axis) {
            case FLOPS -> SizeAxis.FORWARD_FLOPS;
            case PARAMETERS -> SizeAxis.PARAMETERS;
        };
    }

    private List<Run> scaling(List<StudyRun> of) {
        return of.stream()
                .filter(run -> run.budget() != null)
                .map(run -> new Run(
                        run.variant(),
                        run.size(axis),
                        run.tokens(),
                        Objects.requireNonNull(run.budget()),
                        run.seed(),
                        run.loss()))
                .toList();
    }

    private Point point(StudyRun run) {
        return new Point(
                run.experiment(),
                run.key(),
                run.variant(),
                run.budget(),
                run.learningRate(),
                run.seed(),
                run.size(axis),
                run.spec().parameters(),
                run.tokens(),
                run.flops(),
                Double.isFinite(run.loss()) ? run.loss() : null);
    }

    private static BestSize bestSize(IsoFlop at, @Nullable Outcome<SurfaceFit> surface) {
        return switch (at.optimum()) {
            case Refused<Optimum>(String reason) ->
                new BestSize(at.kind(), at.budget(), at.runs(), null, null, null, null, reason);
            case Found<Optimum>(Optimum optimum) ->
                new BestSize(
                        at.kind(),
                        at.budget(),
                        at.runs(),
                        Figure.of(optimum.at()),
                        Figure.of(optimum.loss()),
                        optimum.curvature(),
                        Optional.ofNullable(surface)
                                .flatMap(Outcome::found)
                                .flatMap(
                                        fit -> fit.compare(at.budget(), optimum).found())
                                .map(OptimumComparison::sentence)
                                .orElse(null),
                        null);
        };
    }

    private static List<Frontier> frontiers(List<IsoFlop> isoFlops) {
        Map<String, List<IsoFlop>> byVariant = isoFlops.stream()
                .collect(Collectors.groupingBy(IsoFlop::kind, LinkedHashMap::new, Collectors.toList()));
        List<Frontier> frontiers = new ArrayList<>();
        byVariant.forEach((variant, of) -> {
            String curve = lossCurve(of).found().map(LossCurve::method).orElse(null);
            frontiers.add(
                    switch (Frontiers.size(of)) {
                        case Refused<SizeFrontier>(String reason) -> new Frontier(variant, null, curve, reason);
                        case Found<SizeFrontier>(SizeFrontier frontier) ->
                            new Frontier(variant, Figure.of(frontier.exponent()), curve, null);
                    });
        });
        return frontiers;
    }

    /** Fits a law with a limit where there are enough budgets, and joins the losses by lines where there are not. */
    static Outcome<LossCurve> lossCurve(List<IsoFlop> ofOneVariant) {
        Outcome<LossCurve> law = Frontiers.loss(ofOneVariant, DRAWS);
        return law.found().isPresent() ? law : Frontiers.interpolated(ofOneVariant, DRAWS);
    }

    private static Surface surface(String variant, Outcome<SurfaceFit> fit) {
        return switch (fit) {
            case Refused<SurfaceFit>(String reason) ->
                new Surface(variant, null, null, null, null, null, null, List.of(), null, null, reason);
            case Found<SurfaceFit>(SurfaceFit found) ->
                new Surface(
                        variant,
                        Figure.of(found.e()),
                        Figure.of(found.a()),
                        Figure.of(found.b()),
                        Figure.of(found.alpha()),
                        Figure.of(found.beta()),
                        Figure.of(found.sizeExponent()),
                        found.bounds().stream().map(Bound::sentence).toList(),
                        found.check().sentence(),
                        found.relativeError(),
                        null);
        };
    }

    private List<Sweep> sweeps() {
        if (!isSwept()) {
            return List.of();
        }
        List<Sweep> sweeps = new ArrayList<>();
        grouped(runs, run -> Optional.ofNullable(run.budget())).forEach((budget, of) -> {
            List<RateRun> rates = of.stream()
                    .filter(run -> run.learningRate() != null)
                    .map(run -> new RateRun(
                            run.variant(),
                            run.size(axis),
                            Objects.requireNonNull(run.learningRate()),
                            run.seed(),
                            run.loss()))
                    .toList();
            RateSweeps.of(rates, DRAWS).forEach(sweep -> sweeps.add(sweep(sweep, budget.orElse(null))));
        });
        return sweeps;
    }

    private static Sweep sweep(RateSweep sweep, @Nullable Double budget) {
        return switch (sweep.best()) {
            case Refused<RateSweep.Best>(String reason) ->
                new Sweep(sweep.kind(), budget, sweep.size(), null, null, null, null, reason);
            case Found<RateSweep.Best>(RateSweep.Best best) ->
                new Sweep(
                        sweep.kind(),
                        budget,
                        sweep.size(),
                        best.rate(),
                        Figure.of(best.loss()),
                        best.edge().sentence(),
                        sweep.optimum()
                                .found()
                                .map(optimum -> Figure.of(optimum.at()))
                                .orElse(null),
                        null);
        };
    }

    private List<Mean> means() {
        List<Mean> means = new ArrayList<>();
        grouped(runs, run -> List.of(run.variant(), run.point())).forEach((setting, of) -> {
            Outcome<Estimate> mean =
                    SeedMeans.of(of.stream().mapToDouble(StudyRun::loss).toArray());
            means.add(
                    switch (mean) {
                        case Refused<Estimate>(String reason) ->
                            new Mean(setting.getFirst(), setting.getLast(), null, reason);
                        case Found<Estimate>(Estimate found) ->
                            new Mean(setting.getFirst(), setting.getLast(), Figure.of(found), null);
                    });
        });
        return means;
    }
}
