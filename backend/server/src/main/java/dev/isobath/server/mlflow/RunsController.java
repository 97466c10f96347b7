package dev.isobath.server.mlflow;

import dev.isobath.server.accounts.User;
import dev.isobath.server.experiments.ExperimentAction;
import dev.isobath.server.experiments.ExperimentActions;
import dev.isobath.server.mlflow.Search.Condition;
import dev.isobath.server.mlflow.Search.Order;
import dev.isobath.server.projects.Project;
import dev.isobath.server.projects.ProjectRepository;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The endpoints of MLflow that make, change and find runs. */
@Hidden
@RestController
@RequestMapping(MlflowPaths.API + "/runs")
class RunsController {

    private static final int MAX_ID = 500;
    private static final int MAX_NAME = 5_000;
    private static final int MAX_TOKEN = 500;

    private final RunLog log;
    private final RunReader runs;
    private final RunSearch search;
    private final ExternalRunRepository external;
    private final MlflowExperimentRepository experiments;
    private final ExperimentActions actions;
    private final ProjectRepository projects;

    RunsController(
            RunLog log,
            RunReader runs,
            RunSearch search,
            ExternalRunRepository external,
            MlflowExperimentRepository experiments,
            ExperimentActions actions,
            ProjectRepository projects) {
        this.log = log;
        this.runs = runs;
        this.search = search;
        this.external = external;
        this.experiments = experiments;
        this.actions = actions;
        this.projects = projects;
    }

    private Project project() {
        return projects.get(MlflowPaths.PROJECT);
    }

    @PostMapping("/create")
    Json.OneRun create(@RequestBody(required = false) byte @Nullable [] body, @AuthenticationPrincipal User user) {
        RequestFields fields = RequestFields.ofBody(body);
        Project project = project();
        String asked = fields.optionalText("experiment_id", MAX_ID);
        Json.Experiment experiment = experiments.get(
                project.id(),
                asked == null || asked.isEmpty() ? Long.toString(MlflowExperimentRepository.DEFAULT) : asked);
        requireLoggable(experiment);
        Map<String, String> tags =
                new LinkedHashMap<>(fields.pairs("tags", RunLog.MAX_TAGS, LoggingController.MAX_TAG_VALUE));
        String name = fields.optionalText("run_name", MAX_NAME);
        if (name != null && !name.isEmpty()) {
            tags.put(RunTags.NAME, name);
        }
        String userName = fields.optionalText("user_id", MAX_NAME);
        OptionalLong start = fields.optionalWhole("start_time");
        UUID id = log.create(
                project,
                Long.parseLong(experiment.experimentId()),
                user,
                userName == null || userName.isEmpty() ? user.name() : userName,
                start.orElse(System.currentTimeMillis()),
                tags);
        return new Json.OneRun(runs.get(project.id(), RunIds.text(id)));
    }

    private static void requireLoggable(Json.Experiment experiment) {
        if (experiment.experimentId().equals(Long.toString(MlflowExperimentRepository.NATIVE))) {
            throw MlflowException.invalid(
                    "experiment_id",
                    experiment.experimentId(),
                    "this experiment has the runs that Isobath's worker nodes train; log to another one");
        }
        if (!experiment.lifecycleStage().equals(Lifecycle.stage(false))) {
            throw MlflowException.invalid(
                    "experiment_id", experiment.experimentId(), "this experiment is deleted; restore it first");
        }
    }

    @GetMapping("/get")
    Json.OneRun get(HttpServletRequest request) {
        return new Json.OneRun(
                runs.get(project().id(), RequestFields.ofQuery(request).runId()));
    }

    @PostMapping("/update")
    Json.UpdatedRun update(@RequestBody(required = false) byte @Nullable [] body) {
        RequestFields fields = RequestFields.ofBody(body);
        UUID project = project().id();
        String id = fields.runId();
        String status = fields.optionalText("status", MAX_ID);
        OptionalLong end = fields.optionalWhole("end_time");
        String name = fields.optionalText("run_name", MAX_NAME);
        log.update(
                project,
                id,
                status == null || status.isEmpty() ? null : RunStatus.parse(status),
                end.isPresent() ? (Long) end.getAsLong() : null,
                name == null || name.isEmpty() ? null : name);
        return new Json.UpdatedRun(runs.get(project, id).info());
    }

    @PostMapping("/delete")
    Map<String, Object> delete(
            @RequestBody(required = false) byte @Nullable [] body, @AuthenticationPrincipal User user) {
        String id = RequestFields.ofBody(body).runId();
        UUID project = project().id();
        if (Lifecycle.stage(true).equals(runs.get(project, id).info().lifecycleStage())) {
            return Map.of();
        }
        apply(project, external.requireWritable(project, id), ExperimentAction.DELETE, user);
        return Map.of();
    }

    @PostMapping("/restore")
    Map<String, Object> restore(
            @RequestBody(required = false) byte @Nullable [] body, @AuthenticationPrincipal User user) {
        String id = RequestFields.ofBody(body).runId();
        UUID project = project().id();
        UUID known = external.requireExternal(project, id);
        if (Lifecycle.stage(true).equals(runs.get(project, id).info().lifecycleStage())) {
            apply(project, known, ExperimentAction.RESTORE, user);
        }
        return Map.of();
    }

    private void apply(UUID project, UUID id, ExperimentAction action, User user) {
        ExperimentActions.Result result = actions.apply(project, id, action, user, user.name());
        switch (result.outcome()) {
            case DONE -> {}
            case REFUSED ->
                throw MlflowException.of(
                        ErrorCode.PERMISSION_DENIED,
                        Objects.requireNonNullElse(result.reason(), "This is not possible."));
            case NOT_FOUND -> throw MlflowException.noRun(RunIds.text(id));
        }
    }

    @PostMapping("/search")
    Json.Runs search(@RequestBody(required = false) byte @Nullable [] body) {
        RequestFields fields = RequestFields.ofBody(body);
        List<String> asked = fields.texts("experiment_ids", ExperimentsController.MAX_RESULTS, MAX_ID);
        List<Long> numbers = asked.stream()
                .map(MlflowExperimentRepository::number)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .toList();
        List<Condition> filter = SearchParser.filter(fields.optionalText("filter", ExperimentsController.MAX_FILTER));
        List<Order> order = SearchParser.order(
                fields.texts("order_by", ExperimentsController.MAX_ORDERS, ExperimentsController.MAX_FILTER));
        Lifecycle view = Lifecycle.parse("run_view_type", fields.optionalText("run_view_type", MAX_ID));
        int most = fields.count(
                "max_results", ExperimentsController.DEFAULT_RESULTS, 1, ExperimentsController.MAX_RESULTS);
        int offset = PageToken.offset(fields.optionalText("page_token", MAX_TOKEN));
        UUID project = project().id();
        List<UUID> found = search.find(project, numbers, filter, order, view, offset, most + 1);
        boolean more = found.size() > most;
        return new Json.Runs(
                runs.list(project, more ? found.subList(0, most) : found),
                more ? PageToken.of(Integer.toString(offset + most)) : null);
    }
}
