package dev.isobath.server.curves;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntToLongFunction;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

class PointCodecTest {

    @Test
    void every_bit_of_every_number_comes_back() {
        Random random = new Random(1);
        assertSame(points(5_000, i -> i + 1L, _ -> Double.longBitsToDouble(random.nextLong())));
        assertSame(points(5_000, i -> i + 1L, _ -> random.nextGaussian()));
        assertSame(points(8_191, i -> 3L * i * i + random.nextInt(3), _ -> (float) random.nextGaussian()));
        assertSame(points(1, _ -> Long.MAX_VALUE, _ -> Double.NaN));
        assertSame(points(2, i -> 7L + i * 1_000_000_007L, _ -> -0.0));
        assertSame(points(300, i -> i + 1L, step -> step * 4096.0));
        assertSame(points(300, i -> i + 1L, step -> (step % 2 == 0 ? 1 : -1) * (double) (1L << 53)));
        assertSame(points(
                6,
                i -> i + 1L,
                step -> new double[] {
                            Double.NaN,
                            Double.POSITIVE_INFINITY,
                            Double.NEGATIVE_INFINITY,
                            Double.MIN_VALUE,
                            Double.MAX_VALUE,
                            0
                        }
                        [(int) step - 1]));
    }

    @Test
    void numbers_that_grow_evenly_take_almost_no_space() {
        assertThat(PointCodec.encode(points(4_096, i -> i + 1L, step -> step * 4096.0)))
                .hasSizeLessThan(100);
    }

    private static Points points(int size, IntToLongFunction step, LongToDoubleFunction value) {
        Points points = new Points(size);
        for (int i = 0; i < size; i++) {
            long at = step.applyAsLong(i);
            points.add(at, value.applyAsDouble(at));
        }
        return points;
    }

    private static void assertSame(Points points) {
        Points decoded = PointCodec.decode(PointCodec.encode(points));
        assertThat(decoded.size()).isEqualTo(points.size());
        for (int i = 0; i < points.size(); i++) {
            assertThat(decoded.step(i)).isEqualTo(points.step(i));
            assertThat(Double.doubleToRawLongBits(decoded.value(i)))
                    .isEqualTo(Double.doubleToRawLongBits(points.value(i)));
        }
    }
}
