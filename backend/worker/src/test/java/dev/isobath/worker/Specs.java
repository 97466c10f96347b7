package dev.isobath.worker;

import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecWriter;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** Experiments so small that their process takes longer to start than to train. */
final class Specs {

    static final byte[] CORPUS = "Deep water, shallow water, and the line between them. \n"
            .repeat(80)
            .getBytes(StandardCharsets.UTF_8);

    private Specs() {}

    static ObjectNode tiny(String name, long steps) {
        return SpecWriter.write(SpecReader.read(Json.MAPPER.readTree("""
                {"name": "%s", "seed": 3,
                 "architecture": {"kind": "mod", "layers": 2, "width": 8, "heads": 1, "capacity": 0.5},
                 "data": {"corpus": "water", "sequenceLength": 16},
                 "training": {"batch": 2, "budget": {"steps": %d}, "evaluateEvery": 100}}
                """.formatted(name, steps))));
    }
}
