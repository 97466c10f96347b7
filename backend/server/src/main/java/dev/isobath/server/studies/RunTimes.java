package dev.isobath.server.studies;

import dev.isobath.spec.ExperimentSpec;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How long an experiment will take, from what like ones have taken. The rate of FLOPs differs with kind, size and device, so that the
 * estimate is the median rate of the three finished experiments that are nearest in FLOPs of a step, among those of the same kind and
 * device; where the kind has none, among all of the device. An experiment whose step costs over ten
 * times more or less is not like it.
 */
@Component
class RunTimes {

    private static final int NEAREST = 3;
    private static final int MOST_RUNS = 500;

    /** A step of a like run costs at most this many times more or less. Beyond that its rate says little. */
    private static final double LIKE = 10;

    /** Shorter runs are mostly warm-up of the process. */
    private static final double SHORTEST_SECONDS = 1;

    /** One finished experiment. */
    record Run(String kind, String device, double flopsPerStep, double flopsPerSecond) {}

    /**
     * An estimate.
     *
     * @param seconds of training, without the start of the process
     * @param runs the number of finished experiments that the rate is from
     */
    record Estimate(double seconds, int runs) {}

    /**
     * What estimates are worth: each finished experiment estimated from the others.
     *
     * @param runs the number of experiments estimated so
     * @param factor half of the estimates were within this factor of the truth, up or down
     */
    record PastError(int runs, double factor) {}

    private final JdbcClient database;

    RunTimes(JdbcClient database) {
        this.database = database;
    }

    /** Returns the newest finished experiments of a project that can be measured by. */
    List<Run> finished(UUID project) {
        return database.sql("""
                        select kind, coalesce(spec::jsonb -> 'training' ->> 'device', 'cpu') as device, flops_per_step,
                               flops_executed / seconds as rate
                        from experiment
                        where project_id = :project and deleted_at is null and state = 'FINISHED'
                          and seconds >= :shortest and flops_executed > 0 and flops_per_step > 0
                        order by finished_at desc limit :most
                        """)
                .param("project", project)
                .param("shortest", SHORTEST_SECONDS)
                .param("most", MOST_RUNS)
                .query((row, _) -> new Run(
                        row.getString("kind"),
                        row.getString("device"),
                        row.getDouble("flops_per_step"),
                        row.getDouble("rate")))
                .list();
    }

    /** Estimates a planned experiment, or returns nothing where no finished one is like it. */
    static Optional<Estimate> estimate(ExperimentSpec spec, List<Run> finished) {
        Run asked = new Run(
                spec.architecture().kind().text(), spec.training().device().text(), spec.flopsPerStep(), Double.NaN);
        double[] rates = rates(asked, finished);
        return rates.length == 0
                ? Optional.empty()
                : Optional.of(new Estimate(spec.flopsPlanned() / median(rates), rates.length));
    }

    /** Estimates each finished experiment from the others, or returns nothing where there are fewer than three to compare. */
    static Optional<PastError> pastError(List<Run> finished) {
        double[] factors = IntStream.range(0, finished.size())
                .mapToObj(i -> {
                    Run left = finished.get(i);
                    double[] rates = rates(
                            left,
                            IntStream.range(0, finished.size())
                                    .filter(other -> other != i)
                                    .mapToObj(finished::get)
                                    .toList());
                    return rates.length == 0
                            ? DoubleStream.empty()
                            : DoubleStream.of(Math.abs(Math.log(median(rates) / left.flopsPerSecond())));
                })
                .flatMapToDouble(each -> each)
                .toArray();
        return factors.length < NEAREST
                ? Optional.empty()
                : Optional.of(new PastError(factors.length, Math.exp(median(factors))));
    }

    private static double[] rates(Run asked, List<Run> finished) {
        List<Run> like = finished.stream()
                .filter(run -> run.device().equals(asked.device()) && distance(run, asked) <= Math.log(LIKE))
                .toList();
        List<Run> kind =
                like.stream().filter(run -> run.kind().equals(asked.kind())).toList();
        return (kind.isEmpty() ? like : kind)
                .stream()
                        .sorted(Comparator.comparingDouble(run -> distance(run, asked)))
                        .limit(NEAREST)
                        .mapToDouble(Run::flopsPerSecond)
                        .toArray();
    }

    private static double distance(Run run, Run asked) {
        return Math.abs(Math.log(run.flopsPerStep() / asked.flopsPerStep()));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
