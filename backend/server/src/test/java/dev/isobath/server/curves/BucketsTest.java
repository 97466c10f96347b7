package dev.isobath.server.curves;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BucketsTest {

    @Test
    void a_bucket_begins_at_a_multiple_of_its_width_wherever_the_points_begin() {
        Points points = new Points(0);
        for (long step = 3; step <= 12; step++) {
            points.add(step, step);
        }
        Buckets buckets = Buckets.of(points, 2);
        assertThat(buckets.size()).isEqualTo(4);
        assertThat(new long[] {buckets.firstStep(0), buckets.firstStep(1), buckets.firstStep(2), buckets.firstStep(3)})
                .containsExactly(3, 4, 8, 12);
        assertThat(buckets.mean()).containsExactly(3, 5.5, 9.5, 12);
        assertThat(buckets.least()).containsExactly(3, 4, 8, 12);
        assertThat(buckets.greatest()).containsExactly(3, 7, 11, 12);
    }

    @Test
    void sums_of_parts_are_the_sums_of_the_whole() {
        Points whole = new Points(0);
        for (long step = 1; step <= 1_000; step++) {
            whole.add(step, (step * 37) % 101);
        }
        Buckets direct = Buckets.of(whole, 8);
        for (int seam : new int[] {1, 100, 255, 256, 257, 999}) {
            Buckets merged = new Buckets(8, 0);
            merged.addAll(Buckets.decode(Buckets.of(whole.slice(0, seam), 4).encode()), 0, 1_000);
            merged.addAll(Buckets.decode(Buckets.of(whole.slice(seam, 1_000), 6).encode()), 0, 1_000);
            assertThat(merged.size()).isEqualTo(direct.size());
            assertThat(merged.least()).isEqualTo(direct.least());
            assertThat(merged.greatest()).isEqualTo(direct.greatest());
            assertThat(merged.first()).isEqualTo(direct.first());
            assertThat(merged.last()).isEqualTo(direct.last());
            assertThat(merged.points()).isEqualTo(1_000);
            for (int i = 0; i < direct.size(); i++) {
                assertThat(merged.mean()[i]).isCloseTo(direct.mean()[i], org.assertj.core.data.Offset.offset(1e-12));
            }
        }
    }

    @Test
    void values_that_are_not_finite_are_counted_and_leave_the_others_alone() {
        Points points = new Points(0);
        double[] values = {Double.NaN, 4, Double.POSITIVE_INFINITY, 2, Double.NEGATIVE_INFINITY, Double.NaN};
        for (int i = 0; i < values.length; i++) {
            points.add(i, values[i]);
        }
        Buckets buckets = Buckets.decode(Buckets.of(points, 2).encode());
        assertThat(buckets.least()).containsExactly(2, Double.NaN);
        assertThat(buckets.greatest()).containsExactly(4, Double.NaN);
        assertThat(buckets.mean()).containsExactly(3, Double.NaN);
        assertThat(buckets.first()).containsExactly(Double.NaN, Double.NEGATIVE_INFINITY);
        assertThat(buckets.last()).containsExactly(2, Double.NaN);
        assertThat(buckets.notFinite()).containsExactly(2, 2);
    }

    @Test
    void the_mean_of_the_largest_numbers_is_no_larger_than_they_are() {
        Points points = new Points(0);
        points.add(0, Double.MAX_VALUE);
        points.add(1, Double.MAX_VALUE);
        assertThat(Buckets.of(points, 1).mean()).containsExactly(Double.MAX_VALUE);
    }
}
