package dev.isobath.server.curves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.spec.protocol.StepReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** The store against a plain list of points, which is what it stands for. */
@ServerTest
class CurveStoreTest {

    private static final int ALL = 1_000_000;

    @Autowired
    ExperimentTestClient client;

    @Autowired
    CurveWriter writer;

    @Autowired
    CurveReader reader;

    @Autowired
    TransactionTemplate transaction;

    UUID id = new UUID(0, 0);

    @BeforeEach
    void begin() {
        client.clear();
        id = client.queue("stored", 1_000_000, 0);
    }

    @AfterEach
    void clear() {
        client.clear();
    }

    // --- what was written is what is read

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void whatever_batches_and_attempts_there_were_the_points_are_those_of_a_list(int seed) {
        Random random = new Random(seed);
        Map<String, NavigableMap<Long, Double>> model = new HashMap<>();
        long step = 0;
        for (int round = 0; round < 120; round++) {
            if (random.nextInt(20) == 0) {
                step = random.nextLong(step + 1);
                long after = step;
                writer.deleteAfter(id, after);
                model.values().forEach(points -> points.tailMap(after, false).clear());
            }
            List<StepReport> batch = batch(random, step + 1, 1 + random.nextInt(random.nextInt(10) == 0 ? 9_000 : 200));
            step = batch.getLast().step();
            writer.append(id, batch);
            batch.forEach(report -> report.metrics()
                    .forEach((name, value) ->
                            model.computeIfAbsent(name, _ -> new TreeMap<>()).put(report.step(), value)));
        }
        long last = step;
        model.forEach((name, points) -> {
            assertThat(exact(read(name, Axis.STEP, null, null, ALL))).as(name).isEqualTo(points);
            for (int i = 0; i < 10; i++) {
                long from = random.nextLong(last);
                long to = from + random.nextLong(last - from + 1);
                assertRange(name, points.subMap(from, true, to, true), from, to, 2 + random.nextInt(600));
            }
        });
    }

    /** Compares a range with the same sums worked out from the list. */
    private void assertRange(String name, NavigableMap<Long, Double> expected, long from, long to, int most) {
        Curve curve = read(name, Axis.STEP, (double) from, (double) to, most);
        CurveBuckets buckets = curve.buckets();
        if (expected.size() <= most) {
            assertThat(buckets).as(name + " " + from + " to " + to).isNull();
            assertThat(exact(curve)).isEqualTo(expected);
            return;
        }
        assertThat(buckets).isNotNull();
        assertThat(curve.x()).hasSizeLessThanOrEqualTo(most);
        Objects.requireNonNull(buckets);
        assertThat(Long.bitCount(buckets.steps())).isEqualTo(1);
        NavigableMap<Long, Double> whole = points(name);
        for (int i = 0; i < curve.x().length; i++) {
            long first = (long) buckets.from()[i];
            long edge = first / buckets.steps() * buckets.steps();
            NavigableMap<Long, Double> within = whole.subMap(edge, true, edge + buckets.steps(), false);
            double[] finite = within.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .filter(Double::isFinite)
                    .toArray();
            assertThat(first).isEqualTo(within.firstKey());
            assertThat(curve.x()[i]).isEqualTo(within.lastKey().doubleValue());
            assertThat(buckets.first()[i]).isEqualTo(within.firstEntry().getValue());
            assertThat(buckets.last()[i]).isEqualTo(within.lastEntry().getValue());
            assertThat(buckets.min()[i])
                    .isEqualTo(Arrays.stream(finite).min().orElse(Double.NaN));
            assertThat(buckets.max()[i])
                    .isEqualTo(Arrays.stream(finite).max().orElse(Double.NaN));
            if (finite.length > 0) {
                assertThat(curve.y()[i])
                        .isCloseTo(Arrays.stream(finite).average().orElseThrow(), within(1e-12));
            }
            long gaps = buckets.notFinite() == null ? 0 : buckets.notFinite()[i];
            assertThat(gaps).isEqualTo(within.size() - finite.length);
        }
    }

    private NavigableMap<Long, Double> points(String name) {
        return exact(read(name, Axis.STEP, null, null, ALL));
    }

    private static List<StepReport> batch(Random random, long first, int count) {
        List<StepReport> batch = new ArrayList<>();
        for (long step = first; step < first + count; step++) {
            Map<String, Double> metrics = new HashMap<>();
            metrics.put("train_loss", random.nextInt(500) == 0 ? Double.NaN : random.nextGaussian());
            if (step % 100 == 0) {
                metrics.put("val_loss", random.nextDouble());
            }
            if (random.nextInt(7) == 0) {
                metrics.put("router_mean/3", step * 0.5);
            }
            batch.add(new StepReport(step, step * 4096.0, step * 1e9, step * 0.25, metrics));
        }
        return batch;
    }

    // --- the axes

    @Test
    void every_axis_gives_the_same_points_and_the_same_buckets() {
        append(1, 20_000, step -> Math.sin(step / 100.0));
        for (int points : new int[] {500, ALL}) {
            Curve overSteps = read("train_loss", Axis.STEP, 5_000.0, 6_000.0, points);
            Curve overTokens = read("train_loss", Axis.TOKENS, 5_000.0 * 16, 6_000.0 * 16, points);
            Curve overSeconds = read("train_loss", Axis.SECONDS, 2_500.0, 3_000.0, points);
            assertThat(overTokens.y()).isEqualTo(overSteps.y());
            assertThat(overSeconds.y()).isEqualTo(overSteps.y());
            for (int i = 0; i < overSteps.x().length; i++) {
                assertThat(overTokens.x()[i]).isEqualTo(16 * overSteps.x()[i]);
                assertThat(overSeconds.x()[i]).isEqualTo(0.5 * overSteps.x()[i]);
            }
        }
        assertThat(read("train_loss", Axis.FLOPS, 1e30, null, 10).x()).isEmpty();
        assertThat(read("train_loss", Axis.FLOPS, null, -1.0, 10).x()).isEmpty();
    }

    // --- zooming

    @Test
    void zoomed_to_200_steps_one_sees_200_points() {
        append(1, 50_000, step -> 1.0 / step);
        Curve whole = read("train_loss", Axis.STEP, null, null, 1_000);
        assertThat(whole.points()).isEqualTo(50_000);
        assertThat(Objects.requireNonNull(whole.buckets()).steps()).isEqualTo(64);
        Curve zoomed = read("train_loss", Axis.STEP, 30_001.0, 30_200.0, 1_000);
        assertThat(zoomed.buckets()).isNull();
        assertThat(zoomed.x()).hasSize(200);
        assertThat(zoomed.y()[0]).isEqualTo(1.0 / 30_001);
    }

    @Test
    void the_edges_of_buckets_stay_where_they_are_when_points_are_appended() {
        append(1, 20_000, step -> step);
        Curve before = read("train_loss", Axis.STEP, null, 20_000.0, 500);
        append(20_001, 30_000, step -> step);
        Curve after = read("train_loss", Axis.STEP, null, 20_000.0, 500);
        int whole = before.x().length - 1;
        assertThat(Arrays.copyOf(after.y(), whole)).isEqualTo(Arrays.copyOf(before.y(), whole));
        assertThat(Objects.requireNonNull(after.buckets()).from())
                .isEqualTo(Objects.requireNonNull(before.buckets()).from());
    }

    // --- smoothing

    @Test
    void smoothing_is_computed_from_all_points_so_rare_spikes_weigh_what_they_weigh() {
        // A loss of 2 with a spike of 6.2 at each hundredth step has the mean 2.042.
        append(1, 20_000, step -> step % 100 == 37 ? 6.2 : 2);
        Curve curve = smoothed("ema:0.99", null, null, 1_000);
        double[] smoothed = Objects.requireNonNull(curve.smoothed());
        CurveBuckets buckets = Objects.requireNonNull(curve.buckets());
        assertThat(smoothed).hasSameSizeAs(curve.x());

        double sum = 0;
        double weights = 0;
        int next = 0;
        for (int step = 1; step <= 20_000; step++) {
            sum = 0.99 * sum + (step % 100 == 37 ? 6.2 : 2);
            weights = 0.99 * weights + 1;
            if (step == curve.x()[next]) {
                assertThat(smoothed[next]).isCloseTo(sum / weights, within(1e-12));
                next++;
            }
        }
        assertThat(next).isEqualTo(curve.x().length);

        // The average over the steps of one period is the mean of all points.
        Curve period = smoothed("ema:0.99", 19_901.0, 20_000.0, 1_000);
        double[] each = Objects.requireNonNull(period.smoothed());
        assertThat(Arrays.stream(each).average().orElseThrow()).isCloseTo(2.042, within(1e-9));
        // The same average of the least and greatest points that a chart draws is far above.
        assertThat(movingAverage(drawn(buckets), 0.99)).isGreaterThan(2.5);
    }

    private static double[] drawn(CurveBuckets buckets) {
        double[] drawn = new double[2 * buckets.min().length];
        for (int i = 0; i < buckets.min().length; i++) {
            drawn[2 * i] = buckets.min()[i];
            drawn[2 * i + 1] = buckets.max()[i];
        }
        return drawn;
    }

    private static double movingAverage(double[] values, double weight) {
        double sum = 0;
        double weights = 0;
        for (double value : values) {
            sum = weight * sum + value;
            weights = weight * weights + 1;
        }
        return sum / weights;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ema:0.9", "ema:0.999", "gaussian:5", "gaussian:300"})
    void a_step_has_the_same_smoothed_value_at_any_zoom(String smoothing) {
        Random random = new Random(2);
        double[] values = random.doubles(30_000).toArray();
        append(1, 30_000, step -> values[(int) step - 1]);
        Curve whole = smoothed(smoothing, null, null, 300);
        Curve zoomed = smoothed(smoothing, 25_000.0, 25_999.0, 1_000);
        double[] coarse = Objects.requireNonNull(whole.smoothed());
        double[] fine = Objects.requireNonNull(zoomed.smoothed());
        int compared = 0;
        for (int i = 0; i < coarse.length; i++) {
            int at = Arrays.binarySearch(zoomed.x(), whole.x()[i]);
            if (at >= 0) {
                assertThat(fine[at]).isCloseTo(coarse[i], within(1e-12));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(5);
    }

    // --- transactions

    @Test
    void an_append_that_is_rolled_back_leaves_nothing_even_when_it_merged() {
        append(1, 4_000, step -> step);
        NavigableMap<Long, Double> before = points("train_loss");
        transaction.executeWithoutResult(status -> {
            append(4_001, 5_000, step -> step);
            status.setRollbackOnly();
        });
        assertThat(points("train_loss")).isEqualTo(before);
        append(4_001, 5_000, step -> step);
        assertThat(points("train_loss")).hasSize(5_000);
    }

    @Test
    void a_reader_sees_each_point_once_while_blocks_are_merged() throws Exception {
        append(1, 150, step -> step);
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<Integer> reads = threads.submit(() -> {
                int count = 0;
                while (!done.get()) {
                    double[] x = read("train_loss", Axis.STEP, null, null, ALL).x();
                    for (int i = 0; i < x.length; i++) {
                        assertThat(x[i]).isEqualTo(i + 1.0);
                    }
                    count++;
                }
                return count;
            });
            for (int batch = 1; batch < 200; batch++) {
                append(1 + 150L * batch, 150L * (batch + 1), step -> step);
            }
            done.set(true);
            assertThat(reads.get()).isPositive();
        }
        assertThat(points("train_loss")).hasSize(30_000);
    }

    @Test
    void a_long_run_takes_few_rows() {
        for (int batch = 0; batch < 300; batch++) {
            append(1 + 100L * batch, 100L * (batch + 1), step -> step);
        }
        int rows = client.database()
                .sql("select count(*) from curve_block where experiment_id = :id")
                .param("id", id)
                .query(Integer.class)
                .single();
        // Four series of 30,000 points: seven closed blocks each, and those of the last batches.
        assertThat(rows).isLessThan(4 * (7 + 64));
    }

    private interface Value {
        double at(long step);
    }

    private void append(long from, long to, Value value) {
        List<StepReport> batch = new ArrayList<>();
        for (long step = from; step <= to; step++) {
            batch.add(
                    new StepReport(step, step * 16.0, step * 100.0, step * 0.5, Map.of("train_loss", value.at(step))));
            if (batch.size() == 1_000 || step == to) {
                writer.append(id, batch);
                batch = new ArrayList<>();
            }
        }
    }

    private Curve smoothed(String smoothing, @Nullable Double from, @Nullable Double to, int points) {
        return read(new CurveQuery(List.of("train_loss"), Axis.STEP, from, to, points, Smoothing.parse(smoothing)));
    }

    private Curve read(String metric, Axis axis, @Nullable Double from, @Nullable Double to, int points) {
        return read(new CurveQuery(List.of(metric), axis, from, to, points, null));
    }

    private Curve read(CurveQuery query) {
        return reader.read(List.of(id), query).getFirst().curves().getFirst();
    }

    private static NavigableMap<Long, Double> exact(Curve curve) {
        NavigableMap<Long, Double> points = new TreeMap<>();
        for (int i = 0; i < curve.x().length; i++) {
            points.put((long) curve.x()[i], curve.y()[i]);
        }
        return points;
    }
}
