package dev.isobath.server.studies;

import dev.isobath.server.studies.StudyAnalysis.BestSetting;
import dev.isobath.server.studies.StudyAnalysis.BestSize;
import dev.isobath.server.studies.StudyAnalysis.Decision;
import dev.isobath.server.studies.StudyAnalysis.Point;
import dev.isobath.server.studies.StudyAnalysis.Surface;
import dev.isobath.server.studies.StudyReport.ReportCorpus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What a study cannot say: which runs are missing or left out and why, and how far its results reach. */
final class StudyLimits {

    private static final int MOST_REASONS = 5;

    private final StudyProgress progress;
    private final StudyPlan plan;
    private final StudyAnalysis analysis;
    private final List<String> sentences = new ArrayList<>();

    private StudyLimits(StudyProgress progress, StudyPlan plan, StudyAnalysis analysis) {
        this.progress = progress;
        this.plan = plan;
        this.analysis = analysis;
    }

    /** Returns the limits in sentences, the missing runs first. */
    static List<String> of(StudyProgress progress, StudyPlan plan, StudyAnalysis analysis, List<ReportCorpus> corpora) {
        StudyLimits limits = new StudyLimits(progress, plan, analysis);
        limits.missingRuns();
        limits.sentences.addAll(analysis.leftOut());
        if (!analysis.points().isEmpty()) {
            limits.diverged();
            limits.seeds();
            limits.reach(corpora);
            limits.refused();
            limits.hardware();
        }
        return List.copyOf(limits.sentences);
    }

    private void missingRuns() {
        Map<String, Integer> missing = new LinkedHashMap<>();
        missing.put("failed", progress.failed());
        missing.put("cancelled", progress.cancelled());
        missing.put("running", progress.running());
        missing.put("queued", progress.queued());
        missing.put("paused", progress.paused());
        missing.put("not launched", progress.waiting());
        String words = missing.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", "));
        if (!words.isEmpty()) {
            sentences.add("%d of %s finished, and the results are of these only: %s."
                    .formatted(
                            progress.finished(),
                            progress.members() == 1 ? "1 experiment is" : progress.members() + " experiments are",
                            words));
        }
        Map<String, Long> dropped = plan.rows().stream()
                .filter(row -> row.decision() == StudyPlan.Decision.DROP)
                .collect(Collectors.groupingBy(
                        row -> Objects.requireNonNullElse(row.reason(), "no reason"),
                        LinkedHashMap::new,
                        Collectors.counting()));
        dropped.entrySet().stream()
                .limit(MOST_REASONS)
                .forEach(each -> sentences.add("%s of the plan %s not run: %s."
                        .formatted(
                                counted(each.getValue(), "row"), each.getValue() == 1 ? "is" : "are", each.getKey())));
        if (dropped.size() > MOST_REASONS) {
            sentences.add("The plan has the reasons of further rows that are not run.");
        }
        long stopped = plan.rows().stream()
                .filter(row -> row.decision() == StudyPlan.Decision.LAUNCHED && row.reason() != null)
                .count();
        if (stopped > 0) {
            sentences.add("%s stopped early by successive halving, and no result has %s in it."
                    .formatted(
                            stopped == 1 ? "1 experiment was" : stopped + " experiments were",
                            stopped == 1 ? "it" : "them"));
        }
        long onTrunks = plan.rows().stream()
                .filter(row -> row.trunkSteps() != null && row.trunkSteps() > 0)
                .count();
        if (onTrunks > 0) {
            sentences.add(
                    "%s where the run with the next smaller budget starts its cool-down, so that part was computed once. The warm-up is that of the smaller budget, and losses of one size at different budgets are not independent."
                            .formatted(onTrunks == 1 ? "1 experiment begins" : onTrunks + " experiments begin"));
        }
        long reused = plan.rows().stream().filter(StudyPlan.Row::reused).count();
        if (reused > 0) {
            sentences.add("%s %s run before the study and %s reused."
                    .formatted(
                            counted(reused, "experiment"), reused == 1 ? "was" : "were", reused == 1 ? "is" : "are"));
        }
    }

    private void diverged() {
        long diverged = analysis.points().stream()
                .filter(point -> point.loss() == null || !Double.isFinite(point.loss()))
                .count();
        if (diverged > 0) {
            sentences.add("%s diverged or measured no held-out loss. No mean and no fit contains it."
                    .formatted(counted(diverged, "experiment")));
        }
    }

    private void seeds() {
        long seeds = analysis.points().stream().map(Point::seed).distinct().count();
        if (seeds == 1) {
            sentences.add("Every setting ran with one seed. What a difference owes to noise is not known.");
        }
        long open = analysis.verdicts().stream()
                .filter(verdict -> verdict.decision() == Decision.NOT_SETTLED)
                .count();
        if (open > 0 && seeds > 1) {
            sentences.add("%s not settled; the table of verdicts says what is missing."
                    .formatted(open == 1 ? "1 comparison is" : open + " comparisons are"));
        }
    }

    private void reach(List<ReportCorpus> corpora) {
        List<Double> budgets = analysis.points().stream()
                .map(Point::budget)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
        if (budgets.size() == 1) {
            sentences.add("There is one budget, %s FLOPs. How a difference changes with the budget is not known."
                    .formatted(scientific(budgets.getFirst())));
        } else if (budgets.size() > 1) {
            sentences.add("The budgets are from %s to %s FLOPs. Nothing is said beyond them."
                    .formatted(scientific(budgets.getFirst()), scientific(budgets.getLast())));
        }
        if (!budgets.isEmpty() && analysis.sweeps().isEmpty()) {
            sentences.add(
                    "Learning rates were not swept. A variant or a size whose best rate is another than the one given is at a disadvantage.");
        }
        if (corpora.size() == 1) {
            sentences.add(
                    "All losses are those of held-out text of one corpus, %s. Another text may rank the variants otherwise."
                            .formatted(corpora.getFirst().name()));
        }
    }

    private void refused() {
        for (BestSize size : analysis.isoFlops()) {
            if (size.reason() != null) {
                sentences.add("No best size of %s at %s FLOPs: %s"
                        .formatted(size.variant(), scientific(size.budget()), size.reason()));
            }
        }
        for (Surface surface : analysis.surfaces()) {
            if (surface.reason() != null) {
                sentences.add("No loss surface of %s: %s".formatted(surface.variant(), surface.reason()));
            }
        }
    }

    private void hardware() {
        long kinds =
                analysis.best().stream().map(BestSetting::hardware).distinct().count();
        if (kinds > 1) {
            sentences.add("The variants ran on different hardware, so their steps a second are not comparable.");
        }
        if (!analysis.best().isEmpty()) {
            sentences.add(
                    "Times were measured while other processes may have used the same processors. FLOPs do not depend on that.");
        }
    }

    private static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    static String scientific(double value) {
        return String.format(Locale.ROOT, "%.2e", value).replace("e+0", "e").replace("e+", "e");
    }
}
