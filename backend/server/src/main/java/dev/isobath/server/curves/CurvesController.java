package dev.isobath.server.curves;

import dev.isobath.server.experiments.ExperimentFlops;
import dev.isobath.server.experiments.ExperimentView;
import dev.isobath.server.experiments.ExperimentViews;
import dev.isobath.server.problems.BadRequest;
import dev.isobath.server.problems.NotFound;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "curves")
class CurvesController {

    record CurveList(List<Curve> curves) {}

    record CurvesOfExperiments(List<ExperimentCurves> experiments) {}

    /** One experiment, whole: curves over steps, tokens, FLOPs and seconds, every point. */
    record Export(ExperimentView experiment, ExperimentFlops flops, Map<String, List<Curve>> curves) {}

    private static final int LEAST_POINTS = 2;
    private static final int MOST_POINTS = 20_000;
    private static final int MOST_EXPERIMENTS = 100;

    private final Curves curves;
    private final ExperimentViews experiments;

    CurvesController(Curves curves, ExperimentViews experiments) {
        this.curves = curves;
        this.experiments = experiments;
    }

    @GetMapping("/api/experiments/{id}/curves")
    CurveList getCurves(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") List<String> metrics,
            @RequestParam(defaultValue = "step") String x,
            @RequestParam(defaultValue = "1000") int points) {
        experiments.get(id);
        return new CurveList(curves.read(id, metrics, Axis.parse(x), checked(points)));
    }

    @GetMapping("/api/curves")
    CurvesOfExperiments compareCurves(
            @RequestParam("experiments") List<UUID> ids,
            @RequestParam(defaultValue = "") List<String> metrics,
            @RequestParam(defaultValue = "step") String x,
            @RequestParam(defaultValue = "1000") int points) {
        if (ids.size() > MOST_EXPERIMENTS) {
            throw BadRequest.malformed("experiments: at most " + MOST_EXPERIMENTS + " at once");
        }
        Set<UUID> found = experiments.list(ids).stream().map(ExperimentView::id).collect(Collectors.toSet());
        for (UUID id : ids) {
            if (!found.contains(id)) {
                throw NotFound.of("experiment", id);
            }
        }
        return new CurvesOfExperiments(curves.read(ids, metrics, Axis.parse(x), checked(points)));
    }

    @GetMapping("/api/experiments/{id}/export")
    ResponseEntity<Export> exportExperiment(@PathVariable UUID id) {
        ExperimentView experiment = experiments.get(id);
        Map<String, List<Curve>> all = Arrays.stream(Axis.values())
                .collect(Collectors.toMap(
                        Axis::text,
                        axis -> curves.read(id, List.of(), axis, Integer.MAX_VALUE),
                        (a, _) -> a,
                        LinkedHashMap::new));
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(id + ".json")
                                .build()
                                .toString())
                .body(new Export(experiment, experiments.flops(id), all));
    }

    private static int checked(int points) {
        if (points < LEAST_POINTS || points > MOST_POINTS) {
            throw BadRequest.malformed("points: must be between %d and %d".formatted(LEAST_POINTS, MOST_POINTS));
        }
        return points;
    }
}
