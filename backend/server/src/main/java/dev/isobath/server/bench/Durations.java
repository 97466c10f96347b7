package dev.isobath.server.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measured durations. */
final class Durations {

    /** What is measured. */
    interface Call {
        void run() throws Exception;
    }

    private final List<Double> milliseconds = Collections.synchronizedList(new ArrayList<>());

    void add(long nanoseconds) {
        milliseconds.add(nanoseconds / 1e6);
    }

    void addAll(Durations others) {
        milliseconds.addAll(List.copyOf(others.milliseconds));
    }

    /** Returns the number of durations. */
    int count() {
        return milliseconds.size();
    }

    /** Returns the mean in milliseconds. */
    double mean() {
        return milliseconds.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** Measures a call a number of times, after some calls that do not count. */
    static Durations of(int warmUp, int times, Call call) throws Exception {
        Durations durations = new Durations();
        for (int i = -warmUp; i < times; i++) {
            long start = System.nanoTime();
            call.run();
            if (i >= 0) {
                durations.add(System.nanoTime() - start);
            }
        }
        return durations;
    }

    /** Returns the duration in milliseconds that a share of the calls did not exceed. */
    double percentile(double share) {
        List<Double> sorted = milliseconds.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
