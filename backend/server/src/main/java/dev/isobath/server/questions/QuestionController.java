package dev.isobath.server.questions;

import dev.isobath.server.accounts.User;
import dev.isobath.server.experiments.ExperimentViews;
import dev.isobath.server.questions.Asking.Answered;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@Tag(name = "questions")
class QuestionController {

    private final Asking asking;
    private final ExperimentViews experiments;

    QuestionController(Asking asking, ExperimentViews experiments) {
        this.asking = asking;
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
        Asked asked = LogitsRequest.read(body, spec(id));
        Answered answered = asking.ask(id, asked, user);
        if (!(answered.answer() instanceof InferenceResult.Logits logits)
                || !(asked.question() instanceof InferenceRequest.Logits question)) {
            throw NotAnswered.failed(answered.node(), "it answered another question");
        }
        return new LogitsView(
                answered.checkpoint().id(),
                answered.checkpoint().step(),
                question.routing(),
                logits.tokens(),
                logits.pieces(),
                logits.vocabulary(),
                logits.logits(),
                logits.likely(),
                logits.routed());
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
        Asked asked = SamplesRequest.read(body, spec(id));
        Answered answered = asking.ask(id, asked, user);
        if (!(answered.answer() instanceof InferenceResult.Samples samples)
                || !(asked.question() instanceof InferenceRequest.Samples question)) {
            throw NotAnswered.failed(answered.node(), "it answered another question");
        }
        return new SamplesView(
                answered.checkpoint().id(),
                answered.checkpoint().step(),
                question.seed(),
                samples.samples(),
                samples.tokensPerSecond());
    }

    private ExperimentSpec spec(UUID id) {
        return SpecReader.read(experiments.get(id).spec());
    }
}
