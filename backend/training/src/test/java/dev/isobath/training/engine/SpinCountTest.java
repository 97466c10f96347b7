package dev.isobath.training.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The time that threads spin while they wait for each other. */
class SpinCountTest {

    /** Returns the ticks of user, nice, system, idle, waiting, interrupts, soft interrupts, stolen, guest. */
    private static String two(int... ticks) {
        StringBuilder all = new StringBuilder("cpu ");
        for (int tick : ticks) {
            all.append(' ').append(1_000 + tick);
        }
        return all + " 700 0\ncpu0 1 2 3 4 5 6 7 8 9 0\ncpu1 1 2 3 4 5 6 7 8 9 0\nintr 12 3\nctxt 4\n";
    }

    private static final String BEFORE = two(0, 0, 0, 0, 0, 0, 0, 0);

    @ParameterizedTest(name = "{0} of 20 ticks, {1} of them this process, {2} threads: {3}")
    @CsvSource({
        "0, 0, 2, 30000",
        "3, 0, 2, 30000", // 0.3 cores
        "4, 0, 2, 3000",
        "10, 0, 2, 3000",
        "20, 0, 2, 3000",
        "10, 10, 2, 30000", // this process itself, starting
        "12, 10, 2, 30000",
        "16, 10, 2, 3000",
        "3, 10, 2, 30000", // counted at different moments
        "10, 0, 1, 30000", // one core is enough
        "20, 0, 1, 3000"
    })
    void long_where_nobody_else_wants_the_cores(int busy, int own, int threads, int count) {
        String after = two(busy, 0, 0, 20 - busy, 0, 0, 0, 0);

        assertThat(SpinCount.count(BEFORE, after, own / 10.0, threads)).isEqualTo(count);
    }

    @Test
    void cores_that_wait_for_a_disk_are_free_and_stolen_ones_are_not() {
        assertThat(SpinCount.count(BEFORE, two(0, 0, 0, 0, 20, 0, 0, 0), 0, 2)).isEqualTo(30_000);
        assertThat(SpinCount.count(BEFORE, two(0, 0, 0, 12, 0, 0, 0, 8), 0, 2)).isEqualTo(3_000);
    }

    @Test
    void short_where_the_machine_does_not_say() {
        assertThat(SpinCount.count(BEFORE, BEFORE, 0, 1)).isEqualTo(3_000);
        assertThat(SpinCount.count("", "", 0, 1)).isEqualTo(3_000);
    }
}
