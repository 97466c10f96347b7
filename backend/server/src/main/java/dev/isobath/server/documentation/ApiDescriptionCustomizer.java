package dev.isobath.server.documentation;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.isobath.server.experiments.ExperimentKinds;
import dev.isobath.spec.Kind;
import dev.isobath.spec.SpecSchema;
import dev.isobath.spec.study.StudySchema;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.converter.ResolvedSchema;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adds to the API description what the signatures of the controllers do not say: problems, specs in JSON and YAML, event
 * streams.
 */
@Component
class ApiDescriptionCustomizer implements OpenApiCustomizer {

    private static final Set<String> SPEC_OPERATIONS = Set.of("submitExperiment", "countFlops");
    private static final Set<String> STUDY_OPERATIONS = Set.of("createStudy", "previewStudy");
    private static final String STUDY = "StudySpec";
    private static final String SPEC_FILE_OPERATION = "downloadCheckpointSpec";
    private static final String SPEC = "ExperimentSpec";
    private static final String CANONICAL_SPEC = "CanonicalSpec";
    /** The response about a spec that nobody has queued. The others are about experiments, which may be external. */
    private static final String FLOPS_OF_SPEC = "SpecFlops";
    /** The responses with a spec, whose signatures say only that it is JSON. */
    private static final Set<String> WITH_SPEC = Set.of("Experiment", "SharedExperiment", "SpecFlops");

    private static final String REFERENCE = "#/components/schemas/";
    private static final String EVENTS = "text/event-stream";

    /** A problem document (RFC 9457). */
    record Problem(
            String type,
            String title,
            int status,
            String detail,
            @Nullable String instance,
            @Nullable List<BadField> errors) {}

    /** One invalid field, named by its JSON pointer. */
    record BadField(String pointer, String detail) {}

    @Override
    public void customise(OpenAPI description) {
        ResolvedSchema problem = ModelConverters.getInstance(true)
                .resolveAsResolvedSchema(new AnnotatedType(Problem.class).resolveAsRef(true));
        Schema<?> schema = problem.referencedSchemas.get("Problem");
        if (schema != null) {
            // The other fields are present only when they have a value.
            schema.setRequired(List.of("type", "title", "status", "detail"));
        }
        problem.referencedSchemas.forEach(description.getComponents()::addSchemas);
        description.getComponents().addSchemas(SPEC, schema(SpecSchema.definition()));
        description.getComponents().addSchemas(STUDY, schema(StudySchema.definition()));
        description.getComponents().addSchemas(CANONICAL_SPEC, schema(SpecSchema.canonical()));
        WITH_SPEC.forEach(name -> describeSpec(
                Objects.requireNonNull(
                        description.getComponents().getSchemas().get(name), () -> "no response is called " + name),
                name.equals(FLOPS_OF_SPEC)
                        ? Arrays.stream(Kind.values()).map(Kind::text).toList()
                        : ExperimentKinds.names()));
        List.of("SseEmitter", "MediaType").forEach(description.getComponents().getSchemas()::remove);
        description
                .getPaths()
                .values()
                .forEach(path -> path.readOperations().forEach(operation -> {
                    describeSentFields(
                            operation.getRequestBody(),
                            description.getComponents().getSchemas());
                    complete(operation);
                }));
    }

    /** Makes the nullable fields of a request body optional, because a client may leave them out. Fields that are not described are refused. */
    @SuppressWarnings("rawtypes") // the library declares the raw type
    private static void describeSentFields(@Nullable RequestBody body, Map<String, Schema> schemas) {
        if (body == null || body.getContent() == null) {
            return;
        }
        for (MediaType content : body.getContent().values()) {
            Schema<?> sent = content.getSchema();
            if (sent != null && sent.get$ref() != null) {
                Schema<?> schema = schemas.get(sent.get$ref().substring(REFERENCE.length()));
                if (schema != null) {
                    schema.setAdditionalProperties(false);
                }
                if (schema != null && schema.getRequired() != null) {
                    List<String> required = schema.getRequired().stream()
                            .filter(name -> !isNullable(schema.getProperties().get(name)))
                            .toList();
                    schema.setRequired(required.isEmpty() ? null : required);
                }
            }
        }
    }

    private static boolean isNullable(@Nullable Schema<?> schema) {
        return schema == null
                || schema.getOneOf() != null
                || (schema.getTypes() != null && schema.getTypes().contains("null"));
    }

    private static void complete(Operation operation) {
        if (operation.getParameters() != null) {
            // The request body says this already.
            operation.getParameters().removeIf(parameter -> "Content-Type".equals(parameter.getName()));
        }
        if (SPEC_OPERATIONS.contains(operation.getOperationId())) {
            operation.setRequestBody(bodyOf(SPEC));
        }
        if (STUDY_OPERATIONS.contains(operation.getOperationId())) {
            operation.setRequestBody(bodyOf(STUDY));
        }
        if (SPEC_FILE_OPERATION.equals(operation.getOperationId())) {
            operation.getResponses().values().forEach(ApiDescriptionCustomizer::describeSpecFile);
        }
        operation.getResponses().values().forEach(ApiDescriptionCustomizer::describeEvents);
        operation
                .getResponses()
                .addApiResponse(
                        "default",
                        new ApiResponse()
                                .description("What went wrong")
                                .content(new Content()
                                        .addMediaType(
                                                "application/problem+json",
                                                new MediaType().schema(reference("Problem")))));
    }

    private static RequestBody bodyOf(String schema) {
        return new RequestBody()
                .required(true)
                .content(new Content()
                        .addMediaType("application/json", new MediaType().schema(reference(schema)))
                        .addMediaType(
                                "application/yaml", new MediaType().schema(new Schema<>().types(Set.of("string")))));
    }

    /** Describes the spec of a response, and the kind that is taken from it. */
    private static void describeSpec(Schema<?> response, List<String> kinds) {
        Schema<String> kind = new Schema<>();
        kind.setTypes(Set.of("string"));
        kind.setEnum(kinds);
        response.addProperty("kind", kind);
        response.addProperty("spec", reference(CANONICAL_SPEC));
    }

    private static Schema<?> schema(ObjectNode schema) {
        try {
            return Json31.mapper().readValue(schema.toString(), Schema.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema of specs is not one of OpenAPI", e);
        }
    }

    private static void describeSpecFile(ApiResponse response) {
        if (response.getContent() != null) {
            response.getContent().values().forEach(content -> content.setSchema(reference(CANONICAL_SPEC)));
        }
    }

    private static void describeEvents(ApiResponse response) {
        Content content = response.getContent();
        if (content != null && content.containsKey(EVENTS)) {
            content.get(EVENTS).setSchema(new Schema<>().types(Set.of("string")));
        }
    }

    private static Schema<?> reference(String name) {
        return new Schema<>().$ref(REFERENCE + name);
    }
}
