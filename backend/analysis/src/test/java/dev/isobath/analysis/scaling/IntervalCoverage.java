package dev.isobath.analysis.scaling;

import dev.isobath.analysis.Bootstrap;
import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Golden;
import dev.isobath.analysis.Outcomes;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Prints how often the 95 % intervals of a surface and of a parabola hold the truth, over many studies with drawn noise. It is no part of the
 * tests. CONTRIBUTING.md has the command.
 */
class IntervalCoverage {

    private static final int STUDIES = Integer.getInteger("isobath.studies", 200);
    private static final LossSurface TRUTH = new LossSurface(1.69, 406.4, 410.7, 0.34, 0.28);

    @Test
    void prints_the_coverage_of_surfaces() {
        double[] sizes = Golden.numbers("huber/sizes");
        double[] tokens = Golden.numbers("huber/tokens");
        for (int every : new int[] {1, 3}) {
            Random random = new Random(1);
            Map<String, Integer> held = new TreeMap<>();
            for (int study = 0; study < STUDIES; study++) {
                List<Run> runs = IntStream.range(0, sizes.length)
                        .filter(i -> i % every == 0)
                        .mapToObj(i -> new Run(
                                "baseline",
                                sizes[i],
                                tokens[i],
                                6 * sizes[i] * tokens[i],
                                1,
                                TRUTH.lossAt(sizes[i], tokens[i]) * (1 + 0.002 * random.nextGaussian())))
                        .toList();
                SurfaceFit fit = Outcomes.found(SurfaceFits.fit(
                        runs, SizeAxis.PARAMETERS, new SurfaceSettings(1e-3, new Bootstrap(200, study))));
                count(held, "alpha", fit.alpha(), TRUTH.alpha());
                count(held, "beta", fit.beta(), TRUTH.beta());
                count(held, "E", fit.e(), TRUTH.e());
                count(held, "size exponent", fit.sizeExponent(), TRUTH.sizeExponent());
                count(
                        held,
                        "best size at 1e20",
                        Outcomes.found(fit.optimumAt(1e20)).size(),
                        TRUTH.optimalSize(1e20, SizeAxis.PARAMETERS));
            }
            System.out.println("surface, every " + every + ". run, of " + STUDIES + " intervals held: " + held);
        }
    }

    @Test
    void prints_the_coverage_of_parabolas() {
        for (int count : new int[] {4, 5, 8}) {
            Random random = new Random(2);
            Map<String, Integer> held = new TreeMap<>();
            int refused = 0;
            for (int study = 0; study < STUDIES; study++) {
                double[] sizes = IntStream.range(0, count)
                        .mapToDouble(i -> 3e7 * Math.pow(20, i / (count - 1.0)))
                        .toArray();
                List<Run> runs = IntStream.range(0, count)
                        .mapToObj(i -> new Run(
                                "mod",
                                sizes[i],
                                1e9,
                                1e18,
                                1,
                                3.1 + 0.05 * Math.pow(Math.log(sizes[i] / 1.2e8), 2) + 0.005 * random.nextGaussian()))
                        .toList();
                var optimum = IsoFlops.of(runs, IsoFlops.ONE_PERCENT, new Bootstrap(1000, study))
                        .getFirst()
                        .optimum()
                        .found();
                if (optimum.isEmpty()) {
                    refused++;
                } else {
                    count(held, "size", optimum.get().at(), 1.2e8);
                    count(held, "loss", optimum.get().loss(), 3.1);
                }
            }
            System.out.println("parabola, " + count + " sizes, " + refused + " refused, of " + (STUDIES - refused)
                    + " intervals held: " + held);
        }
    }

    private static void count(Map<String, Integer> held, String what, Estimate estimate, double truth) {
        held.merge(what, Outcomes.interval(estimate).contains(truth) ? 1 : 0, Integer::sum);
    }
}
