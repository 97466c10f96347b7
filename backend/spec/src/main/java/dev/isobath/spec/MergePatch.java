package dev.isobath.spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Changes to a JSON value, by RFC 7396: fields of an object are replaced one by one, and null removes a field. */
public final class MergePatch {

    private MergePatch() {}

    /** Returns the changed value. The target itself stays as it is. */
    public static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode changed = target.isObject() ? target.deepCopy().asObject() : JsonNodeFactory.instance.objectNode();
        for (var field : patch.properties()) {
            if (field.getValue().isNull()) {
                changed.remove(field.getKey());
            } else {
                changed.set(field.getKey(), apply(changed.path(field.getKey()), field.getValue()));
            }
        }
        return changed;
    }
}
