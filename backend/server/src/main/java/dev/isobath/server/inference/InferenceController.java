package dev.isobath.server.inference;

import dev.isobath.server.accounts.User;
import dev.isobath.server.experiments.ExperimentViewService;
import dev.isobath.server.inference.InferenceService.CompletedInference;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@Tag(name = "questions")
class InferenceController {

    private final InferenceService inference;
    private final ExperimentViewService experiments;

    InferenceController(InferenceService inference, ExperimentViewService experiments) {
        this.inference = inference;
        this.experiments = experiments;
    }

    @PostMapping("/api/experiments/{id}/logits")
    LogitsView askForLogits(
            @PathVariable UUID id,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = @Content(schema = @Schema(implementation = LogitsRequest.class)))
                    @RequestBody
                    JsonNode body,
            @AuthenticationPrincipal User user)
            throws InterruptedException {
        CheckpointInferenceRequest parsed = LogitsRequest.parse(body, spec(id));
        CompletedInference completed = inference.run(id, parsed, user);
        if (!(completed.result() instanceof InferenceResult.Logits logits)
                || !(parsed.request() instanceof InferenceRequest.Logits request)) {
            throw InferenceFailedException.failed(completed.node(), "it answered another question");
        }
        return new LogitsView(
                completed.checkpoint().id(),
                completed.checkpoint().step(),
                request.routing(),
                logits.tokens(),
                logits.pieces(),
                logits.vocabulary(),
                logits.logits(),
                logits.likely(),
                logits.routed(),
                logits.note());
    }

    /**
     * Answers a request whose text is in the address. Addresses have at most 32 KB, so that longer texts need a body.
     */
    @GetMapping("/api/experiments/{id}/routing")
    RoutingMapView getRouting(
            @PathVariable UUID id,
            @RequestParam String text,
            @Parameter(
                            schema =
                                    @Schema(
                                            allowableValues = {"top-k", "causal"},
                                            defaultValue = "top-k"))
                    @RequestParam(required = false)
                    @Nullable
                    String routing,
            @Parameter(schema = @Schema(format = "uuid")) @RequestParam(required = false) @Nullable String checkpoint,
            @AuthenticationPrincipal User user)
            throws InterruptedException {
        return routing(id, RoutingRequest.body(text, routing, checkpoint), user);
    }

    @PostMapping("/api/experiments/{id}/routing")
    RoutingMapView askForRouting(
            @PathVariable UUID id,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = @Content(schema = @Schema(implementation = RoutingRequest.class)))
                    @RequestBody
                    JsonNode body,
            @AuthenticationPrincipal User user)
            throws InterruptedException {
        return routing(id, body, user);
    }

    private RoutingMapView routing(UUID id, JsonNode body, User user) throws InterruptedException {
        CheckpointInferenceRequest parsed = RoutingRequest.parse(body, spec(id));
        CompletedInference completed = inference.run(id, parsed, user);
        if (!(completed.result() instanceof InferenceResult.RoutingMap map)
                || !(parsed.request() instanceof InferenceRequest.RoutingMap request)) {
            throw InferenceFailedException.failed(completed.node(), "it answered another question");
        }
        return new RoutingMapView(
                completed.checkpoint().id(),
                completed.checkpoint().step(),
                request.routing(),
                map.tokens(),
                map.pieces(),
                map.losses(),
                map.entropies(),
                map.depths(),
                map.blocks(),
                map.experts(),
                map.noOps(),
                RoutingStatistics.of(map, request.routing()),
                map.note());
    }

    @PostMapping("/api/experiments/{id}/samples")
    SamplesView askForSamples(
            @PathVariable UUID id,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = @Content(schema = @Schema(implementation = SamplesRequest.class)))
                    @RequestBody
                    JsonNode body,
            @AuthenticationPrincipal User user)
            throws InterruptedException {
        CheckpointInferenceRequest parsed = SamplesRequest.parse(body, spec(id));
        CompletedInference completed = inference.run(id, parsed, user);
        if (!(completed.result() instanceof InferenceResult.Samples samples)
                || !(parsed.request() instanceof InferenceRequest.Samples request)) {
            throw InferenceFailedException.failed(completed.node(), "it answered another question");
        }
        return new SamplesView(
                completed.checkpoint().id(),
                completed.checkpoint().step(),
                request.seed(),
                samples.samples(),
                samples.tokensPerSecond(),
                samples.note());
    }

    private ExperimentSpec spec(UUID id) {
        return SpecReader.read(experiments.get(id).spec());
    }
}
