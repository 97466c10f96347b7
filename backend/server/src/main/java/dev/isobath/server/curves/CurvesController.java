package dev.isobath.server.curves;

import dev.isobath.server.experiments.ExperimentFlops;
import dev.isobath.server.experiments.ExperimentView;
import dev.isobath.server.experiments.ExperimentViewService;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.NotFoundException;
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

    /** An experiment with every point of its curves, over steps, tokens, FLOPs and seconds. */
    record Export(ExperimentView experiment, ExperimentFlops flops, Map<String, List<Curve>> curves) {}

    private static final int MIN_POINTS = 2;
    private static final int MAX_POINTS = 20_000;
    private static final int MAX_EXPERIMENTS = 100;

    private final CurveReader curves;
    private final ExperimentViewService experiments;

    CurvesController(CurveReader curves, ExperimentViewService experiments) {
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
        return new CurveList(curves.read(id, metrics, Axis.parse(x), validated(points)));
    }

    @GetMapping("/api/curves")
    CurvesOfExperiments compareCurves(
            @RequestParam("experiments") List<UUID> ids,
            @RequestParam(defaultValue = "") List<String> metrics,
            @RequestParam(defaultValue = "step") String x,
            @RequestParam(defaultValue = "1000") int points) {
        if (ids.size() > MAX_EXPERIMENTS) {
            throw BadRequestException.malformed("experiments: at most " + MAX_EXPERIMENTS + " at once");
        }
        Set<UUID> found = experiments.list(ids).stream().map(ExperimentView::id).collect(Collectors.toSet());
        for (UUID id : ids) {
            if (!found.contains(id)) {
                throw NotFoundException.of("experiment", id);
            }
        }
        return new CurvesOfExperiments(curves.read(ids, metrics, Axis.parse(x), validated(points)));
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

    private static int validated(int points) {
        if (points < MIN_POINTS || points > MAX_POINTS) {
            throw BadRequestException.malformed("points: must be between %d and %d".formatted(MIN_POINTS, MAX_POINTS));
        }
        return points;
    }
}
