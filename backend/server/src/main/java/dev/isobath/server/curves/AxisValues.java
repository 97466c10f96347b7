package dev.isobath.server.curves;

import java.util.ArrayList;
import java.util.List;

/** The values of an axis at the steps of a range. */
sealed interface AxisValues {

    /** Returns x at a step. */
    double at(long step);

    /** The axis whose values are the steps. */
    record OfSteps() implements AxisValues {
        @Override
        public double at(long step) {
            return step;
        }
    }

    /** The measured values of each step. */
    record OfPoints(Points points) implements AxisValues {

        /** Returns the values of parts of a range, which are points. */
        static OfPoints of(List<BlockReader.Part> parts) {
            List<Points> points = new ArrayList<>();
            parts.forEach(part -> {
                Points each = part.points();
                if (each != null) {
                    points.add(each);
                }
            });
            return new OfPoints(Points.join(points));
        }

        @Override
        public double at(long step) {
            int after = points.indexOf(step);
            if (after < points.size() && points.step(after) == step) {
                return points.value(after);
            }
            if (after == 0 || after == points.size()) {
                return Double.NaN;
            }
            // Another program may log its tokens less often than its losses.
            long first = points.step(after - 1);
            double share = (double) (step - first) / (points.step(after) - first);
            return points.value(after - 1) + share * (points.value(after) - points.value(after - 1));
        }
    }

    /** The measured values at the ends of buckets. */
    record OfBuckets(Buckets buckets) implements AxisValues {

        void add(BlockReader.Part part) {
            Buckets sums = part.buckets();
            Points points = part.points();
            if (sums != null) {
                buckets.addAll(sums, 0, Long.MAX_VALUE);
            } else if (points != null) {
                buckets.addAll(points);
            }
        }

        /**
         * Returns the measured value where a bucket begins or ends with the step. A metric that is not measured at each step may
         * begin within a bucket. There the value is interpolated.
         */
        @Override
        public double at(long step) {
            if (buckets.size() == 0) {
                return Double.NaN;
            }
            int i = buckets.indexOf(step);
            long first = buckets.firstStep(i);
            long last = buckets.lastStep(i);
            if (step <= first) {
                return buckets.first(i);
            }
            if (step >= last) {
                return buckets.last(i);
            }
            double share = (double) (step - first) / (last - first);
            return buckets.first(i) + share * (buckets.last(i) - buckets.first(i));
        }
    }
}
