package dev.isobath.server.mlflow;

import dev.isobath.server.problems.JsonText;
import dev.isobath.spec.text.TextRule;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a request as clients of MLflow send them: in the body, or as parameters of the address. Whole numbers may be texts, as in the
 * JSON form of protocol buffers. Fields that are not known are ignored, because newer clients send more of them.
 */
final class RequestFields {

    /** The most characters of a key. */
    static final int MAX_KEY = 250;

    private static final String KEYS = "(?U)[/\\w.\\- :]+";

    private final JsonNode fields;

    /** What stands before the names of fields in messages, for example {@code metrics[3].}. */
    private final String place;

    private RequestFields(JsonNode fields, String place) {
        this.fields = fields;
        this.place = place;
    }

    static RequestFields ofBody(byte @Nullable [] body) {
        JsonNode tree = JsonText.read(body == null ? new byte[0] : body);
        if (!tree.isObject()) {
            throw MlflowException.of(ErrorCode.INVALID_PARAMETER_VALUE, "The body must be a JSON object.");
        }
        return new RequestFields(tree, "");
    }

    static RequestFields ofQuery(HttpServletRequest request) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        request.getParameterMap().forEach((name, values) -> {
            if (values.length == 1) {
                tree.put(name, values[0]);
            } else {
                ArrayNode list = tree.putArray(name);
                for (String value : values) {
                    list.add(value);
                }
            }
        });
        return new RequestFields(tree, "");
    }

    private @Nullable JsonNode at(String name) {
        JsonNode node = fields.get(name);
        return node == null || node.isNull() ? null : node;
    }

    /** Returns a text that must be there; it may be empty. */
    String text(String name, int most) {
        String text = optionalText(name, most);
        if (text == null) {
            throw MlflowException.missing(place + name);
        }
        return text;
    }

    @Nullable
    String optionalText(String name, int most) {
        JsonNode node = at(name);
        return node == null ? null : text(name, node, most);
    }

    private String text(String name, JsonNode node, int most) {
        if (!node.isString() && !node.isNumber()) {
            throw MlflowException.invalid(place + name, node.toString(), "it must be text");
        }
        String text = node.asString();
        TextRule.malformed(text).ifPresent(why -> {
            throw MlflowException.invalid(place + name, text, "it " + why);
        });
        if (text.codePointCount(0, text.length()) > most) {
            throw MlflowException.invalid(
                    place + name, text, "it has more than the %d characters that are taken".formatted(most));
        }
        return text;
    }

    /** Returns a key of a metric, a param or a tag. */
    String key(String name) {
        String key = text(name, MAX_KEY);
        if (!key.matches(KEYS)) {
            throw MlflowException.invalid(
                    place + name,
                    key,
                    "names may only have letters, digits, underscores, dashes, periods, spaces, colons and slashes");
        }
        return key;
    }

    /** Returns the id of a run under the name that it has had since MLflow 1, or under the one before. */
    String runId() {
        String id = optionalText("run_id", MAX_KEY);
        String old = id == null || id.isEmpty() ? optionalText("run_uuid", MAX_KEY) : id;
        if (old == null || old.isEmpty()) {
            throw MlflowException.missing("run_id");
        }
        return old;
    }

    OptionalLong optionalWhole(String name) {
        JsonNode node = at(name);
        if (node == null) {
            return OptionalLong.empty();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return OptionalLong.of(node.asLong());
        }
        if (node.isNumber() && node.asDouble() == Math.rint(node.asDouble()) && Math.abs(node.asDouble()) < 0x1p53) {
            return OptionalLong.of((long) node.asDouble());
        }
        if (node.isString() && node.asString().matches("[+-]?[0-9]{1,19}")) {
            try {
                return OptionalLong.of(Long.parseLong(node.asString()));
            } catch (NumberFormatException e) {
                throw MlflowException.invalid(place + name, node.asString(), "it is beyond 64 bits");
            }
        }
        throw MlflowException.invalid(place + name, node.toString(), "it must be a whole number of 64 bits");
    }

    long whole(String name) {
        return optionalWhole(name).orElseThrow(() -> MlflowException.missing(place + name));
    }

    /** Returns a whole number between two others, both included, or the default. */
    int count(String name, int fallback, int least, int most) {
        long count = optionalWhole(name).orElse(fallback);
        if (count < least || count > most) {
            throw MlflowException.invalid(
                    place + name, Long.toString(count), "it must be between %d and %d".formatted(least, most));
        }
        return (int) count;
    }

    /** Returns a number, which may be NaN or infinite. */
    double number(String name) {
        JsonNode node = at(name);
        if (node == null) {
            throw MlflowException.missing(place + name);
        }
        if (node.isNumber()) {
            return node.asDouble();
        }
        if (node.isString()) {
            String text = node.asString();
            return switch (text) {
                case "NaN" -> Double.NaN;
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> {
                    if (text.matches("[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?")) {
                        yield Double.parseDouble(text);
                    }
                    throw MlflowException.invalid(place + name, text, "it must be a number");
                }
            };
        }
        throw MlflowException.invalid(place + name, node.toString(), "it must be a number");
    }

    /** Returns a list of texts; none when the field is missing. A single text is a list of one. */
    List<String> texts(String name, int mostTexts, int most) {
        JsonNode node = at(name);
        if (node == null) {
            return List.of();
        }
        if (!node.isArray()) {
            return List.of(text(name, node, most));
        }
        requireAtMost(name, node, mostTexts);
        List<String> texts = new ArrayList<>();
        node.forEach(each -> texts.add(text(name, each, most)));
        return texts;
    }

    /** Returns a list of objects; none when the field is missing. */
    List<RequestFields> objects(String name, int most) {
        JsonNode node = at(name);
        if (node == null) {
            return List.of();
        }
        if (!node.isArray()) {
            throw MlflowException.invalid(place + name, node.toString(), "it must be a list");
        }
        requireAtMost(name, node, most);
        List<RequestFields> objects = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            String own = "%s%s[%d]".formatted(place, name, i);
            if (!node.get(i).isObject()) {
                throw MlflowException.invalid(own, node.get(i).toString(), "it must be an object");
            }
            objects.add(new RequestFields(node.get(i), own + "."));
        }
        return objects;
    }

    private void requireAtMost(String name, JsonNode list, int most) {
        if (list.size() > most) {
            throw MlflowException.of(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Invalid value for parameter '%s%s' supplied: a request can contain at most %d %s, and this one has %d."
                            .formatted(place, name, most, name, list.size()));
        }
    }

    /** Returns keys and values in their order. The last of several values of a key counts. */
    Map<String, String> pairs(String name, int mostPairs, int mostOfValue) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (RequestFields each : objects(name, mostPairs)) {
            pairs.put(each.key("key"), each.valueOrEmpty(mostOfValue));
        }
        return pairs;
    }

    /** Returns the field {@code value}. The JSON form of protocol buffers may leave out an empty one. */
    String valueOrEmpty(int most) {
        String value = optionalText("value", most);
        return value == null ? "" : value;
    }
}
