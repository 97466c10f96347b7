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
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Parses the spec in the body of a request, as JSON or YAML. A field that is given twice is an error. */
final class SpecParser {

    static final String YAML = "application/yaml";

    private SpecParser() {}

    /** Looks up the vocabulary sizes of the tokenizers of a project. */
    interface VocabularyLookup {

        /** Returns the number of tokens of a tokenizer, or nothing when there is no tokenizer with that name. */
        OptionalInt find(String tokenizer);
    }

    /** Parses and checks a spec. If the spec names a tokenizer and has no vocabulary size, the size is filled in. */
    static ExperimentSpec read(byte[] body, @Nullable MediaType type, VocabularyLookup vocabularies) {
        return read(tree(body, type), vocabularies);
    }

    /** Reads and checks a tree. It fills in the vocabulary in the tree as {@link #read(byte[], MediaType, VocabularyLookup)} does. */
    static ExperimentSpec read(JsonNode tree, VocabularyLookup vocabularies) {
        if (tree.path("data") instanceof ObjectNode data && !data.hasNonNull("vocabulary")) {
            String tokenizer = TextRule.normalise(data.path("tokenizer").asString(""));
            vocabularies.find(tokenizer).ifPresent(vocabulary -> data.put("vocabulary", vocabulary));
        }
        return read(tree);
    }

    private static ExperimentSpec read(JsonNode tree) {
        try {
            return SpecReader.read(tree);
        } catch (InvalidSpec e) {
            throw invalid(e.violations());
        }
    }

    static BadRequestException invalid(List<Violation> violations) {
        return BadRequestException.invalid(violations.stream()
                .map(violation -> new FieldError(violation.pointer(), violation.message()))
                .toList());
    }

    private static JsonNode tree(byte[] body, @Nullable MediaType type) {
        boolean yaml = type != null && type.getSubtype().endsWith("yaml");
        try {
            return yaml ? SpecText.yaml(body) : SpecText.json(body);
        } catch (UnreadableSpec e) {
            throw BadRequestException.malformed(e.getMessage());
        }
    }
}
