package dev.isobath.spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Specs for tests, written in YAML as people write them. */
final class Specs {

    static final YAMLMapper YAML = new YAMLMapper();
    static final ObjectMapper JSON = new ObjectMapper();

    private Specs() {}

    static JsonNode tree(String yaml) {
        return SpecText.yaml(yaml);
    }

    static ExperimentSpec read(String yaml) {
        return SpecReader.read(tree(yaml));
    }

    /** Returns a small spec. The architecture is given as the inside of a YAML flow mapping. */
    static String withArchitecture(String architecture) {
        return """
                name: test
                architecture: {%s}
                data: {corpus: tales, sequenceLength: 64}
                training: {batch: 4, budget: {steps: 100}}
                """.formatted(architecture);
    }

    static String withData(String data) {
        return """
                name: test
                architecture: {kind: baseline, layers: 2, width: 32, heads: 2}
                data: {corpus: tales, sequenceLength: 64, %s}
                training: {batch: 4, budget: {steps: 100}}
                """.formatted(data);
    }

    static String withTraining(String training) {
        return """
                name: test
                architecture: {kind: baseline, layers: 2, width: 32, heads: 2}
                data: {corpus: tales, sequenceLength: 64}
                training: {%s}
                """.formatted(training);
    }
}
