package dev.isobath.server.curves;

import dev.isobath.server.experiments.ExperimentFlops;
import dev.isobath.server.experiments.ExperimentView;
import dev.isobath.server.experiments.ExperimentViewService;
import dev.isobath.server.problems.BadRequestException;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

@RestController
@Tag(name = "curves")
class CurvesController {

    record CurveList(List<Curve> curves) {}

    /**
     * The curves of several experiments.
     *
     * @param notFound the ids that are no experiments, in the order of the request
     */
    record CurvesOfExperiments(List<ExperimentCurves> experiments, List<UUID> notFound) {}

    /** An experiment with every point of its curves, over steps, tokens, FLOPs and seconds. */
    record Export(ExperimentView experiment, ExperimentFlops flops, Map<String, List<Curve>> curves) {}

    private static final int MAX_POINTS = 20_000;
    private static final int MAX_EXPERIMENTS = 200;

    private final CurveReader curves;
    private final PointDownloads downloads;
    private final ExperimentViewService experiments;

    CurvesController(CurveReader curves, PointDownloads downloads, ExperimentViewService experiments) {
        this.curves = curves;
        this.downloads = downloads;
        this.experiments = experiments;
    }

    @GetMapping("/api/experiments/{id}/curves")
    CurveList getCurves(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") List<String> metrics,
            @RequestParam(defaultValue = "step") String x,
            @RequestParam(required = false) @Nullable Double from,
            @RequestParam(required = false) @Nullable Double to,
            @RequestParam(defaultValue = "1000") int points,
            @RequestParam(defaultValue = "none") String smoothing) {
        CurveQuery query = CurveQuery.of(metrics, x, from, to, points, MAX_POINTS, smoothing);
        experiments.requireExisting(id);
        return new CurveList(curves.read(List.of(id), query).getFirst().curves());
    }

    @GetMapping("/api/curves")
    CurvesOfExperiments compareCurves(
            @RequestParam("experiments") List<UUID> ids,
            @RequestParam(defaultValue = "") List<String> metrics,
            @RequestParam(defaultValue = "step") String x,
            @RequestParam(required = false) @Nullable Double from,
            @RequestParam(required = false) @Nullable Double to,
            @RequestParam(defaultValue = "1000") int points,
            @RequestParam(defaultValue = "none") String smoothing) {
        if (ids.size() > MAX_EXPERIMENTS) {
            throw BadRequestException.malformed("experiments: at most " + MAX_EXPERIMENTS + " at once");
        }
        CurveQuery query = CurveQuery.of(metrics, x, from, to, points, MAX_POINTS, smoothing);
        Set<UUID> existing = experiments.existing(ids);
        Map<Boolean, List<UUID>> found = ids.stream().distinct().collect(Collectors.partitioningBy(existing::contains));
        return new CurvesOfExperiments(
                curves.read(found.getOrDefault(true, List.of()), query), found.getOrDefault(false, List.of()));
    }

    /** Downloads every point of an experiment, one row for each. */
    @GetMapping("/api/experiments/{id}/points")
    ResponseEntity<StreamingResponseBody> downloadPoints(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") List<String> metrics,
            @RequestParam(defaultValue = "csv") String format) {
        PointFormat chosen = PointFormat.parse(format);
        experiments.requireExisting(id);
        Map<String, Short> series = downloads.series(id, metrics);
        return ResponseEntity.ok()
                .contentType(chosen.type())
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment(id + chosen.extension()))
                .body(out -> downloads.write(id, series, chosen.writer(out)));
    }

    @GetMapping("/api/experiments/{id}/export")
    ResponseEntity<Export> exportExperiment(@PathVariable UUID id) {
        ExperimentView experiment = experiments.get(id);
        Map<String, List<Curve>> all = Arrays.stream(Axis.values())
                .collect(Collectors.toMap(
                        Axis::text,
                        axis -> curves.read(
                                        List.of(id),
                                        new CurveQuery(List.of(), axis, null, null, Integer.MAX_VALUE, null))
                                .getFirst()
                                .curves(),
                        (a, _) -> a,
                        LinkedHashMap::new));
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment(id + ".json"))
                .body(new Export(experiment, experiments.flops(id), all));
    }

    private static String attachment(String file) {
        return ContentDisposition.attachment().filename(file).build().toString();
    }
}
