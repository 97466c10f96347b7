package dev.isobath.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The record of chaos has to notice what it is there for. */
class AcknowledgedPointsTest {

    private final AcknowledgedPoints record = new AcknowledgedPoints();

    @BeforeEach
    void lease() {
        call("/api/worker/lease", "{}", 200, "{\"attempt\": \"a\", \"experiment\": \"e\"}");
        report(200, 1, 3.5);
        report(200, 2, 2.5);
    }

    @Test
    void a_curve_with_each_acknowledged_point_once_is_right() {
        assertThat(record.batches("e")).isEqualTo(2);
        assertThat(record.points("e")).isEqualTo(2);
        assertThat(compare(new double[] {1, 2}, new double[] {3.5, 2.5})).isEmpty();
    }

    @Test
    void a_lost_a_doubled_a_changed_and_a_strange_point_are_noticed() {
        assertThat(compare(new double[] {1}, new double[] {3.5}))
                .containsExactly("step 2 is not there, though it was acknowledged");
        assertThat(compare(new double[] {1, 2, 2}, new double[] {3.5, 2.5, 2.5}))
                .containsExactly("step 2 is there twice");
        assertThat(compare(new double[] {1, 2}, new double[] {3.5, Math.nextUp(2.5)}))
                .containsExactly("step 2 is 2.5000000000000004, though 2.5 was acknowledged");
        assertThat(compare(new double[] {1, 2, 3}, new double[] {3.5, 2.5, 2}))
                .containsExactly("step 3 was never asked for");
    }

    @Test
    void what_the_server_did_not_acknowledge_does_not_count() {
        report(503, 2, 9);
        assertThat(compare(new double[] {1, 2}, new double[] {3.5, 2.5})).isEmpty();
    }

    @Test
    void what_a_later_attempt_reported_takes_the_place_of_what_was_there() {
        report(200, 2, 2.25);
        assertThat(compare(new double[] {1, 2}, new double[] {3.5, 2.25})).isEmpty();
    }

    @Test
    void a_seed_gives_one_plan_and_each_fault_comes_before_any_comes_again() {
        List<Fault> plan = FaultInjector.plan(new Random(7), 2 * Fault.values().length);
        assertThat(plan).isEqualTo(FaultInjector.plan(new Random(7), plan.size()));
        assertThat(plan).isNotEqualTo(FaultInjector.plan(new Random(8), plan.size()));
        assertThat(plan.subList(0, Fault.values().length)).containsExactlyInAnyOrder(Fault.values());
    }

    private List<String> compare(double[] steps, double[] values) {
        return record.compare(
                "e",
                2,
                IntStream.range(0, steps.length)
                        .mapToObj(i -> new Experiments.StoredPoint((long) steps[i], values[i]))
                        .toList());
    }

    private void report(int status, long step, double loss) {
        call(
                "/api/worker/attempts/a/reports",
                "{\"sequence\": 1, \"steps\": [{\"step\": %d, \"metrics\": {\"train_loss\": %s}}]}"
                        .formatted(step, loss),
                status,
                "{}");
    }

    private void call(String path, String body, int status, String answer) {
        record.record(path, body.getBytes(StandardCharsets.UTF_8), status, answer.getBytes(StandardCharsets.UTF_8));
    }
}
