package dev.isobath.server.experiments;

import dev.isobath.server.accounts.User;
import dev.isobath.server.experiments.ExperimentActions.Outcome;
import dev.isobath.server.experiments.ExperimentActions.Result;
import dev.isobath.server.experiments.filter.Filter;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.projects.Project;
import dev.isobath.server.projects.ProjectRepository;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Archiving and deleting experiments, and doing things with many of them at once. */
@RestController
@Tag(name = "experiments")
class ExperimentActionsController {

    private static final int MAX_EXPERIMENTS = 10_000;
    private static final int MAX_DELETED = 1_000;

    /**
     * A request to do the same with many experiments.
     *
     * @param ids the experiments, or null where a filter says which
     * @param filter which experiments, in the language of the list's filter
     * @param expected how many experiments the client believes to match; with another number nothing is done
     * @param tags the tags to add or remove
     */
    record BulkAction(
            String action,
            @Nullable List<UUID> ids,
            @Nullable String filter,
            @Nullable Integer expected,
            @Nullable List<String> tags) {}

    /** What was done. The results are in the order of the ids. */
    record BulkResult(String action, int matched, long done, long refused, List<Result> results) {}

    record DeletedList(List<DeletedExperimentRepository.View> experiments) {}

    private final ExperimentActions actions;
    private final ExperimentFields fields;
    private final ExperimentFinder finder;
    private final ExperimentViewService views;
    private final DeletedExperimentRepository deleted;
    private final ProjectRepository projects;

    ExperimentActionsController(
            ExperimentActions actions,
            ExperimentFields fields,
            ExperimentFinder finder,
            ExperimentViewService views,
            DeletedExperimentRepository deleted,
            ProjectRepository projects) {
        this.actions = actions;
        this.fields = fields;
        this.finder = finder;
        this.views = views;
        this.deleted = deleted;
        this.projects = projects;
    }

    @PostMapping("/api/experiments/{id}/archive")
    ExperimentView archiveExperiment(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        actions.apply(id, ExperimentAction.ARCHIVE, List.of(), user);
        return views.get(id);
    }

    @PostMapping("/api/experiments/{id}/unarchive")
    ExperimentView unarchiveExperiment(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        actions.apply(id, ExperimentAction.UNARCHIVE, List.of(), user);
        return views.get(id);
    }

    @Operation(
            description =
                    "Hides an experiment. It can be restored for some days, and is then removed with its points, logs and "
                            + "checkpoints. One that waits is cancelled; one that runs is refused.")
    @DeleteMapping("/api/experiments/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteExperiment(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        actions.apply(id, ExperimentAction.DELETE, List.of(), user);
    }

    @PostMapping("/api/experiments/{id}/restore")
    ExperimentView restoreExperiment(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        actions.apply(id, ExperimentAction.RESTORE, List.of(), user);
        return views.get(id);
    }

    @GetMapping("/api/projects/{project}/experiments/deleted")
    DeletedList listDeletedExperiments(@PathVariable String project) {
        return new DeletedList(deleted.list(projects.get(project).id(), MAX_DELETED));
    }

    @Operation(
            description =
                    "Does the same with many experiments, which are named by ids or by a filter: cancel, pause, resume, retry, "
                            + "tag, untag, archive, unarchive, delete or restore. Each experiment is changed on its own, and the answer says "
                            + "for each what became of it.")
    @PostMapping("/api/projects/{project}/experiments/actions")
    BulkResult actOnExperiments(
            @PathVariable String project, @RequestBody BulkAction request, @AuthenticationPrincipal User user) {
        Project in = projects.get(project);
        ExperimentAction action = ExperimentAction.parse(request.action());
        List<String> tags = tags(request, action);
        List<UUID> ids = ids(request, action, in);
        if (request.expected() != null && request.expected() != ids.size()) {
            throw BadRequestException.invalid(
                    "/expected",
                    "is %d, but %d experiments match now; nothing was done".formatted(request.expected(), ids.size()));
        }
        List<Result> results = actions.apply(in.id(), ids, action, tags, user);
        Map<Outcome, Long> counts = ExperimentActions.counts(results);
        return new BulkResult(
                action.text(),
                results.size(),
                counts.getOrDefault(Outcome.DONE, 0L),
                counts.getOrDefault(Outcome.REFUSED, 0L) + counts.getOrDefault(Outcome.NOT_FOUND, 0L),
                results);
    }

    private static List<String> tags(BulkAction request, ExperimentAction action) {
        boolean needed = action == ExperimentAction.TAG || action == ExperimentAction.UNTAG;
        if (needed && (request.tags() == null || request.tags().isEmpty())) {
            throw BadRequestException.invalid("/tags", "is missing; name the tags to %s".formatted(action.text()));
        }
        if (!needed && request.tags() != null) {
            throw BadRequestException.invalid("/tags", "belongs to the actions tag and untag");
        }
        ExperimentChange checked = new ExperimentChange(null, request.tags(), null, null).validated();
        return Objects.requireNonNullElse(checked.tags(), List.of());
    }

    private List<UUID> ids(BulkAction request, ExperimentAction action, Project project) {
        if ((request.ids() == null) == (request.filter() == null)) {
            throw BadRequestException.invalid("", "needs either ids or filter");
        }
        if (request.ids() != null) {
            if (request.ids().size() > MAX_EXPERIMENTS) {
                throw BadRequestException.invalid("/ids", "has more than %d experiments".formatted(MAX_EXPERIMENTS));
            }
            return request.ids().stream().distinct().toList();
        }
        if (action == ExperimentAction.RESTORE) {
            throw BadRequestException.invalid(
                    "/filter", "does not find deleted experiments; name them by ids to restore them");
        }
        Filter filter = fields.parseField(String.valueOf(request.filter()));
        List<UUID> ids = finder.find(project.id(), filter, MAX_EXPERIMENTS);
        if (ids.size() > MAX_EXPERIMENTS) {
            throw BadRequestException.invalid(
                    "/filter", "matches more than %d experiments; make it narrower".formatted(MAX_EXPERIMENTS));
        }
        return ids;
    }
}
