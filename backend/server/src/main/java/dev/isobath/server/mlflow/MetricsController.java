package dev.isobath.server.mlflow;

import dev.isobath.server.curves.PointPages;
import dev.isobath.server.projects.ProjectRepository;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The endpoints of MLflow that return each point of metrics. */
@Hidden
@RestController
@RequestMapping(MlflowPaths.API + "/metrics")
class MetricsController {

    private static final int MAX_PAGE = 25_000;

    /** The most points of an answer to a client that asks for no pages. */
    private static final int MAX_POINTS = 1_000_000;

    private static final int DEFAULT_SPREAD = 320;
    private static final int MAX_SPREAD = 2_500;
    private static final int MAX_RUNS = 100;
    private static final int MAX_TEXT = 500;

    private final PointRepository points;
    private final PointPages curves;
    private final RunReader runs;
    private final ExternalRunRepository external;
    private final ProjectRepository projects;

    MetricsController(
            PointRepository points,
            PointPages curves,
            RunReader runs,
            ExternalRunRepository external,
            ProjectRepository projects) {
        this.points = points;
        this.curves = curves;
        this.runs = runs;
        this.external = external;
        this.projects = projects;
    }

    @GetMapping("/get-history")
    Json.Metrics getHistory(HttpServletRequest request) {
        RequestFields fields = RequestFields.ofQuery(request);
        UUID project = projects.get(MlflowPaths.PROJECT).id();
        String run = fields.runId();
        String key = fields.text("metric_key", RequestFields.MAX_KEY);
        int most = fields.count("max_results", MAX_POINTS, 1, MAX_POINTS);
        String token = fields.optionalText("page_token", MAX_TEXT);
        int page = token == null && most == MAX_POINTS ? MAX_POINTS : Math.min(most, MAX_PAGE);
        UUID id = known(project, run);
        return external.isExternal(id) ? logged(id, key, token, page) : trained(project, id, key, token, page);
    }

    private UUID known(UUID project, String run) {
        return RunIds.parse(runs.get(project, run).info().runId()).orElseThrow(() -> MlflowException.noRun(run));
    }

    private Json.Metrics logged(UUID id, String key, @Nullable String token, int page) {
        List<Json.Metric> found = points.after(id, key, PointRepository.position(token), page + 1);
        return found.size() > page
                ? new Json.Metrics(found.subList(0, page), PageToken.of(PointRepository.position(found.get(page - 1))))
                : new Json.Metrics(found, null);
    }

    /** Returns points of a run that worker nodes train. Their times are those of the start and the seconds in training. */
    private Json.Metrics trained(UUID project, UUID id, String key, @Nullable String token, int page) {
        String position = PageToken.parse(token, "[0-9]{1,18}");
        List<Json.Metric> found = trained(project, id, key, position == null ? -1 : Long.parseLong(position), page + 1);
        return found.size() > page
                ? new Json.Metrics(
                        found.subList(0, page),
                        PageToken.of(Long.toString(found.get(page - 1).step())))
                : new Json.Metrics(found, null);
    }

    private List<Json.Metric> trained(UUID project, UUID id, String key, long after, int most) {
        long start = runs.get(project, RunIds.text(id)).info().startTime();
        return curves.after(id, key, after, most).stream()
                .map(point -> new Json.Metric(
                        key,
                        point.value(),
                        start + (long) (1000 * (Double.isNaN(point.seconds()) ? 0 : point.seconds())),
                        point.step()))
                .toList();
    }

    @GetMapping("/get-history-bulk-interval")
    Json.Metrics getSpreadHistory(HttpServletRequest request) {
        RequestFields fields = RequestFields.ofQuery(request);
        UUID project = projects.get(MlflowPaths.PROJECT).id();
        List<String> ids = fields.texts("run_ids", MAX_RUNS, MAX_TEXT);
        if (ids.isEmpty()) {
            throw MlflowException.missing("run_ids");
        }
        String key = fields.text("metric_key", RequestFields.MAX_KEY);
        OptionalLong first = fields.optionalWhole("start_step");
        OptionalLong last = fields.optionalWhole("end_step");
        int most = fields.count("max_results", DEFAULT_SPREAD, 1, MAX_SPREAD);
        return new Json.Metrics(
                ids.stream()
                        .map(id -> known(project, id))
                        .flatMap(id -> spread(
                                project, id, key, first.orElse(Long.MIN_VALUE), last.orElse(Long.MAX_VALUE), most))
                        .toList(),
                null);
    }

    private Stream<Json.Metric> spread(UUID project, UUID id, String key, long first, long last, int most) {
        if (external.isExternal(id)) {
            return points.spread(id, key, first, last, most).stream();
        }
        List<Json.Metric> all = trained(project, id, key, Math.max(first, 0) - 1, MAX_POINTS).stream()
                .filter(point -> point.step() <= last)
                .toList();
        int count = Math.min(most, all.size());
        return Stream.iterate(0, i -> i < count, i -> i + 1)
                .map(i -> all.get(count == 1 ? 0 : (int) ((long) i * (all.size() - 1) / (count - 1))))
                .map(point ->
                        new Json.Metric(point.key(), point.value(), point.timestamp(), point.step(), RunIds.text(id)));
    }
}
