package dev.isobath.analysis.scaling;

import dev.isobath.analysis.Bootstrap;
import dev.isobath.analysis.numerics.LogParabola;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The isoFLOP analysis: approach 2 of Hoffmann et al. (arXiv 2203.15556). At one budget the loss is quadratic in the logarithm of the
 * size. The vertex is biased where the grid is wide or off centre (arXiv 2603.22339), so compare it with {@link SurfaceFit#optimumAt}.
 */
public final class IsoFlops {

    /** Budgets within 1 % of each other are one budget, as in marin. */
    public static final double ONE_PERCENT = 0.01;

    private IsoFlops() {}

    /**
     * Finds the best size of each kind at each budget.
     *
     * @param runs the runs in any order, with their sizes on one {@link SizeAxis}
     * @param tolerance the share by which the largest budget of a group may exceed the smallest, for example 0.01
     * @return one entry for each kind and budget; kinds in the order in which they first occur, budgets ascending
     */
    public static List<IsoFlop> of(List<Run> runs, double tolerance, Bootstrap bootstrap) {
        Map<String, List<Run>> byKind =
                runs.stream().collect(Collectors.groupingBy(Run::kind, LinkedHashMap::new, Collectors.toList()));
        return byKind.values().stream()
                .flatMap(ofKind -> byBudget(ofKind, tolerance).stream())
                .map(group -> of(group, bootstrap))
                .toList();
    }

    private static IsoFlop of(List<Run> group, Bootstrap bootstrap) {
        double logBudget = group.stream()
                .mapToDouble(run -> Math.log(run.budget()))
                .average()
                .orElseThrow();
        return new IsoFlop(
                group.getFirst().kind(),
                Math.exp(logBudget),
                group.size(),
                LogParabola.optimum(
                        "size",
                        group.stream().mapToDouble(Run::size).toArray(),
                        group.stream().mapToDouble(Run::loss).toArray(),
                        bootstrap));
    }

    private static List<List<Run>> byBudget(List<Run> runs, double tolerance) {
        List<List<Run>> groups = new ArrayList<>();
        for (Run run :
                runs.stream().sorted(Comparator.comparingDouble(Run::budget)).toList()) {
            if (groups.isEmpty() || run.budget() > groups.getLast().getFirst().budget() * (1 + tolerance)) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(run);
        }
        return groups;
    }
}
