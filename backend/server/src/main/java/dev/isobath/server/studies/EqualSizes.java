package dev.isobath.server.studies;

import dev.isobath.server.experiments.PlannedExperiments;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.projects.Project;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.study.Design;
import dev.isobath.spec.study.Size;
import dev.isobath.spec.study.SizeRule;
import dev.isobath.spec.study.StudyMembers;
import dev.isobath.spec.study.StudySpec;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/**
 * Sizes a variant to the baseline's optimum: the size by the rule of the study whose forward FLOPs per token are nearest to those of the
 * baseline at its best size. So the paper compares models of equal cost per token (2404.02258, section 4.1).
 */
@Component
class EqualSizes {

    /** The most widths that are tried. */
    private static final int WIDTHS = 512;

    private final StudyAnalyses analyses;
    private final PlannedExperiments experiments;

    EqualSizes(StudyAnalyses analyses, PlannedExperiments experiments) {
        this.analyses = analyses;
        this.experiments = experiments;
    }

    /**
     * Returns the size.
     *
     * @throws BadRequestException when the study has no such variant or budget, lists its sizes, or knows no best size of the baseline
     */
    EqualSize of(Project project, StudyRow study, String variant, double budget) {
        StudySpec grown = StudyDocument.read(StudyDocument.grown(study));
        if (grown.variants().stream().noneMatch(each -> each.name().equals(variant))) {
            throw BadRequestException.malformed("variant: the study has no variant of this name");
        }
        if (!(grown.design() instanceof Design.IsoFlop design)
                || !design.budgets().contains(budget)) {
            throw BadRequestException.malformed("budget: is not one of the budgets of an isoFLOP study");
        }
        SizeRule rule = design.rule()
                .orElseThrow(
                        () -> BadRequestException.malformed(
                                "variant: the sizes of this study are listed, so that no rule makes another; add to its sizes"));
        double wanted = wanted(study, budget);
        List<Size> sizes = IntStream.rangeClosed(1, WIDTHS)
                .mapToObj(heads -> rule.of(heads * rule.headWidth()))
                .toList();
        // The cost grows with the width, so the nearest size is beside the first that costs too much.
        int low = 0;
        int high = sizes.size() - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (flops(project, grown, variant, budget, sizes.get(middle)).orElse(Double.POSITIVE_INFINITY) < wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return IntStream.rangeClosed(Math.max(0, low - 1), low)
                .mapToObj(sizes::get)
                .flatMap(size -> flops(project, grown, variant, budget, size).stream()
                        .map(flops -> new EqualSize(
                                size.layers(), size.width(), size.heads(), flops, wanted, flops / wanted)))
                .min(Comparator.comparingDouble(size -> Math.abs(Math.log(size.ratio()))))
                .orElseThrow(() ->
                        BadRequestException.malformed("variant: no size by the rule can be trained at this budget"));
    }

    private double wanted(StudyRow study, double budget) {
        StudyAnalysis analysis = analyses.of(study, StudyAnalysis.Axis.FLOPS, null);
        return analysis.isoFlops().stream()
                .filter(best -> best.variant().equals(analysis.baseline()) && best.budget() == budget)
                .map(StudyAnalysis.BestSize::size)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> BadRequestException.malformed(
                        "budget: the best size of the baseline at this budget is not known; its analysis says why"))
                .value();
    }

    private Optional<Double> flops(Project project, StudySpec study, String variant, double budget, Size size) {
        ExperimentSpec spec = experiments
                .check(
                        project,
                        List.of(StudyMembers.sized(study, variant, budget, size).spec()))
                .getFirst()
                .spec();
        return Optional.ofNullable(spec)
                .map(each ->
                        (double) each.flopsPerSequence().forward() / each.data().sequenceLength());
    }
}
