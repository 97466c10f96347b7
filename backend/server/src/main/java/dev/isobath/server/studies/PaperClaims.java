package dev.isobath.server.studies;

import dev.isobath.server.studies.StudyAnalysis.Comparison;
import dev.isobath.server.studies.StudyAnalysis.Decision;
import dev.isobath.server.studies.StudyAnalysis.PaperClaim;
import dev.isobath.server.studies.StudyAnalysis.Reproduced;
import dev.isobath.spec.Architecture;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Routing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a study reproduces what the paper on Mixture-of-Depths (2404.02258) says of a kind of model at equal training FLOPs. It draws the
 * verdicts of the study together and adds no statistics of its own.
 */
final class PaperClaims {

    private static final String RULE =
            "Reproduced: the verdict is the claimed one at two budgets at least and at every budget. Not reproduced: it is the opposite at a "
                    + "budget. Within noise: it is neither, and a difference is within the noise of the seeds at a budget. Otherwise it is not "
                    + "settled. The paper trained with 6e18 to 1e20 FLOPs; a smaller study tests the claim at its own budgets only.";

    /** What the paper says of a kind, and the verdict that agrees with it. */
    private record Claim(String words, Decision claimed, Decision opposite) {

        static Claim better(String words) {
            return new Claim(words, Decision.BETTER, Decision.WORSE);
        }

        static Claim worse(String words) {
            return new Claim(words, Decision.WORSE, Decision.BETTER);
        }
    }

    private PaperClaims() {}

    /**
     * Holds verdicts against the paper.
     *
     * @param runs the runs behind the verdicts
     * @param verdicts the verdicts of an isoFLOP study; others have no budget and test no claim
     */
    static List<PaperClaim> of(List<StudyRun> runs, String baseline, List<Comparison> verdicts) {
        Map<String, ExperimentSpec> specs =
                runs.stream().collect(Collectors.toMap(StudyRun::variant, StudyRun::spec, (first, _) -> first));
        ExperimentSpec against = specs.get(baseline);
        if (against == null || !(against.architecture() instanceof Architecture.Baseline)) {
            return List.of();
        }
        return verdicts.stream()
                .filter(verdict -> verdict.budget() != null)
                .map(Comparison::variant)
                .distinct()
                .flatMap(variant -> Optional.ofNullable(specs.get(variant))
                        .flatMap(spec -> claim(spec.architecture()))
                        .map(claim -> held(variant, claim, verdicts))
                        .stream())
                .toList();
    }

    private static Optional<Claim> claim(Architecture architecture) {
        return switch (architecture) {
            case Architecture.Baseline baseline -> Optional.empty();
            case Architecture.Mod mod ->
                Optional.of(
                        mod.routing().scheme() == Routing.Scheme.STOCHASTIC
                                ? Claim.worse(
                                        "Mixture-of-Depths that routes by drawn numbers has a much higher loss than the isoFLOP-optimal baseline (figure 3).")
                                : Claim.better(
                                        "Mixture-of-Depths has a lower loss than the isoFLOP-optimal baseline at the same training FLOPs (figures 3 and 4)."));
            case Architecture.Moe moe ->
                Optional.of(
                        Claim.better(
                                "A mixture of experts has a lower loss than the isoFLOP-optimal baseline at the same training FLOPs (figure 7)."));
            case Architecture.StagedMode staged -> Optional.of(mode());
            case Architecture.IntegratedMode integrated -> Optional.of(mode());
        };
    }

    private static Claim mode() {
        return Claim.better(
                "MoDE has a lower loss than the isoFLOP-optimal baseline at the same training FLOPs (figure 7).");
    }

    private static PaperClaim held(String variant, Claim claim, List<Comparison> verdicts) {
        List<Decision> decisions = verdicts.stream()
                .filter(verdict -> verdict.variant().equals(variant) && verdict.budget() != null)
                .map(Comparison::decision)
                .toList();
        return new PaperClaim(variant, "arXiv 2404.02258", claim.words(), reproduced(claim, decisions), RULE);
    }

    private static Reproduced reproduced(Claim claim, List<Decision> decisions) {
        if (decisions.contains(claim.opposite())) {
            return Reproduced.NOT_REPRODUCED;
        }
        if (decisions.contains(Decision.WITHIN_NOISE)) {
            return Reproduced.WITHIN_NOISE;
        }
        boolean everywhere = decisions.stream().allMatch(decision -> decision == claim.claimed());
        return everywhere && decisions.size() >= 2 ? Reproduced.REPRODUCED : Reproduced.NOT_SETTLED;
    }
}
