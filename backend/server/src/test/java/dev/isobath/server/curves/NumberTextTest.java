package dev.isobath.server.curves;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NumberTextTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static JsonNode read(double[] values, boolean rounded) {
        return JSON.readTree(NumberText.of(values, rounded).getValue());
    }

    /** Numbers of any size, whole ones, and neighbours of powers of ten. */
    private static double[] numbers(RandomGenerator random) {
        double[] numbers = new double[20_000];
        for (int i = 0; i < numbers.length; i++) {
            double power = Math.pow(10, random.nextInt(-30, 30));
            numbers[i] = switch (i % 6) {
                case 0 -> Double.longBitsToDouble(random.nextLong());
                case 1 -> random.nextInt(-1_000_000, 1_000_000);
                case 2 -> Math.nextUp(power);
                case 3 -> -Math.nextDown(power);
                case 4 -> power;
                default -> power * random.nextGaussian();
            };
        }
        return numbers;
    }

    @Test
    void numbers_read_back_as_the_same_doubles() {
        double[] numbers = numbers(new Random(1));
        JsonNode read = read(numbers, false);
        for (int i = 0; i < numbers.length; i++) {
            assertSame(read.get(i), numbers[i], 0);
        }
    }

    @Test
    void rounded_numbers_differ_less_than_floats() {
        double[] numbers = numbers(new Random(2));
        JsonNode read = read(numbers, true);
        for (int i = 0; i < numbers.length; i++) {
            assertSame(read.get(i), numbers[i], 5.0000001e-8);
        }
    }

    private static void assertSame(JsonNode read, double number, double tolerance) {
        if (Double.isFinite(number)) {
            assertThat(read.isNumber()).isTrue();
            assertThat(Math.abs(read.asDouble() - number))
                    .as("%s read as %s", number, read)
                    .isLessThanOrEqualTo(Math.abs(number) * tolerance);
        } else {
            assertThat(read.stringValue()).isEqualTo(Double.toString(number));
        }
    }

    @Test
    void rounded_numbers_have_no_more_than_eight_digits_and_no_zeros_at_the_end() {
        assertThat(NumberText.of(
                                new double[] {
                                    2.0416666666666665,
                                    1.5,
                                    0.1,
                                    -0.000123456789,
                                    99999999.9,
                                    123456789.5,
                                    9.99999999,
                                    0,
                                    -3,
                                    1.0000000001
                                },
                                true)
                        .getValue())
                .isEqualTo("[2.0416667,1.5,0.1,-0.00012345679,100000000,123456790,10,0,-3,1]");
    }

    @Test
    void a_missing_list_is_null() {
        assertThat(NumberText.of(null, true).getValue()).isEqualTo("null");
        assertThat(NumberText.of(new double[0], true).getValue()).isEqualTo("[]");
    }
}
