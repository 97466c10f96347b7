package dev.isobath.server.experiments;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.MergePatch;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.text.TextRule;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the spec of a clone: the original's spec, changed by a merge patch and checked like any other spec. */
final class ClonedSpec {

    private static final String SUFFIX = " (copy)";

    private ClonedSpec() {}

    /**
     * Returns the spec of a clone.
     *
     * @param patch the changes to the spec, or null for none; without a name in it, the clone is named after the original
     * @throws BadRequestException with an error for each invalid field of the changed spec
     */
    static ExperimentSpec of(ExperimentView original, @Nullable JsonNode patch, SpecParser.ProjectLookup project) {
        ObjectNode spec = original.spec().deepCopy().asObject();
        spec.put("name", copyOf(original.name()));
        if (patch == null) {
            return SpecParser.read(spec, project);
        }
        if (!patch.isObject()) {
            throw BadRequestException.invalid("", "must be an object with the fields of the spec that are to change");
        }
        ObjectNode changed = MergePatch.apply(spec, patch).asObject();
        if (!changed.has("name")) {
            changed.set("name", spec.path("name"));
        }
        if (patch.path("data").has("tokenizer")
                && !patch.path("data").has("vocabulary")
                && changed.path("data") instanceof ObjectNode data) {
            // The original's vocabulary belongs to the original's tokenizer.
            data.remove("vocabulary");
        }
        JsonNode start = patch.path("training").path("startFrom");
        if (start.has("experiment")
                && !start.has("step")
                && changed.path("training").path("startFrom") instanceof ObjectNode changedStart) {
            // The original's step is that of a checkpoint of another experiment.
            changedStart.remove("step");
        }
        return SpecParser.read(changed, project);
    }

    private static String copyOf(String name) {
        return TextRule.shortened(name, SpecReader.MAX_NAME_LENGTH - SUFFIX.length()) + SUFFIX;
    }
}
