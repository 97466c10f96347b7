package dev.isobath.server.experiments;

import dev.isobath.server.projects.Project;
import dev.isobath.server.projects.ProjectRepository;
import dev.isobath.spec.Architecture;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.SpecWriter;
import dev.isobath.spec.flops.Flops;
import dev.isobath.spec.flops.Term;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@Tag(name = "experiments")
class FlopsController {

    record ModuleFlops(String module, long forward, long backward) {}

    /**
     * The cost of a spec.
     *
     * @param flopsPerStep the FLOPs of a step at the final capacities; with a capacity schedule early steps cost a different
     *     number
     * @param steps the number of steps, among them those of the checkpoint that the run goes on from
     * @param tokens the number of tokens that all these steps train on
     * @param flopsPlanned the FLOPs that the run executes itself, without those before the checkpoint that it goes on from
     * @param modules the FLOPs of one sequence by module, summed over layers
     * @param relativeToBaseline the forward FLOPs divided by those of the dense model of the same shape
     */
    record SpecFlops(
            String kind,
            long parameters,
            String convention,
            long flopsPerStep,
            long forwardPerSequence,
            long steps,
            long tokens,
            double flopsPlanned,
            List<ModuleFlops> modules,
            double relativeToBaseline,

            JsonNode spec) {}

    private final ExperimentViewService views;
    private final SubmissionService submissions;
    private final ProjectRepository projects;

    FlopsController(ExperimentViewService views, SubmissionService submissions, ProjectRepository projects) {
        this.views = views;
        this.submissions = submissions;
        this.projects = projects;
    }

    /** Computes the cost of a spec. The spec may name tokenizers and checkpoints of the project, if a project is given. */
    @PostMapping(
            path = "/api/flops",
            consumes = {MediaType.APPLICATION_JSON_VALUE, SpecParser.YAML, "text/yaml", "application/x-yaml"})
    SpecFlops countFlops(
            @RequestParam(required = false) @Nullable String project,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE) MediaType type,
            @RequestBody(required = false) byte @Nullable [] body) {
        Project owner = project == null ? null : projects.get(project);
        ExperimentSpec spec = SpecParser.read(
                body == null ? new byte[0] : body,
                type,
                owner == null ? SpecParser.ProjectLookup.NONE : submissions.lookup(owner));
        if (owner != null) {
            submissions.findStart(owner, spec);
        }
        Flops flops = spec.flopsPerSequence();
        Flops dense = Flops.of(
                new Architecture.Baseline(spec.architecture().shape()),
                spec.data().sequenceLength(),
                spec.data().tokenizer().vocabulary());
        return new SpecFlops(
                spec.architecture().kind().text(),
                spec.parameters(),
                Flops.CONVENTION,
                spec.flopsPerStep(),
                flops.forward(),
                spec.steps(),
                spec.steps() * spec.tokensPerStep(),
                spec.flopsPlanned(),
                modules(flops),
                (double) flops.forward() / dense.forward(),
                SpecWriter.write(spec));
    }

    private static List<ModuleFlops> modules(Flops flops) {
        Map<String, ModuleFlops> sums = new LinkedHashMap<>();
        for (Term term : flops.terms()) {
            sums.merge(
                    term.module(),
                    new ModuleFlops(term.module(), term.forward(), term.backward()),
                    (a, b) -> new ModuleFlops(a.module(), a.forward() + b.forward(), a.backward() + b.backward()));
        }
        return List.copyOf(sums.values());
    }

    @GetMapping("/api/experiments/{id}/flops")
    ExperimentFlops getFlops(@PathVariable UUID id) {
        return views.flops(id);
    }
}
