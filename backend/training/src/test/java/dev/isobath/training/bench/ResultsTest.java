package dev.isobath.training.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.spec.Kind;
import dev.isobath.spec.Precision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {

    private static final Workload COURSE = new Workload(2, 64, 64, Precision.F32, 256, Workload.Device.CPU);
    private static final Rates RATES =
            new Rates(List.of(new Rates.Product("f32", 8, 8, 8, 1e9), new Rates.Product("bf16", 8, 8, 8, 1e12)), 1e9);

    private final Contender ours = new Metronome(Engine.NAME, Kind.BASELINE, 0);
    private final Contender routed = new Metronome(Engine.NAME, Kind.MOD, 0);
    private final Contender peer = new Metronome("pytorch", Kind.BASELINE, 0);

    @Test
    void a_row_says_how_fast_how_much_of_the_machine_and_how_many_times_as_fast_as_the_other() {
        Report.Row row = results().rows(RATES).get(2);

        // Two blocks of 8 S d d + 4 S S d + 16 S d d and the output of 2 S V d, S = d = 64, V = 256; backward is twice
        // that.
        double flops = 3 * 4 * (2 * 28.0 * 64 * 64 * 64 + 2.0 * 64 * 256 * 64);
        assertThat(row.contender()).isEqualTo("pytorch");
        assertThat(row.batch()).isEqualTo(4);
        assertThat(row.milliseconds()).isEqualTo(400, within(1e-9));
        assertThat(row.tokensPerSecond()).isEqualTo(256 / 0.4, within(1e-9));
        assertThat(row.flopsPerStep()).isEqualTo(flops);
        assertThat(row.flopsPerSecond()).isEqualTo(flops / 0.4, within(1e-3));
        assertThat(row.matmulShare()).isEqualTo(flops / 0.4 / 1e9, within(1e-9));
        assertThat(row.ours()).hasToString("2.00 (1.50-4.00)");
        assertThat(row.forward()).isEqualTo(100);
        assertThat(row.other()).isEqualTo(50, within(1e-9));
        assertThat(row.betweenShare()).isNull();
        assertThat(row.peakBytes()).isEqualTo(7);
    }

    @Test
    void our_own_row_has_no_ratio_and_no_split_where_none_was_measured() {
        Report.Row row = results().rows(RATES).getFirst();

        assertThat(row.ours()).isNull();
        assertThat(row.forward()).isNull();
        assertThat(row.other()).isNull();
        assertThat(row.betweenShare()).isEqualTo(0.01, within(1e-9));
        assertThat(row.peakBytes()).isNull();
    }

    @Test
    void routing_is_realised_as_far_as_the_time_shrinks_like_the_flops() {
        List<Report.Routing> routing = results().routing();

        assertThat(routing).hasSize(1);
        Report.Routing mod = routing.getFirst();
        assertThat(mod.contender()).isEqualTo(Engine.NAME);
        assertThat(mod.flopRatio()).isEqualTo(COURSE.flops(Kind.BASELINE) / COURSE.flops(Kind.MOD));
        assertThat(mod.timeRatio()).isEqualTo(new Ratio(2, 1, 2));
        assertThat(mod.realised().median()).isEqualTo(2 / mod.flopRatio(), within(1e-12));
    }

    private Results results() {
        Map<Contender, List<Times>> times = new LinkedHashMap<>();
        times.put(ours, List.of(unsplit(0.2), unsplit(0.2), unsplit(0.1)));
        times.put(routed, List.of(unsplit(0.1), unsplit(0.1), unsplit(0.1)));
        times.put(peer, List.of(split(0.4), split(0.3), split(0.4)));
        return new Results(COURSE, times);
    }

    private static Times unsplit(double step) {
        return new Times(10, 10 * step, null, 0.99, 0);
    }

    private static Times split(double step) {
        return new Times(10, 10 * step, new Times.Split(0.1, 0.2, 0.05), Double.NaN, 7);
    }
}
