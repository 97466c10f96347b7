package dev.isobath.cli;

import dev.isobath.spec.MergePatch;
import dev.isobath.spec.SpecText;
import dev.isobath.spec.UnreadableSpec;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads a file with a document for the server, YAML or JSON, and the changes to it that stand on the command line. */
final class SpecFile {

    private SpecFile() {}

    static ObjectNode read(Surroundings surroundings, Path file) {
        byte[] content = surroundings.read(file);
        try {
            JsonNode document = file.toString().endsWith(".json") ? SpecText.json(content) : SpecText.yaml(content);
            if (document.isObject()) {
                return document.asObject();
            }
        } catch (UnreadableSpec e) {
            throw new UnusableException(file + ": " + e.getMessage());
        }
        throw new UnusableException(file + ": must have fields, such as name: first");
    }

    /** Changes fields: each change is {@code path.to.field=value}, with the value in YAML; null removes a field. */
    static JsonNode changed(JsonNode document, List<String> changes) {
        JsonNode changed = document;
        for (String change : changes) {
            int sign = change.indexOf('=');
            if (sign < 1) {
                throw new UnusableException(
                        "--set needs FIELD=VALUE, such as training.learningRate=1e-3, not '" + change + "'");
            }
            changed = MergePatch.apply(changed, patch(change.substring(0, sign), value(change, sign)));
        }
        return changed;
    }

    private static JsonNode value(String change, int sign) {
        String text = change.substring(sign + 1);
        if (text.isBlank()) {
            throw new UnusableException(
                    "--set " + change + " has no value; use null to remove a field, or '\"\"' for an empty text");
        }
        try {
            return SpecText.yaml(text);
        } catch (UnreadableSpec e) {
            throw new UnusableException("--set " + change + ": " + e.getMessage());
        }
    }

    private static JsonNode patch(String path, JsonNode value) {
        JsonNode patch = value;
        String[] names = path.split("\\.", -1);
        for (int i = names.length - 1; i >= 0; i--) {
            ObjectNode outer = JsonNodeFactory.instance.objectNode();
            outer.set(names[i], patch);
            patch = outer;
        }
        return patch;
    }
}
