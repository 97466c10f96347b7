package dev.isobath.analysis.sweep;

import static dev.isobath.analysis.Outcomes.found;
import static dev.isobath.analysis.Outcomes.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.analysis.Bootstrap;
import dev.isobath.analysis.Golden;
import dev.isobath.analysis.Outcomes;
import dev.isobath.analysis.Uncertainty;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RateSweepsTest {

    private static double loss(double rate) {
        return 3 + 0.1 * Math.pow(Math.log(rate / 1.3e-3), 2);
    }

    private static RateSweep sweep(double... rates) {
        return RateSweeps.of(
                        DoubleStream.of(rates)
                                .mapToObj(rate -> new RateRun("mod", 1e6, rate, 1, loss(rate)))
                                .toList(),
                        Bootstrap.STANDARD)
                .getFirst();
    }

    @Test
    void the_best_rate_is_named_and_the_optimum_lies_between_rates() {
        RateSweep sweep = sweep(2.5e-4, 5e-4, 1e-3, 2e-3, 4e-3, 8e-3);

        assertThat(found(sweep.best()).rate()).isEqualTo(1e-3);
        assertThat(found(sweep.best()).edge()).isEqualTo(Edge.INSIDE);
        assertThat(found(sweep.optimum()).at().value()).isCloseTo(1.3e-3, within(1e-12));
        assertThat(found(sweep.optimum()).at().n())
                .as("the best rate and two on each side")
                .isEqualTo(5);
    }

    @Test
    void a_best_rate_at_the_edge_is_flagged_and_has_no_optimum() {
        RateSweep low = sweep(2e-3, 4e-3, 8e-3);
        RateSweep high = sweep(1e-4, 2e-4, 4e-4);

        assertThat(found(low.best()).edge()).isEqualTo(Edge.LOWEST);
        assertThat(reason(low.optimum())).contains("smallest learning rate");
        assertThat(found(high.best()).edge()).isEqualTo(Edge.HIGHEST);
        assertThat(reason(high.optimum())).contains("largest learning rate");
        assertThat(found(sweep(1e-3).best()).edge()).isEqualTo(Edge.ONLY);
    }

    @Test
    void a_higher_rate_that_diverged_counts_as_tried() {
        List<RateRun> runs = List.of(
                new RateRun("mod", 1e6, 5e-4, 1, 3.2),
                new RateRun("mod", 1e6, 1e-3, 1, 3.0),
                new RateRun("mod", 1e6, 2e-3, 1, Double.NaN));

        RateSweep sweep = RateSweeps.of(runs, Bootstrap.STANDARD).getFirst();

        assertThat(found(sweep.best()).edge()).isEqualTo(Edge.INSIDE);
        assertThat(sweep.leftOut()).isEqualTo(1);
        assertThat(reason(sweep.optimum())).contains("three distinct learning rates");
    }

    @Test
    void a_sweep_that_diverged_everywhere_has_no_best_rate() {
        RateSweep sweep = RateSweeps.of(List.of(new RateRun("mod", 1e6, 1, 1, Double.NaN)), Bootstrap.STANDARD)
                .getFirst();

        assertThat(reason(sweep.best())).contains("Try lower ones");
        assertThat(reason(sweep.optimum())).contains("Try lower ones");
    }

    @Test
    void each_kind_and_size_has_its_own_sweep_over_the_means_of_seeds() {
        List<RateRun> runs = Stream.of("mod", "baseline")
                .flatMap(kind -> Stream.of(
                        new RateRun(kind, 1e6, 1e-3, 1, 3.00),
                        new RateRun(kind, 1e6, 1e-3, 2, 3.10),
                        new RateRun(kind, 1e6, 2e-3, 1, 2.99),
                        new RateRun(kind, 1e6, 2e-3, 2, 3.20),
                        new RateRun(kind, 2e6, 1e-3, 1, 2.9)))
                .toList();

        List<RateSweep> sweeps = RateSweeps.of(runs, Bootstrap.STANDARD);

        assertThat(sweeps)
                .extracting(each -> each.kind() + " " + each.size())
                .containsExactly("mod 1000000.0", "mod 2000000.0", "baseline 1000000.0", "baseline 2000000.0");
        RateSweep.Best best = found(sweeps.getFirst().best());
        assertThat(best.rate()).as("the lowest mean, not the lowest run").isEqualTo(1e-3);
        assertThat(best.loss().value()).isCloseTo(3.05, within(1e-14));
    }

    @Test
    void a_mean_over_seeds_has_the_t_interval_and_counts_what_it_leaves_out() {
        double[] values = Golden.numbers("mean/3/values");
        double[] more = {values[2], Double.NaN, values[0], values[1]};

        assertThat(found(SeedMeans.of(more)).value()).isCloseTo(Golden.numbers("mean/3/interval")[0], within(1e-14));
        assertThat(Outcomes.interval(found(SeedMeans.of(more))))
                .isEqualTo(Outcomes.interval(found(SeedMeans.of(values))));
        assertThat(found(SeedMeans.of(more)).method()).contains("leaves out 1 seed");
    }

    @Test
    void one_seed_has_a_mean_without_an_interval_and_none_has_no_mean() {
        assertThat(found(SeedMeans.of(new double[] {3})).uncertainty()).isInstanceOf(Uncertainty.Unknown.class);
        assertThat(Outcomes.interval(found(SeedMeans.of(new double[] {3, 3}))))
                .isEqualTo(new Uncertainty.Interval(3, 3));
        assertThat(reason(SeedMeans.of(new double[] {Double.NaN}))).contains("No seed has a finite value");
    }
}
