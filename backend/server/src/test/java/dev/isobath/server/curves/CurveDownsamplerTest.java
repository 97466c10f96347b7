package dev.isobath.server.curves;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class CurveDownsamplerTest {

    @Test
    void a_short_curve_stays_whole() {
        assertThat(thin(new double[] {3, 1, 2}, 3).y()).containsExactly(3.0, 1.0, 2.0);
    }

    @Test
    void the_first_the_last_and_every_spike_are_kept() {
        Random random = new Random(1);
        double[] values =
                DoubleStream.generate(random::nextDouble).limit(10_000).toArray();
        values[4_711] = 50;
        values[7_000] = -50;
        Curve curve = thin(values, 100);
        assertThat(curve.y())
                .hasSizeLessThanOrEqualTo(100)
                .hasSizeGreaterThan(90)
                .contains(50.0, -50.0);
        assertThat(curve.x()).isSorted().doesNotHaveDuplicates().startsWith(0.0).endsWith(9_999.0);
    }

    @Test
    void never_more_points_than_asked_for() {
        for (int count : new int[] {0, 1, 2, 3, 9, 10, 11, 100, 101}) {
            for (int most : new int[] {2, 3, 4, 5, 10}) {
                double[] values = DoubleStream.iterate(0, value -> (value * 7 + 3) % 11)
                        .limit(count)
                        .toArray();
                assertThat(thin(values, most).y())
                        .as(count + " to " + most)
                        .hasSizeLessThanOrEqualTo(most)
                        .hasSizeGreaterThanOrEqualTo(Math.min(count, 2));
            }
        }
    }

    @Test
    void a_stretch_without_a_finite_value_is_a_gap() {
        double[] values = new double[100];
        Arrays.fill(values, 50, 100, Double.NaN);
        Curve curve = thin(values, 10);
        assertThat(curve.y()).contains(0.0).endsWith((Double) null);
    }

    private static Curve thin(double[] values, int most) {
        CurveDownsampler downsampler = new CurveDownsampler(values.length, most);
        for (int i = 0; i < values.length; i++) {
            downsampler.add(i, values[i]);
        }
        return downsampler.curve("loss");
    }
}
