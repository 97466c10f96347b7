package dev.isobath.server.studies;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.sweep.SeedMeans;
import dev.isobath.server.studies.StudyAnalysis.BestSetting;
import dev.isobath.server.studies.StudyAnalysis.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The best measured setting of each variant: the one whose runs have the lowest mean loss, at each budget where budgets are varied. Its runs
 * are those whose curves and speed stand for the variant.
 */
final class BestSettings {

    private BestSettings() {}

    static List<BestSetting> of(List<StudyRun> runs) {
        List<BestSetting> settings = new ArrayList<>();
        Map<List<Object>, List<StudyRun>> places =
                StudyAnalyser.grouped(runs, run -> List.of(run.variant(), Optional.ofNullable(run.budget())));
        places.values().forEach(place -> settings.add(setting(runsAtBest(place))));
        return settings;
    }

    /** Returns the runs of the setting with the lowest mean loss. */
    static List<StudyRun> runsAtBest(@Nullable List<StudyRun> runs) {
        return runs == null
                ? List.of()
                : StudyAnalyser.grouped(runs, StudyRun::point).values().stream()
                        .min(Comparator.comparingDouble(StudyAnalyser::mean))
                        .orElse(List.of());
    }

    private static BestSetting setting(List<StudyRun> runs) {
        StudyRun first = runs.getFirst();
        Outcome<Estimate> pace = SeedMeans.of(runs.stream()
                .map(StudyRun::pace)
                .flatMapToDouble(OptionalDouble::stream)
                .toArray());
        return new BestSetting(
                first.variant(),
                first.budget(),
                first.point(),
                runs.stream().map(StudyRun::experiment).toList(),
                first.spec().flopsPerStep(),
                pace instanceof Found<Estimate>(Estimate found) ? Figure.of(found) : null,
                pace instanceof Refused<Estimate> ? "No run has a measured time." : null,
                runs.stream()
                        .map(run -> run.hardware().orElse("unknown hardware"))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining("; ")));
    }
}
