package dev.isobath.server.mlflow;

import dev.isobath.server.projects.ProjectRepository;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The endpoints of MLflow that log metrics, params and tags of a run. */
@Hidden
@RestController
@RequestMapping(MlflowPaths.API + "/runs")
class LoggingController {

    static final int MAX_TAG_VALUE = 8_000;
    private static final int MAX_PARAM_VALUE = 6_000;
    private static final int MAX_METRICS = 1_000;
    private static final int MAX_PARAMS = 100;
    private static final int MAX_TAGS = 100;
    private static final int MAX_ITEMS = 1_000;

    private final RunLog log;
    private final ProjectRepository projects;

    LoggingController(RunLog log, ProjectRepository projects) {
        this.log = log;
        this.projects = projects;
    }

    private UUID project() {
        return projects.get(MlflowPaths.PROJECT).id();
    }

    @PostMapping("/log-metric")
    Map<String, Object> logMetric(@RequestBody(required = false) byte @Nullable [] body) {
        RequestFields fields = RequestFields.ofBody(body);
        String run = fields.runId();
        LoggedPoint point = LoggedPoint.of(fields, System.currentTimeMillis());
        log.log(project(), run, List.of(point), Map.of(), Map.of());
        return Map.of();
    }

    @PostMapping({"/log-parameter", "/log-param"})
    Map<String, Object> logParam(@RequestBody(required = false) byte @Nullable [] body) {
        RequestFields fields = RequestFields.ofBody(body);
        String run = fields.runId();
        String key = fields.key("key");
        log.log(project(), run, List.of(), Map.of(key, fields.valueOrEmpty(MAX_PARAM_VALUE)), Map.of());
        return Map.of();
    }

    @PostMapping("/set-tag")
    Map<String, Object> setTag(@RequestBody(required = false) byte @Nullable [] body) {
        RequestFields fields = RequestFields.ofBody(body);
        String run = fields.runId();
        String key = fields.key("key");
        log.log(project(), run, List.of(), Map.of(), Map.of(key, fields.valueOrEmpty(MAX_TAG_VALUE)));
        return Map.of();
    }

    @PostMapping("/delete-tag")
    Map<String, Object> deleteTag(@RequestBody(required = false) byte @Nullable [] body) {
        RequestFields fields = RequestFields.ofBody(body);
        String run = fields.runId();
        log.removeTag(project(), run, fields.key("key"));
        return Map.of();
    }

    @PostMapping("/log-batch")
    Map<String, Object> logBatch(@RequestBody(required = false) byte @Nullable [] body) {
        RequestFields fields = RequestFields.ofBody(body);
        String run = fields.runId();
        long now = System.currentTimeMillis();
        List<LoggedPoint> points = fields.objects("metrics", MAX_METRICS).stream()
                .map(each -> LoggedPoint.of(each, now))
                .toList();
        List<RequestFields> params = fields.objects("params", MAX_PARAMS);
        List<RequestFields> tags = fields.objects("tags", MAX_TAGS);
        int items = points.size() + params.size() + tags.size();
        if (items > MAX_ITEMS) {
            throw MlflowException.of(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "A batch can contain at most %d metrics, params and tags in all, and this one has %d."
                            .formatted(MAX_ITEMS, items));
        }
        log.log(project(), run, points, params(params), fields.pairs("tags", MAX_TAGS, MAX_TAG_VALUE));
        return Map.of();
    }

    /** A param may be given twice with the same value. */
    private static Map<String, String> params(List<RequestFields> params) {
        Map<String, String> values = new LinkedHashMap<>();
        for (RequestFields param : params) {
            String key = param.key("key");
            String value = param.valueOrEmpty(MAX_PARAM_VALUE);
            String before = values.put(key, value);
            if (before != null && !before.equals(value)) {
                throw MlflowException.invalid("params", key, "the batch has two different values of this param");
            }
        }
        return values;
    }
}
