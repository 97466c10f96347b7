package dev.isobath.training.metrics;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The seconds of the last steps of an attempt. One slow step, such as the first one, does not move their median. */
public final class RecentSeconds {

    /** The number of steps. It is odd, so that the median is the time of a step once there are as many. */
    static final int STEPS = 21;

    private final Deque<Double> seconds = new ArrayDeque<>();

    /** Adds a step, and returns the median of the last steps. */
    public double after(double step) {
        seconds.addLast(step);
        if (seconds.size() > STEPS) {
            seconds.removeFirst();
        }
        double[] sorted =
                seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double[] middle = Arrays.copyOfRange(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1);
        return Arrays.stream(middle).average().orElseThrow();
    }
}
