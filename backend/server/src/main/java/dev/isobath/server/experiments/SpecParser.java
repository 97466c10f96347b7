package dev.isobath.server.experiments;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecText;
import dev.isobath.spec.UnreadableSpec;
import dev.isobath.spec.Violation;
import dev.isobath.spec.text.TextRule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Parses the spec in the body of a request, as JSON or YAML. A field that is given twice is an error. */
public final class SpecParser {

    /** The media type of YAML (RFC 9512). */
    public static final String YAML = "application/yaml";

    private SpecParser() {}

    /** Looks up what a project has, to fill in what a spec leaves out. */
    interface ProjectLookup {

        /** Finds nothing, for a spec without a project. */
        ProjectLookup NONE = new ProjectLookup() {
            @Override
            public OptionalInt vocabulary(String tokenizer) {
                return OptionalInt.empty();
            }

            @Override
            public OptionalLong lastCheckpoint(UUID experiment) {
                return OptionalLong.empty();
            }
        };

        /** Returns the number of tokens of a tokenizer, or nothing when there is no tokenizer with that name. */
        OptionalInt vocabulary(String tokenizer);

        /** Returns the step of the last checkpoint of an experiment, or nothing when it has none. */
        OptionalLong lastCheckpoint(UUID experiment);
    }

    /**
     * Parses and checks a spec. If the spec names a tokenizer and has no vocabulary size, the size is filled in. If it names an
     * experiment to start from and no step, the step of its last checkpoint is.
     */
    static ExperimentSpec read(byte[] body, @Nullable MediaType type, ProjectLookup project) {
        return read(tree(body, type), project);
    }

    /** Reads and checks a tree. It fills in the tree as {@link #read(byte[], MediaType, ProjectLookup)} does. */
    static ExperimentSpec read(JsonNode tree, ProjectLookup project) {
        if (tree.path("data") instanceof ObjectNode data && !data.hasNonNull("vocabulary")) {
            String tokenizer = TextRule.normalise(data.path("tokenizer").asString(""));
            project.vocabulary(tokenizer).ifPresent(vocabulary -> data.put("vocabulary", vocabulary));
        }
        if (tree.path("training").path("startFrom") instanceof ObjectNode start && !start.hasNonNull("step")) {
            id(start.path("experiment").asString(""))
                    .ifPresent(experiment ->
                            project.lastCheckpoint(experiment).ifPresent(step -> start.put("step", step)));
        }
        return read(tree);
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(TextRule.normalise(text)));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static ExperimentSpec read(JsonNode tree) {
        try {
            return SpecReader.read(tree);
        } catch (InvalidSpec e) {
            throw invalid(e.violations());
        }
    }

    /** Makes the refusal of a document with these violations. */
    public static BadRequestException invalid(List<Violation> violations) {
        return BadRequestException.invalid(violations.stream()
                .map(violation -> new FieldError(violation.pointer(), violation.message()))
                .toList());
    }

    /**
     * Reads a body as YAML or JSON, whatever it describes.
     *
     * @throws BadRequestException when it is neither, with line and column
     */
    public static JsonNode tree(byte[] body, @Nullable MediaType type) {
        boolean yaml = type != null && type.getSubtype().endsWith("yaml");
        try {
            return yaml ? SpecText.yaml(body) : SpecText.json(body);
        } catch (UnreadableSpec e) {
            throw BadRequestException.malformed(e.getMessage());
        }
    }
}
