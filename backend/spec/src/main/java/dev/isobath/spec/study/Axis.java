package dev.isobath.spec.study;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A field of the spec and its values in a grid.
 *
 * @param path the names from the spec down to the field, joined by dots
 */
public record Axis(String path, List<JsonNode> values) {

    public Axis {
        values = List.copyOf(values);
    }
}
