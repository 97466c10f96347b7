package dev.isobath.server.curves;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.spec.text.TextRule;
import org.jspecify.annotations.Nullable;

/** How a curve is smoothed. Distances are counted in steps, so a metric that is measured rarely is smoothed over the same time. */
sealed interface Smoothing {

    /**
     * The debiased exponential moving average. At step t it is the mean of all values up to t, in which the value of step s has
     * the weight {@code weight^(t - s)}.
     */
    record Exponential(double weight) implements Smoothing {

        @Override
        public long stepsBefore() {
            return weight == 0 ? 0 : (long) Math.ceil(Math.log(LEAST_WEIGHT) / Math.log(weight));
        }

        @Override
        public long stepsAfter() {
            return 0;
        }

        @Override
        public double[] at(long[] steps, Points points) {
            double[] smoothed = new double[steps.length];
            double sum = 0;
            double weights = 0;
            long before = 0;
            int next = 0;
            for (int i = 0; i < points.size() && next < steps.length; i++) {
                long step = points.step(i);
                // One step is the common distance, and a power costs more than everything else here.
                double decay = step - before == 1 ? weight : Math.pow(weight, (double) (step - before));
                sum *= decay;
                weights *= decay;
                before = step;
                double value = points.value(i);
                if (Double.isFinite(value)) {
                    sum += value;
                    weights += 1;
                }
                if (step == steps[next]) {
                    smoothed[next++] = weights == 0 ? Double.NaN : sum / weights;
                }
            }
            return smoothed;
        }
    }

    /** The mean of all values, in which the value of step s has the weight of a normal distribution around t. */
    record Gaussian(int deviation) implements Smoothing {

        private static final int DEVIATIONS = 5;
        static final int MAX_DEVIATION = 10_000;

        @Override
        public long stepsBefore() {
            return (long) DEVIATIONS * deviation;
        }

        @Override
        public long stepsAfter() {
            return (long) DEVIATIONS * deviation;
        }

        @Override
        public double[] at(long[] steps, Points points) {
            double[] kernel = new double[DEVIATIONS * deviation + 1];
            for (int i = 0; i < kernel.length; i++) {
                double distance = (double) i / deviation;
                kernel[i] = Math.exp(-distance * distance / 2);
            }
            double[] smoothed = new double[steps.length];
            int from = 0;
            for (int i = 0; i < steps.length; i++) {
                while (points.step(from) < steps[i] - stepsBefore()) {
                    from++;
                }
                double sum = 0;
                double weights = 0;
                for (int at = from; at < points.size() && points.step(at) <= steps[i] + stepsAfter(); at++) {
                    double value = points.value(at);
                    if (Double.isFinite(value)) {
                        double weight = kernel[(int) Math.abs(points.step(at) - steps[i])];
                        sum += weight * value;
                        weights += weight;
                    }
                }
                smoothed[i] = weights == 0 ? Double.NaN : sum / weights;
            }
            return smoothed;
        }
    }

    /** A value of less weight than this changes no digit that anybody can see. */
    double LEAST_WEIGHT = 1e-15;

    double MAX_WEIGHT = 0.9999;

    /**
     * Reads the smoothing from a parameter: {@code ema:0.99}, {@code gaussian:50} or {@code none}.
     *
     * @throws BadRequestException when it is none of them
     */
    static @Nullable Smoothing parse(String text) {
        if (text.equals("none")) {
            return null;
        }
        int colon = text.indexOf(':');
        String number = text.substring(colon + 1);
        try {
            switch (colon < 0 ? "" : text.substring(0, colon)) {
                case "ema" -> {
                    double weight = Double.parseDouble(number);
                    if (weight >= 0 && weight <= MAX_WEIGHT) {
                        return new Exponential(weight);
                    }
                }
                case "gaussian" -> {
                    int deviation = Integer.parseInt(number);
                    if (deviation >= 1 && deviation <= Gaussian.MAX_DEVIATION) {
                        return new Gaussian(deviation);
                    }
                }
                default -> {}
            }
        } catch (NumberFormatException _) {
            // The message below covers this as well.
        }
        throw BadRequestException.malformed(
                "smoothing: '%s' is not a smoothing; it must be none, ema:W with a weight W from 0 to %s, or gaussian:N with a standard deviation of N steps, from 1 to %d"
                        .formatted(TextRule.shortened(text, 60), MAX_WEIGHT, Gaussian.MAX_DEVIATION));
    }

    /** Returns how many steps before a step its smoothed value depends on. */
    long stepsBefore();

    /** Returns how many steps after a step its smoothed value depends on. */
    long stepsAfter();

    /**
     * Returns the smoothed values at some steps. Values that are not finite have no weight.
     *
     * @param steps steps of points, in ascending order
     */
    double[] at(long[] steps, Points points);
}
