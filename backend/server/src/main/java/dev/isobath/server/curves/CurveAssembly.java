package dev.isobath.server.curves;

import dev.isobath.server.curves.BlockReader.Part;
import dev.isobath.server.curves.BlockReader.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts one curve together from the parts of its range: each point where these are few enough, otherwise buckets. */
final class CurveAssembly {

    private final UUID experiment;
    private final String metric;
    private final short series;
    private final long low;
    private final long high;
    private final int level;
    private final int maxPoints;
    private final @Nullable Smoothing smoothing;

    private final List<Points> each = new ArrayList<>();
    private Buckets buckets;
    private long pointsInRange;
    private boolean isSummed;

    /**
     * Begins a curve.
     *
     * @param low the first step of the range
     * @param high the last step of the range; less than {@code low} when the range is empty
     */
    CurveAssembly(
            UUID experiment,
            String metric,
            short series,
            long low,
            long high,
            int maxPoints,
            @Nullable Smoothing smoothing) {
        this.experiment = experiment;
        this.metric = metric;
        this.series = series;
        this.low = low;
        this.high = high;
        this.maxPoints = maxPoints;
        this.smoothing = smoothing;
        this.level = level(low, high, maxPoints);
        this.buckets = new Buckets(level, 16);
    }

    /** Returns the least level at which the buckets of a range are few enough. */
    static int level(long low, long high, int maxPoints) {
        int level = 0;
        while ((high >> level) - (low >> level) >= maxPoints) {
            level++;
        }
        return level;
    }

    UUID experiment() {
        return experiment;
    }

    boolean isEmpty() {
        return low > high;
    }

    /** Returns the range to read: whole buckets, and what the smoothing depends on. */
    Range range() {
        return smoothing == null
                ? new Range(experiment, series, lowEdge(), highEdge(), level)
                : new Range(
                        experiment,
                        series,
                        Math.max(0, lowEdge() - smoothing.stepsBefore()),
                        highEdge() + smoothing.stepsAfter(),
                        BlockReader.EACH_POINT);
    }

    private long lowEdge() {
        return low >> level << level;
    }

    private long highEdge() {
        return high | ((1L << level) - 1);
    }

    void add(Part part) {
        Buckets sums = part.buckets();
        Points points = part.points();
        if (sums != null) {
            isSummed = true;
            buckets.addAll(sums, lowEdge(), highEdge());
            // Points of a block at the edge of the range may lie outside of it.
            pointsInRange += part.firstStep() >= low && part.lastStep() <= high ? part.size() : 0;
        } else if (points != null) {
            buckets.addAll(points.between(lowEdge(), highEdge()));
            pointsInRange += points.between(low, high).size();
            if (smoothing != null || pointsInRange <= maxPoints) {
                each.add(points);
            }
        }
    }

    /** Returns whether sums were read where the points themselves may be few enough. */
    boolean needsEachPoint() {
        return isSummed && pointsInRange <= maxPoints;
    }

    /** Begins again, with the points instead of sums. */
    Range readEachPoint() {
        isSummed = false;
        pointsInRange = 0;
        each.clear();
        buckets = new Buckets(level, 16);
        return new Range(experiment, series, lowEdge(), highEdge(), BlockReader.EACH_POINT);
    }

    boolean hasEachPoint() {
        return !isSummed && pointsInRange <= maxPoints;
    }

    boolean hasPoints() {
        return pointsInRange > 0 || buckets.size() > 0;
    }

    /** Returns the range of an axis that the curve needs, as finely as it needs it. */
    Range axisRange(Axis axis) {
        return new Range(
                experiment, axis.series(), lowEdge(), highEdge(), hasEachPoint() ? BlockReader.EACH_POINT : level);
    }

    /** Returns the curve. */
    Curve curve(AxisValues axis) {
        Points all = Points.join(each);
        if (hasEachPoint()) {
            Points points = all.between(low, high);
            long[] steps = new long[points.size()];
            double[] x = new double[steps.length];
            double[] y = new double[steps.length];
            int count = 0;
            for (int i = 0; i < points.size(); i++) {
                double place = axis.at(points.step(i));
                // A point of another program has no place on an axis that was not logged around its step.
                if (!Double.isNaN(place)) {
                    steps[count] = points.step(i);
                    x[count] = place;
                    y[count++] = points.value(i);
                }
            }
            steps = Arrays.copyOf(steps, count);
            return new Curve(
                    metric, Arrays.copyOf(x, count), Arrays.copyOf(y, count), smoothed(steps, all), count, null);
        }
        if (buckets.size() > 0 && Double.isNaN(axis.at(buckets.lastStep(0)))) {
            // Another program has logged nothing on this axis.
            return new Curve(metric, new double[0], new double[0], smoothed(new long[0], all), 0, null);
        }
        long[] steps = new long[buckets.size()];
        double[] from = new double[steps.length];
        for (int i = 0; i < steps.length; i++) {
            from[i] = axis.at(buckets.firstStep(i));
            steps[i] = buckets.lastStep(i);
        }
        return new Curve(
                metric,
                Arrays.stream(steps).mapToDouble(axis::at).toArray(),
                buckets.mean(),
                smoothed(steps, all),
                buckets.points(),
                new CurveBuckets(
                        1L << level,
                        from,
                        buckets.least(),
                        buckets.greatest(),
                        buckets.first(),
                        buckets.last(),
                        buckets.notFinite()));
    }

    private double @Nullable [] smoothed(long[] steps, Points all) {
        return smoothing == null ? null : smoothing.at(steps, all);
    }
}
