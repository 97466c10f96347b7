package dev.isobath.server.experiments;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What stands in the place of a spec for an experiment that another program runs: {@code {"architecture": {"kind": "external"}, "params":
 * {...}}}. The params are what that program has logged, as texts.
 */
public final class ExternalSpec {

    /** The kind of the experiments of other programs. */
    public static final String KIND = "external";

    /** What stands before the names of params in the flat fields of a spec. */
    public static final String PREFIX = "params.";

    /** The convention of FLOPs that nobody has counted here. */
    static final String FLOPS_CONVENTION = "as logged";

    private static final String PARAMS = "params";

    private ExternalSpec() {}

    static ObjectNode withoutParams() {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.putObject("architecture").put("kind", KIND);
        spec.putObject(PARAMS);
        return spec;
    }

    /** Returns the params of a spec, by name; none for a spec of ours. */
    public static Map<String, String> params(JsonNode spec) {
        Map<String, String> params = new LinkedHashMap<>();
        spec.path(PARAMS)
                .properties()
                .forEach(each -> params.put(each.getKey(), each.getValue().asString()));
        return params;
    }

    static ObjectNode with(JsonNode spec, Map<String, String> added) {
        ObjectNode changed = spec.deepCopy().asObject();
        ObjectNode params = changed.withObject("/" + PARAMS);
        added.forEach(params::put);
        return changed;
    }
}
