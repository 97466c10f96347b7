package dev.isobath.server.mlflow;

import dev.isobath.spec.text.TextRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What becomes of the texts of other programs, which follow no rules of ours. */
final class Texts {

    private Texts() {}

    /** Returns the fields of a JSON object as texts, in their order. */
    static Map<String, String> map(JsonNode object) {
        Map<String, String> map = new LinkedHashMap<>();
        object.properties()
                .forEach(each -> map.put(
                        each.getKey(),
                        each.getValue().isValueNode()
                                ? each.getValue().asString()
                                : each.getValue().toString()));
        return map;
    }

    /** Returns a text as one line that can be the name of an experiment. */
    static String name(String text, int most, String fallback) {
        String line = TextRule.normalise(TextRule.shortened(TextRule.normalise(spaced(text, "")), most));
        return line.isEmpty() ? fallback : line;
    }

    /** Returns a text of several lines that can be the notes of an experiment. */
    static String notes(String text, int most) {
        return TextRule.normalise(TextRule.shortened(TextRule.normalise(spaced(text, "\n\t\r")), most));
    }

    private static String spaced(String text, String kept) {
        return text.codePoints()
                .map(point -> kept.indexOf(point) >= 0 || !isControl(point) ? point : ' ')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isControl(int point) {
        return List.of((int) Character.CONTROL, (int) Character.LINE_SEPARATOR, (int) Character.PARAGRAPH_SEPARATOR)
                .contains(Character.getType(point));
    }
}
