package dev.isobath.spec.study;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One experiment that a study asks for.
 *
 * @param key what is varied and its value, in words; it names the member and is unique in the study
 * @param variant the name of the variant
 * @param budget the training FLOPs, where the design varies them
 * @param size the size, where the design varies it
 * @param learningRate the peak learning rate, where the design varies it
 * @param values the values of the other fields that the design varies, by path
 * @param seed the seed of the experiment
 * @param trunk the key of the member whose run it goes on from, where the design shares trunks
 * @param spec the spec as somebody would submit it; it is checked like any other
 */
public record Member(
        String key,
        String variant,
        OptionalDouble budget,
        Optional<Size> size,
        OptionalDouble learningRate,
        Map<String, JsonNode> values,
        long seed,
        Optional<String> trunk,
        ObjectNode spec) {}
