package dev.isobath.server.experiments;

import dev.isobath.server.accounts.User;
import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.experiments.filter.Field;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.projects.Project;
import dev.isobath.server.projects.ProjectRepository;
import dev.isobath.spec.ExperimentSpec;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@Tag(name = "experiments")
class ExperimentController {

    /**
     * A page.
     *
     * @param values for each experiment the values of the columns that were asked for, by name; what has no value is left out
     * @param total the number of experiments that match
     */
    record ExperimentList(
            List<ExperimentView> experiments,
            List<Map<String, Object>> values,
            @Nullable String nextCursor,
            long total) {}

    @Schema(name = "StateChange")
    record StateChangeView(
            Instant at,
            @Nullable ExperimentState from,
            ExperimentState to,
            @Nullable Integer attempt,
            String reason) {}

    record HistoryView(List<StateChangeView> changes) {}

    private static final int MAX_KEY_LENGTH = 200;

    private final SubmissionService submissions;
    private final ExperimentRepository experiments;
    private final StateChangeRepository history;
    private final ExperimentViewService views;
    private final ExperimentFinder finder;
    private final ExperimentFields fields;
    private final ExperimentSignals signals;
    private final ProjectRepository projects;
    private final DatabaseClock clock;
    private final TransactionTemplate transaction;

    ExperimentController(
            SubmissionService submissions,
            ExperimentRepository experiments,
            StateChangeRepository history,
            ExperimentViewService views,
            ExperimentFinder finder,
            ExperimentFields fields,
            ExperimentSignals signals,
            ProjectRepository projects,
            DatabaseClock clock,
            TransactionTemplate transaction) {
        this.submissions = submissions;
        this.experiments = experiments;
        this.history = history;
        this.views = views;
        this.finder = finder;
        this.fields = fields;
        this.signals = signals;
        this.projects = projects;
        this.clock = clock;
        this.transaction = transaction;
    }

    @PostMapping(
            path = "/api/projects/{project}/experiments",
            consumes = {MediaType.APPLICATION_JSON_VALUE, SpecParser.YAML, "text/yaml", "application/x-yaml"})
    ResponseEntity<ExperimentView> submitExperiment(
            @PathVariable String project,
            @RequestParam(defaultValue = "0") int priority,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE) MediaType type,
            @RequestBody(required = false) byte @Nullable [] body,
            @AuthenticationPrincipal User user) {
        Project target = projects.get(project);
        ExperimentSpec spec = SpecParser.read(body == null ? new byte[0] : body, type, submissions.lookup(target));
        return created(submissions.submit(submission(target, user, priority, List.of(), key), spec));
    }

    private static Submission submission(
            Project project, User user, int priority, List<String> tags, @Nullable String key) {
        if (Math.abs((long) priority) > ExperimentChange.MAX_PRIORITY) {
            throw BadRequestException.malformed(
                    "priority: must be between -%1$d and %1$d".formatted(ExperimentChange.MAX_PRIORITY));
        }
        if (key != null && (key.isBlank() || key.length() > MAX_KEY_LENGTH)) {
            throw BadRequestException.malformed("Idempotency-Key: must have 1 to " + MAX_KEY_LENGTH + " characters");
        }
        return new Submission(project, user, priority, tags, key);
    }

    private static ResponseEntity<ExperimentView> created(ExperimentView experiment) {
        return ResponseEntity.created(URI.create("/api/experiments/" + experiment.id()))
                .body(experiment);
    }

    @GetMapping("/api/projects/{project}/experiments")
    ExperimentList listExperiments(
            @PathVariable String project,
            @RequestParam(defaultValue = "") List<String> ids,
            @RequestParam(defaultValue = "") List<String> state,
            @RequestParam(defaultValue = "") List<String> kind,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) @Nullable String tag,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(defaultValue = "-createdAt") String sort,
            @RequestParam(defaultValue = "") List<String> columns,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        ExperimentQuery query = ExperimentQuery.parse(
                ExperimentSelection.parse(projects.get(project).id(), ids, state, kind, q, tag, fields.parse(filter)),
                ExperimentOrder.parse(sort, fields.catalogue()),
                cursor,
                limit);
        Map<String, Field> shown = fields.columns(columns);
        ExperimentFinder.Page page = finder.find(query);
        List<ExperimentView> listed = views.list(page.ids());
        Map<UUID, Map<String, Object>> values = fields.values(page.ids(), shown);
        ExperimentOrder.Position next = page.next();
        return new ExperimentList(
                listed,
                listed.stream()
                        .map(experiment -> values.getOrDefault(experiment.id(), Map.of()))
                        .toList(),
                next == null ? null : next.encode(query.order().key()),
                page.total());
    }

    @GetMapping("/api/experiments/{id}")
    ExperimentView getExperiment(@PathVariable UUID id) {
        return views.get(id);
    }

    @PatchMapping("/api/experiments/{id}")
    ExperimentView changeExperiment(@PathVariable UUID id, @RequestBody ExperimentChange change) {
        ExperimentChange validated = change.validated();
        return change(id, (experiment, now) -> experiment.update(validated, now));
    }

    @PostMapping("/api/experiments/{id}/cancel")
    ExperimentView cancelExperiment(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        return change(id, (experiment, now) -> experiment.cancel(user.name(), now));
    }

    @PostMapping("/api/experiments/{id}/pause")
    ExperimentView pauseExperiment(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        return change(id, (experiment, now) -> experiment.pause(user.name(), now));
    }

    @PostMapping("/api/experiments/{id}/resume")
    ExperimentView resumeExperiment(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        return change(id, (experiment, now) -> experiment.resume(user.name(), now));
    }

    @PostMapping("/api/experiments/{id}/retry")
    ExperimentView retryExperiment(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        return change(id, (experiment, now) -> experiment.retry(user.name(), now));
    }

    @Operation(
            description = "Queues the same experiment again. The body is a merge patch (RFC 7396) on the spec: "
                    + "{\"name\": \"with seed 2\", \"seed\": 2} changes two fields and keeps all others, and null restores a "
                    + "default. The changed spec is checked like any other.")
    @PostMapping("/api/experiments/{id}/clone")
    ResponseEntity<ExperimentView> cloneExperiment(
            @PathVariable UUID id,
            @RequestBody(required = false) @Nullable JsonNode patch,
            @AuthenticationPrincipal User user) {
        ExperimentView original = views.get(id);
        if (original.kind().equals(ExternalSpec.KIND)) {
            throw ExternalExperimentException.cannot("cloned");
        }
        Project project = projects.get(original.project());
        ExperimentSpec spec = ClonedSpec.of(original, patch, submissions.lookup(project));
        return created(submissions.submit(submission(project, user, original.priority(), original.tags(), null), spec));
    }

    @GetMapping("/api/experiments/{id}/history")
    HistoryView getHistory(@PathVariable UUID id) {
        if (experiments.findById(id).isEmpty()) {
            throw NotFoundException.of("experiment", id);
        }
        return new HistoryView(history.findByExperimentIdOrderById(id).stream()
                .map(change -> new StateChangeView(
                        change.changedAt(), change.fromState(), change.toState(), change.attempt(), change.reason()))
                .toList());
    }

    private interface Change {
        void apply(Experiment experiment, Instant now);
    }

    private ExperimentView change(UUID id, Change change) {
        transaction.executeWithoutResult(_ -> {
            Experiment experiment =
                    experiments.findByIdForUpdate(id).orElseThrow(() -> NotFoundException.of("experiment", id));
            change.apply(experiment, clock.now());
            signals.queued(experiment);
        });
        return views.get(id);
    }
}
