package dev.isobath.spec.study;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A field of the spec whose value is drawn at random. */
public sealed interface Draw {

    /** Returns the names from the spec down to the field, joined by dots. */
    String path();

    /** Draws a value. */
    JsonNode value(SplittableRandom random);

    /** One of a list, each with the same probability. */
    record Choice(String path, List<JsonNode> values) implements Draw {

        public Choice {
            values = List.copyOf(values);
        }

        @Override
        public JsonNode value(SplittableRandom random) {
            return values.get(random.nextInt(values.size()));
        }
    }

    /**
     * A number from a range.
     *
     * @param logarithmic whether the logarithm is uniform, and not the number itself
     * @param whole whether the number is rounded to a whole one; otherwise it is rounded to four digits, so that people can read it
     */
    record Between(String path, double from, double to, boolean logarithmic, boolean whole) implements Draw {

        private static final int DIGITS = 4;

        @Override
        public JsonNode value(SplittableRandom random) {
            double share = random.nextDouble();
            double drawn = logarithmic
                    ? Math.exp(Math.log(from) + share * (Math.log(to) - Math.log(from)))
                    : from + share * (to - from);
            return whole
                    ? JsonNodeFactory.instance.numberNode(Math.round(drawn))
                    : JsonNodeFactory.instance.numberNode(rounded(drawn));
        }

        private static double rounded(double drawn) {
            return new BigDecimal(drawn).round(new MathContext(DIGITS)).doubleValue();
        }
    }
}
