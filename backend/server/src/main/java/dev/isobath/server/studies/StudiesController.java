package dev.isobath.server.studies;

import dev.isobath.server.accounts.User;
import dev.isobath.server.experiments.ExperimentAction;
import dev.isobath.server.experiments.ExperimentActions;
import dev.isobath.server.experiments.SpecParser;
import dev.isobath.server.projects.Project;
import dev.isobath.server.projects.ProjectRepository;
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
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Studies: sets of experiments made for one comparison. */
@RestController
@Tag(name = "studies")
class StudiesController {

    /**
     * A study.
     *
     * @param design what is varied, for example {@code isoflop}
     * @param document what was asked at first
     * @param grown what is asked now, with everything that was added
     * @param launchedAt when it was first launched, or null
     */
    @Schema(name = "Study")
    record StudyView(
            UUID id,
            String project,
            String name,
            String question,
            String design,
            JsonNode document,
            JsonNode grown,
            List<StudyRow.Addition> additions,
            @Nullable String createdBy,
            Instant createdAt,
            @Nullable Instant launchedAt,
            StudySettings settings,
            StudyProgress progress) {}

    /** A study in a list. */
    @Schema(name = "StudySummary")
    record StudySummary(
            UUID id,
            String name,
            String question,
            String design,
            @Nullable String createdBy,
            Instant createdAt,
            @Nullable Instant launchedAt,
            StudyProgress progress) {}

    record StudyList(List<StudySummary> studies) {}

    /**
     * A change of the plan.
     *
     * @param drop the keys of rows that shall not be run
     * @param keep the keys of rows that shall be run after all
     */
    record PlanChange(@Nullable List<String> drop, @Nullable List<String> keep) {}

    record StudyActionResult(String action, long done, long refused) {}

    private final StudyService studies;
    private final StudyRepository repository;
    private final StudyAnalyses analyses;
    private final EqualSizes equalSizes;
    private final ProjectRepository projects;

    StudiesController(
            StudyService studies,
            StudyRepository repository,
            StudyAnalyses analyses,
            EqualSizes equalSizes,
            ProjectRepository projects) {
        this.studies = studies;
        this.repository = repository;
        this.analyses = analyses;
        this.equalSizes = equalSizes;
        this.projects = projects;
    }

    @Operation(description = "Stores a study with its plan. Nothing runs before it is launched.")
    @PostMapping(
            path = "/api/projects/{project}/studies",
            consumes = {MediaType.APPLICATION_JSON_VALUE, SpecParser.YAML, "text/yaml", "application/x-yaml"})
    ResponseEntity<StudyView> createStudy(
            @PathVariable String project,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE) MediaType type,
            @RequestBody(required = false) byte @Nullable [] body,
            @AuthenticationPrincipal User user) {
        UUID id = studies.create(projects.get(project), SpecParser.tree(body == null ? new byte[0] : body, type), user);
        return ResponseEntity.created(URI.create("/api/studies/" + id)).body(view(id));
    }

    @Operation(description = "Returns the plan of a study without storing it.")
    @PostMapping(
            path = "/api/projects/{project}/studies/plan",
            consumes = {MediaType.APPLICATION_JSON_VALUE, SpecParser.YAML, "text/yaml", "application/x-yaml"})
    StudyPlan previewStudy(
            @PathVariable String project,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE) MediaType type,
            @RequestBody(required = false) byte @Nullable [] body) {
        return studies.preview(projects.get(project), SpecParser.tree(body == null ? new byte[0] : body, type));
    }

    @GetMapping("/api/projects/{project}/studies")
    StudyList listStudies(@PathVariable String project) {
        Project of = projects.get(project);
        Map<UUID, StudyProgress> progress = repository.progressOf(of.id());
        return new StudyList(repository.list(of.id()).stream()
                .map(study -> new StudySummary(
                        study.id(),
                        study.name(),
                        study.document().path("question").asString(""),
                        study.design(),
                        study.createdByName(),
                        study.createdAt(),
                        study.launchedAt(),
                        progress.getOrDefault(study.id(), StudyProgress.NONE)))
                .toList());
    }

    @GetMapping("/api/studies/{id}")
    StudyView getStudy(@PathVariable UUID id) {
        return view(id);
    }

    @Operation(
            description = "A row for each experiment: its size, its cost, the estimated time, and whether it will run.")
    @GetMapping("/api/studies/{id}/plan")
    StudyPlan getStudyPlan(@PathVariable UUID id) {
        return studies.plan(id);
    }

    @PatchMapping("/api/studies/{id}/plan")
    StudyPlan changeStudyPlan(@PathVariable UUID id, @RequestBody PlanChange change) {
        studies.drop(
                id,
                change.drop() == null ? List.of() : change.drop(),
                change.keep() == null ? List.of() : change.keep());
        return studies.plan(id);
    }

    @Operation(
            description =
                    "Adds entries to the lists of a study: {\"seeds\": [4, 5]}, {\"budgets\": [8e12]}. What was asked before stays. "
                            + "The new rows run after the next launch.")
    @PostMapping("/api/studies/{id}/additions")
    StudyView growStudy(@PathVariable UUID id, @RequestBody JsonNode entries, @AuthenticationPrincipal User user) {
        studies.grow(id, entries, user);
        return view(id);
    }

    @Operation(
            description =
                    "Submits every row that waits. A row whose spec has been run already takes that experiment instead of running it "
                            + "twice. A launch that was interrupted goes on where it stopped when it is asked for again.")
    @PostMapping("/api/studies/{id}/launch")
    StudyView launchStudy(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        studies.launch(id, user);
        return view(id);
    }

    @Operation(
            description =
                    "Changes how the study is run. A field that is left out stays as it is. The priority is that of the experiments that it "
                            + "submits, those in the queue included. With flopsLimit null there is no limit.")
    @PatchMapping("/api/studies/{id}")
    StudyView changeStudy(@PathVariable UUID id, @RequestBody StudyChange change, @AuthenticationPrincipal User user) {
        studies.change(id, change.of(studies.get(id).settings()), user);
        return view(id);
    }

    @PostMapping("/api/studies/{id}/cancel")
    StudyActionResult cancelStudy(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        return act(id, ExperimentAction.CANCEL, user);
    }

    @Operation(description = "Queues the failed and cancelled experiments of the study again.")
    @PostMapping("/api/studies/{id}/retry")
    StudyActionResult retryStudy(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        return act(id, ExperimentAction.RETRY, user);
    }

    @Operation(
            description =
                    "What the finished experiments say: best sizes, fitted surfaces, learning rates, means over seeds, and a verdict on "
                            + "each variant against the baseline. Every number has its interval, n, and how it was computed. What cannot be said "
                            + "has a reason.")
    @GetMapping("/api/studies/{id}/analysis")
    StudyAnalysis analyseStudy(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "flops") String axis,
            @RequestParam(required = false) @Nullable String baseline) {
        return analyses.of(studies.get(id), StudyAnalysis.Axis.parse(axis), baseline);
    }

    @Operation(
            description =
                    "Sizes a variant of an isoFLOP study to the baseline's optimum: the size by the study's rule whose forward FLOPs per token "
                            + "are nearest to those of the baseline at its best size of the budget.")
    @GetMapping("/api/studies/{id}/equal-size")
    EqualSize sizeVariant(@PathVariable UUID id, @RequestParam String variant, @RequestParam double budget) {
        StudyRow study = studies.get(id);
        return equalSizes.of(studies.project(study), study, variant, budget);
    }

    private StudyActionResult act(UUID id, ExperimentAction action, User user) {
        List<ExperimentActions.Result> results = studies.act(id, action, user);
        long done = results.stream()
                .filter(result -> result.outcome() == ExperimentActions.Outcome.DONE)
                .count();
        return new StudyActionResult(action.text(), done, results.size() - done);
    }

    @Operation(description = "Deletes the study. Its experiments stay.")
    @DeleteMapping("/api/studies/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteStudy(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        studies.delete(id, user);
    }

    private StudyView view(UUID id) {
        StudyRow study = studies.get(id);
        return new StudyView(
                study.id(),
                studies.project(study).name(),
                study.name(),
                study.document().path("question").asString(""),
                study.design(),
                study.document(),
                StudyDocument.grown(study),
                study.additions(),
                study.createdByName(),
                study.createdAt(),
                study.launchedAt(),
                study.settings(),
                repository.progress(id));
    }
}
